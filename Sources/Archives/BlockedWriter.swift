public import Diagnostics
public import Files

/// Compresses what is written in blocks, for a gzip member whose header says where they are.
///
/// A block has at most 1 MiB of content, and ends where `cut` says; on all cores, with the same bytes for any number of them. As the table
/// of blocks stands before them, they go to a sink of their own: the member is the table's header, all that the sink got, and the table's trailer.
public final class BlockedWriter: ByteSink {
    /// The most that a block has, in bytes of content.
    public static let blockSize = 1 << 20
    /// The most that a block of so many bytes takes: compressors store what they cannot compress in pieces of 5,000 bytes and more, with 5
    /// before each.
    static func longestBlock(of length: Int) -> Int { length + length >> 10 + 64 }

    private let sink: any ByteSink
    private let queue = DeflateQueue()
    private var block: [UInt8] = []
    private var entries: [BlockTable.Entry] = []

    /// Writes blocks to a sink, which is not closed.
    public init(_ sink: any ByteSink) {
        self.sink = sink
    }

    public func write(_ bytes: borrowing [UInt8]) throws(Diagnostic) {
        var start = 0
        while start < bytes.count {
            let end = min(bytes.count, start + Self.blockSize - block.count)
            block += bytes[start..<end]
            start = end
            if block.count == Self.blockSize { try cut() }
        }
    }

    /// Ends the block: what is written next begins another one.
    public func cut() throws(Diagnostic) {
        if block.isEmpty { return }
        if queue.isFull { try writeFirst() }
        let isSmall = queue.isEmpty && block.count < Self.smallContent
        queue.add(DeflateBlock(input: block, dictionary: [], level: GzipWriter.defaultLevel, isLast: false), isSmall: isSmall)
        block = []
    }

    /// Ends the last block.
    ///
    /// - Returns: what stands before and behind the blocks.
    public func finish() throws(Diagnostic) -> BlockTable {
        try cut()
        while !queue.isEmpty { try writeFirst() }
        return BlockTable(entries, mark: Self.mark)
    }

    private func writeFirst() throws(Diagnostic) {
        guard let result = queue.next() else { return }
        try sink.write(result.output)
        entries.append(.init(count: result.output.count, length: result.length, checksum: UInt32(truncatingIfNeeded: result.checksum)))
    }

    private static let smallContent = 1 << 15
    /// Nobody looks at it: whoever compressed a block, it can be copied.
    private static let mark = Checksum.of(Array(GzipWriter.codec.utf8))
}
