public import Diagnostics

/// Content that a reader passed over, in blocks: each is decompressed when somebody wants to see what is in it.
public final class PassedContent {
    /// Bytes of the whole content.
    public let length: Int
    private let blocks: [(entry: BlockTable.Entry, compressed: [UInt8])]
    /// Where each begins in the content.
    private let offsets: [Int]
    private let decompressor: BlockDecompressor
    private let name: String
    private var known: [Int: [UInt8]] = [:]
    /// How many times a block was decompressed.
    private(set) var decompressed = 0

    /// So many are kept decompressed: enough for whoever looks at some parts of a file.
    private static let mostKnown = 4

    /// - Parameters:
    ///   - blocks: as they were passed, in order.
    ///   - seal: see `BlockDecompressor`.
    ///   - name: what the file is called in errors.
    public init(_ blocks: [(entry: BlockTable.Entry, compressed: [UInt8])], seal: [UInt8], name: String) {
        (self.blocks, self.name) = (blocks, name)
        decompressor = BlockDecompressor(seal: seal)
        var offsets: [Int] = []
        var offset = 0
        for block in blocks {
            offsets.append(offset)
            offset += block.entry.length
        }
        (self.offsets, length) = (offsets, offset)
    }

    /// A part of the content, as far as it lies within.
    ///
    /// - Throws: `damaged-archive` at a block that is not what its table says.
    public func read(_ offset: Int, _ count: Int) throws(Diagnostic) -> [UInt8] {
        let end = offset + min(count, length - offset)
        guard offset >= 0, offset < end, var index = offsets.lastIndex(where: { $0 <= offset }) else { return [] }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(end - offset)
        while offset + bytes.count < end {
            let start = offset + bytes.count - offsets[index]
            bytes += try block(index)[start...].prefix(end - offset - bytes.count)
            index += 1
        }
        return bytes
    }

    private func block(_ index: Int) throws(Diagnostic) -> [UInt8] {
        if let content = known[index] { return content }
        decompressed += 1
        var compressed = blocks[index].compressed
        guard let content = decompressor.content(&compressed, blocks[index].entry) else { throw .damagedBlock(name) }
        // Whoever goes back and forth does not make all the work again: then everything is kept.
        if known.count == Self.mostKnown, decompressed <= 2 * blocks.count { known = [:] }
        known[index] = content
        return content
    }
}
