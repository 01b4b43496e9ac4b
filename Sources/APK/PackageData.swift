public import Archives
public import Diagnostics
public import Files
public import SystemPackage

/// The decompressed data of a package, of which any part can be read: where files are in it says `ChecksummedContent.offset`.
///
/// It has the digest that the package names, so that what was checked when it was read before is so still.
public final class PackageData {
    private enum Place {
        case blocks(BlockedData)
        case memory(WholeData)
        case file(FileReader)
    }

    private let place: Place

    /// A block of the data, which can be decompressed without the others.
    public struct Block {
        /// What the table of blocks says of it.
        public let entry: BlockTable.Entry
        /// As it is in the package.
        public let compressed: [UInt8]
        public let content: [UInt8]
    }

    /// Decompresses the data, what is large into a file without a name.
    ///
    /// - Parameter folder: where that file is made.
    /// - Throws: `damaged-package` when the data are not those that the package names.
    public init(_ package: PackageFile, limits: ReadingLimits = ReadingLimits(), workingIn folder: FilePath) throws(Diagnostic) {
        if let table = try package.blockTable(limits: limits) {
            place = .blocks(try BlockedData(package, table, workingIn: folder))
            return
        }
        if let whole = try WholeData(of: package, limits: limits) {
            place = .memory(whole)
            return
        }
        let file = try AtomicFile(folder.appending("data"))
        try package.readMember(limits: limits) { gzip throws(Diagnostic) in try gzip.copy(to: file) }
        // It is never committed: its name goes with the writer, and its content with the reader.
        place = .file(try FileReader(file.temporaryPath))
    }

    /// A part of the data.
    ///
    /// - Parameters:
    ///   - offset: in bytes from the start.
    ///   - count: in bytes; what lies beyond the end is missing.
    public func content(at offset: Int64, count: Int64) throws(Diagnostic) -> any ByteSource {
        switch place {
        case .blocks(let blocks): return blocks.content(at: offset, count: count)
        case .memory(let whole): return whole.content(at: offset, count: count)
        case .file(let file):
            try file.seek(to: offset)
            return Part(file, count)
        }
    }

    /// Blocks that follow one another.
    public struct Blocks {
        private let data: BlockedData
        private let numbers: Range<Int>

        fileprivate init(_ data: BlockedData, _ numbers: Range<Int>) {
            (self.data, self.numbers) = (data, numbers)
        }

        /// Hands each to `body`.
        ///
        /// - Throws: `damaged-archive` at one that is not what the table of blocks says.
        public func forEach(_ body: (Block) throws(Diagnostic) -> Void) throws(Diagnostic) {
            for number in numbers { try body(data.block(number)) }
        }
    }

    /// The blocks that together are a part of the data, and nothing else; nil when there are none.
    ///
    /// - Parameters:
    ///   - offset: in bytes from the start.
    ///   - count: in bytes.
    public func blocks(at offset: Int64, count: Int64) -> Blocks? {
        guard case .blocks(let data) = place, let numbers = data.blocks(at: offset, count: count) else { return nil }
        return Blocks(data, numbers)
    }

    /// Part of a file, from where the file's reader is.
    private final class Part: ByteSource {
        private let file: FileReader
        private var rest: Int64

        init(_ file: FileReader, _ count: Int64) {
            self.file = file
            rest = count
        }

        func read(upTo count: Int) throws(Diagnostic) -> [UInt8] {
            if rest <= 0 { return [] }
            let bytes = try file.read(upTo: Int(min(Int64(count), rest)))
            rest -= Int64(bytes.count)
            return bytes
        }
    }
}
