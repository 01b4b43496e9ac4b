import CZlib

/// A gzip member of blocks that are compressed each for itself, with a table of them in its header: when one changes, the others are copied.
///
/// To whoever knows nothing of that it is an ordinary member (RFC 1952): the table is an extra field, and each block ends at a byte boundary
/// and refers to nothing before it. The bytes depend on nothing but the content of the blocks, and on who compressed them.
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

    private var checksum: UInt32 {
        UInt32(truncatingIfNeeded: blocks.reduce(UInt(0)) { crc32_combine($0, UInt($1.checksum), $1.length) })
    }

    // MARK: Writing

    /// The member.
    public var bytes: [UInt8] {
        var bytes: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF]
        let fieldLength = 4 + blocks.count * Self.entryLength
        if fieldLength <= Self.longestField {
            bytes[3] = Self.extraFlag
            bytes.append(fieldLength + 4, bytes: 2)
            bytes += Self.fieldName
            bytes.append(fieldLength, bytes: 2)
            bytes.append(Int(Self.mark), bytes: 4)
            for block in blocks {
                bytes.append(block.compressed.count, bytes: 4)
                bytes.append(block.length, bytes: 4)
                bytes.append(Int(block.checksum), bytes: 4)
            }
        }
        bytes.reserveCapacity(bytes.count + blocks.reduce(16) { $0 + $1.compressed.count })
        for block in blocks { bytes += block.compressed }
        bytes += Self.end
        bytes.append(Int(checksum), bytes: 4)
        bytes.append(length, bytes: 4)
        return bytes
    }

    // MARK: Reading

    /// Finds the blocks of a member; nil when it is none that this program, with this compressor, has written.
    ///
    /// Nothing is decompressed: that the blocks are what the table says is known when they are.
    ///
    /// - Parameter bytes: the member, and nothing behind it.
    public init?(_ bytes: ArraySlice<UInt8>) {
        var position = bytes.startIndex
        func number(_ count: Int) -> Int? {
            guard bytes.endIndex - position >= count else { return nil }
            defer { position += count }
            return bytes[position..<position + count].reversed().reduce(0) { $0 << 8 | Int($1) }
        }
        guard bytes.starts(with: [0x1F, 0x8B, 8, Self.extraFlag, 0, 0, 0, 0, 0, 0xFF]) else { return nil }
        position += 10
        guard let extra = number(2), bytes[position...].starts(with: Self.fieldName) else { return nil }
        position += 2
        guard number(2) == extra - 4, number(4) == Int(Self.mark), (extra - 8).isMultiple(of: Self.entryLength) else { return nil }
        var entries: [(count: Int, length: Int, checksum: Int)] = []
        for _ in 0..<(extra - 8) / Self.entryLength {
            guard let count = number(4), let length = number(4), let checksum = number(4) else { return nil }
            entries.append((count, length, checksum))
        }
        var blocks: [Block] = []
        for entry in entries {
            guard entry.count <= bytes.endIndex - position else { return nil }
            blocks.append(
                Block(compressed: bytes[position..<position + entry.count], length: entry.length, checksum: UInt32(entry.checksum))
            )
            position += entry.count
        }
        self.blocks = blocks
        guard bytes[position...].starts(with: Self.end) else { return nil }
        position += Self.end.count
        guard number(4) == Int(checksum), number(4) == length & 0xFFFF_FFFF, position == bytes.endIndex else { return nil }
    }

    private static let extraFlag: UInt8 = 4
    /// "Cuttle's blocks".
    private static let fieldName = Array("Cb".utf8)
    /// What an extra field can hold, without the name and length of ours.
    private static let longestField = 0xFFFF - 4
    private static let entryLength = 12
    /// An empty last block of deflate.
    private static let end: [UInt8] = [3, 0]
    static let level: Int32 = 6
    /// Stands for all that has a say in the bytes of a block besides its content.
    private static let mark: UInt32 = {
        let text = Array("blocks-1 zlib-\(String(cString: zlibVersion())) level-\(level)".utf8)
        return UInt32(truncatingIfNeeded: crc32(0, text, UInt32(text.count)))
    }()
}

extension [UInt8] {
    /// Appends a number, the lowest byte first.
    fileprivate mutating func append(_ number: Int, bytes count: Int) {
        for shift in 0..<count { append(UInt8(truncatingIfNeeded: number >> (8 * shift))) }
    }
}
