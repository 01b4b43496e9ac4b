public import Diagnostics
public import Files

/// Decompresses a gzip member block by block, going by the table in its header: twice as fast as a `GzipReader`.
public final class BlockedReader: ByteSource {
    private let source: any ByteSource
    private let name: String
    private let table: BlockTable
    private let decompressor: BlockDecompressor
    private var position = 0
    private var content: [UInt8] = []
    private var taken = 0
    private var isAtEnd = false

    /// - Parameters:
    ///   - source: the member, from behind its header on; it is read to its end.
    ///   - seal: see `BlockDecompressor`.
    ///   - name: what the file is called in errors.
    public init(_ source: any ByteSource, _ table: BlockTable, seal: [UInt8], name: String) {
        (self.source, self.table, self.name) = (source, table, name)
        decompressor = BlockDecompressor(seal: seal)
    }

    public func read(upTo count: Int) throws(Diagnostic) -> [UInt8] {
        while taken == content.count {
            guard position < table.entries.count else {
                try end()
                return []
            }
            let entry = table.entries[position]
            position += 1
            var block = try source.read(exactly: entry.count)
            if block.count < entry.count { throw Self.cut(name) }
            guard let found = decompressor.content(&block, entry) else { throw .damagedBlock(name) }
            content = found
            taken = 0
        }
        let next = content[taken..<min(content.count, taken + count)]
        taken = next.endIndex
        return next.count == content.count ? content : Array(next)
    }

    /// What follows the last block is what the table asks for.
    private func end() throws(Diagnostic) {
        if isAtEnd { return }
        let trailer = table.trailer
        let found = try source.read(exactly: trailer.count)
        if found.count < trailer.count { throw Self.cut(name) }
        if found != trailer { throw .damagedBlock(name) }
        isAtEnd = true
    }

    private static func cut(_ name: String) -> Diagnostic {
        Diagnostic(.damagedArchive, "\(name) is damaged: it ends in the middle of a gzip member")
    }
}

extension ByteSource {
    /// The next bytes, as many as are asked for unless the source ends.
    public func read(exactly count: Int) throws(Diagnostic) -> [UInt8] {
        if count <= 0 { return [] }
        var bytes = try read(upTo: count)
        while bytes.count < count {
            let more = try read(upTo: count - bytes.count)
            if more.isEmpty { return bytes }
            bytes += more
        }
        return bytes
    }
}
