import CZlib

/// A gzip member of blocks that are compressed each for itself, in memory: when one changes, the others are copied.
///
/// The bytes depend on nothing but the content of the blocks, and on who compressed them.
public struct BlockedMember: Sendable {
    /// A compressed piece of the content.
    public struct Block: Sendable {
        /// Deflated, ended at a byte boundary.
        let compressed: ArraySlice<UInt8>
        /// Bytes of its content.
        public let length: Int
        /// CRC-32 of its content.
        public let checksum: UInt32
    }

    /// The blocks, in order.
    public let blocks: [Block]

    /// A member of blocks.
    public init(_ blocks: [Block]) {
        self.blocks = blocks
    }

    /// Bytes of the whole content.
    public var length: Int { blocks.reduce(0) { $0 + $1.length } }

    /// The member.
    public var bytes: [UInt8] {
        let table = BlockTable(blocks.map { .init(count: $0.compressed.count, length: $0.length, checksum: $0.checksum) }, mark: Self.mark)
        var bytes = table.header
        bytes.reserveCapacity(bytes.count + blocks.reduce(16) { $0 + $1.compressed.count })
        for block in blocks { bytes += block.compressed }
        return bytes + table.trailer
    }

    /// Finds the blocks of a member; nil when it is none that this program, with this compressor, has written.
    ///
    /// Nothing is decompressed: that the blocks are what the table says is known when they are.
    ///
    /// - Parameter bytes: the member, and nothing behind it.
    public init?(_ bytes: ArraySlice<UInt8>) {
        guard let table = BlockTable(bytes), table.mark == Self.mark else { return nil }
        var position = bytes.startIndex + table.header.count
        var blocks: [Block] = []
        blocks.reserveCapacity(table.entries.count)
        for entry in table.entries {
            guard entry.count <= bytes.endIndex - position else { return nil }
            let compressed = bytes[position..<position + entry.count]
            blocks.append(Block(compressed: compressed, length: entry.length, checksum: entry.checksum))
            position += entry.count
        }
        guard bytes[position...].elementsEqual(table.trailer) else { return nil }
        self.blocks = blocks
    }

    static let level: Int32 = 6
    /// Stands for all that has a say in the bytes of a block besides its content.
    private static let mark = Checksum.of(Array("blocks-1 zlib-\(String(cString: zlibVersion())) level-\(level)".utf8))
}
