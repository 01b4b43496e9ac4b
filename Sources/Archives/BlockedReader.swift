public import Diagnostics
public import Files

/// Decompresses a gzip member block by block, going by the table in its header: twice as fast as a `GzipReader`.
public final class BlockedReader: SkippableSource {
    private let source: any ByteSource
    private let name: String
    private let table: BlockTable
    private let decompressor: BlockDecompressor
    private let isStrict: Bool
    private var position = 0
    private var content: [UInt8] = []
    private var taken = 0
    private var isAtEnd = false

    /// - Parameters:
    ///   - source: the member, from behind its header on; it is read to its end.
    ///   - seal: see `BlockDecompressor`.
    ///   - isStrict: whether zlib decompresses: libdeflate takes codes that nobody else does.
    ///   - name: what the file is called in errors.
    public init(_ source: any ByteSource, _ table: BlockTable, seal: [UInt8], isStrict: Bool = false, name: String) {
        (self.source, self.table, self.isStrict, self.name) = (source, table, isStrict, name)
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
            if isStrict {
                content = try entry.content(of: block, name: name)
            } else if let found = decompressor.content(&block, entry) {
                content = found
            } else {
                throw .damagedBlock(name)
            }
            taken = 0
        }
        let next = content[taken..<min(content.count, taken + count)]
        taken = next.endIndex
        return next.count == content.count ? content : Array(next)
    }

    public func skip(_ count: Int64, _ passed: (BlockTable.Entry, [UInt8]) -> Void) throws(Diagnostic) -> Bool {
        if taken < content.count { return false }
        var rest = count
        var end = position
        while rest > 0, end < table.entries.count {
            // A block without content may hide some: it is looked at.
            if table.entries[end].length == 0 { return false }
            rest -= Int64(table.entries[end].length)
            end += 1
        }
        if rest != 0 { return false }
        while position < end {
            let entry = table.entries[position]
            let block = try source.read(exactly: entry.count)
            if block.count < entry.count { throw Self.cut(name) }
            passed(entry, block)
            position += 1
        }
        return true
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

/// A source whose bytes need not all be made.
public protocol SkippableSource: ByteSource {
    /// Passes over bytes that nobody looks at now.
    ///
    /// - Parameters:
    ///   - count: how many, more than none.
    ///   - passed: gets the blocks that they are in, and nothing else is.
    /// - Returns: false where that cannot be done without making them; nothing is passed over then.
    func skip(_ count: Int64, _ passed: (BlockTable.Entry, [UInt8]) -> Void) throws(Diagnostic) -> Bool
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
