import Archives
import Cryptography
import Diagnostics
import Files
import SystemPackage

/// The data of a package that is in blocks, compressed: any part is decompressed when it is asked for.
///
/// It has the digest that the package names.
final class BlockedData {
    private enum Place {
        case memory([UInt8])
        case file(FileReader)
    }

    private let place: Place
    private let table: BlockTable
    /// Where blocks begin in the member, and in its content; and where the last ends.
    private let positions: [Int64]
    private let offsets: [Int64]
    private let name: String
    private let decompressor: BlockDecompressor
    private var last: (index: Int, content: [UInt8]) = (-1, [])
    private static let largestInMemory: Int64 = 8 << 20

    /// - Parameter folder: for a copy of data that are large.
    init(_ package: PackageFile, _ table: BlockTable, workingIn folder: FilePath) throws(Diagnostic) {
        let file = try FileReader(package.path)
        try file.seek(to: package.dataOffset)
        let hasher = DigestHasher()
        let length = package.size - package.dataOffset
        let header = table.header
        // Not only the data, but also the table is that which the package names.
        var isSame = false
        if length <= Self.largestInMemory {
            let bytes = try file.read(exactly: Int(length) + 1)
            hasher.write(bytes)
            isSame = bytes.starts(with: header)
            place = .memory(bytes)
        } else {
            // What was compared is what will be read, whatever becomes of the package's file.
            let copy = try AtomicFile(folder.appending("data"))
            let start = try file.read(exactly: header.count)
            isSame = start == header
            hasher.write(start)
            try copy.write(start)
            while case let bytes = try file.read(upTo: 1 << 20), !bytes.isEmpty {
                hasher.write(bytes)
                try copy.write(bytes)
            }
            // It is never committed: its name goes with the writer, and its content with the reader.
            place = .file(try FileReader(copy.temporaryPath))
        }
        try package.compareData(hasher.finish().hex)
        if !isSame { throw package.damaged("it was changed while it was being read") }
        self.table = table
        decompressor = try BlockDecompressor(seal: package.dataDigest().bytes)
        name = package.path.string
        var (position, offset) = (Int64(header.count), Int64(0))
        var (positions, offsets) = ([position], [offset])
        for entry in table.entries {
            position += Int64(entry.count)
            offset += Int64(entry.length)
            positions.append(position)
            offsets.append(offset)
        }
        (self.positions, self.offsets) = (positions, offsets)
    }

    /// The blocks that together are a part of the content, and no more; nil when its ends are not ends of blocks.
    func blocks(at offset: Int64, count: Int64) -> Range<Int>? {
        guard count > 0, let first = index(at: offset), offsets[first] == offset else { return nil }
        var end = first
        while end < table.entries.count, offsets[end] < offset + count { end += 1 }
        return offsets[end] == offset + count ? first..<end : nil
    }

    /// A block as it is, and its content.
    func block(_ index: Int) throws(Diagnostic) -> PackageData.Block {
        let entry = table.entries[index]
        let compressed = try compressed(index)
        return PackageData.Block(entry: entry, compressed: compressed, content: try entry.content(of: compressed, name: name))
    }

    /// Part of the content.
    func content(at offset: Int64, count: Int64) -> any ByteSource { Content(self, offset, count) }

    private func compressed(_ index: Int) throws(Diagnostic) -> [UInt8] {
        let start = positions[index]
        switch place {
        case .memory(let bytes): return Array(bytes.dropFirst(Int(start)).prefix(table.entries[index].count))
        case .file(let file):
            try file.seek(to: start)
            return try file.read(exactly: table.entries[index].count)
        }
    }

    /// The block that a byte of the content is in, behind all empty ones that begin there; nil beyond the end.
    private func index(at offset: Int64) -> Int? {
        guard let end = offsets.last, offset >= 0, offset < end else { return nil }
        var (low, high) = (0, table.entries.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if offsets[middle] <= offset { low = middle } else { high = middle }
        }
        return low
    }

    /// What is in the content from a place on, to the end of the block there.
    private func content(from offset: Int64) throws(Diagnostic) -> ArraySlice<UInt8> {
        guard let index = index(at: offset) else { return [] }
        if last.index != index {
            var compressed = try compressed(index)
            guard let content = decompressor.content(&compressed, table.entries[index]) else { throw .damagedBlock(name) }
            last = (index, content)
        }
        return last.content[Int(offset - offsets[index])...]
    }

    private final class Content: ByteSource {
        private let data: BlockedData
        private var offset: Int64
        private var rest: Int64

        init(_ data: BlockedData, _ offset: Int64, _ count: Int64) {
            (self.data, self.offset, rest) = (data, offset, count)
        }

        func read(upTo count: Int) throws(Diagnostic) -> [UInt8] {
            if rest <= 0 { return [] }
            let bytes = try Array(data.content(from: offset).prefix(Int(min(Int64(count), rest))))
            offset += Int64(bytes.count)
            rest -= Int64(bytes.count)
            return bytes
        }
    }
}
