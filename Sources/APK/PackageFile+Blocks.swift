import Archives
import Cryptography
import Diagnostics
import Files
import SystemPackage

extension PackageFile {
    /// Where the blocks of the data are; nil where there are none.
    ///
    /// - Throws: `damaged-archive` when they would give more than its reader allows.
    func blockTable(limits: ReadingLimits) throws(Diagnostic) -> BlockTable? {
        let file = try FileReader(path)
        try file.seek(to: dataOffset)
        var start = try file.read(exactly: BlockTable.startLength)
        guard let length = BlockTable.headerLength(start) else { return nil }
        start += try file.read(exactly: length - start.count)
        guard let table = BlockTable(start[...]), table.isBounded else { return nil }
        let expanded = Int64(table.length)
        func tooMuch(_ limit: String) -> Diagnostic { Diagnostic(.damagedArchive, "\(path) is damaged: it expands to more than \(limit)") }
        if expanded > limits.dataBytes { throw tooMuch("\(limits.dataBytes) bytes") }
        if expanded > limits.freeBytes, expanded / GzipReader.largestRatio > size - dataOffset {
            throw tooMuch("\(GzipReader.largestRatio) times its size")
        }
        return table
    }

    /// Decompresses the data block by block, and compares their digest when `body` has read what it wants.
    func readBlocks(_ table: BlockTable, isStrict: Bool = false, _ body: (any ByteSource) throws(Diagnostic) -> Void) throws(Diagnostic) {
        let file = try FileReader(path)
        try file.seek(to: dataOffset)
        let source = HashedSource(file)
        let header = table.header
        if try source.read(exactly: header.count) != header { throw damaged("it was changed while it was being read") }
        let reader = try BlockedReader(source, table, seal: dataDigest().bytes, isStrict: isStrict, name: path.string)
        try body(reader)
        while try !reader.read(upTo: 1 << 20).isEmpty {}
        if try !source.read(upTo: 1).isEmpty { throw damaged("something follows its data") }
        try compareData(source.hasher.finish().hex)
    }

    /// Computes the SHA-256 of what passes.
    private final class HashedSource: ByteSource {
        let hasher = DigestHasher()
        private let file: FileReader

        init(_ file: FileReader) {
            self.file = file
        }

        func read(upTo count: Int) throws(Diagnostic) -> [UInt8] {
            let bytes = try file.read(upTo: count)
            hasher.write(bytes)
            return bytes
        }
    }
}
