public import Diagnostics

/// What the header of a gzip member says of the blocks in it, each of which can be decompressed without the others.
///
/// To whoever knows nothing of that the member is an ordinary one (RFC 1952): the table is an extra field, and each block ends at a byte
/// boundary and refers to nothing before it.
public struct BlockTable: Sendable, Hashable {
    /// A block.
    public struct Entry: Sendable, Hashable {
        /// Bytes that it takes in the member.
        public let count: Int
        /// Bytes of its content.
        public let length: Int
        /// CRC-32 of its content.
        public let checksum: UInt32

        /// The content of the block, for which zlib stands: libdeflate takes codes that no other program does.
        ///
        /// - Parameters:
        ///   - block: as it is in the member.
        ///   - name: what the file is called in errors.
        /// - Throws: `damaged-archive` when it is not what the table says.
        public func content(of block: [UInt8], name: String) throws(Diagnostic) -> [UInt8] {
            if block.count != count { throw .damagedBlock(name) }
            return try BlockedMember.Block(compressed: block[...], length: length, checksum: checksum).content(name: name)
        }
    }

    /// The blocks, in order.
    public internal(set) var entries: [Entry]
    /// Stands for who compressed them.
    let mark: UInt32

    /// Bytes of the whole content.
    public var length: Int { entries.reduce(0) { $0 + $1.length } }

    /// Whether no block is larger than those that a `BlockedWriter` makes.
    ///
    /// A block may be a little longer than its content, which then cannot be compressed, and no more: whoever keeps blocks knows how much
    /// that is.
    public var isBounded: Bool {
        entries.allSatisfy { $0.length <= BlockedWriter.blockSize && $0.count <= BlockedWriter.longestBlock(of: $0.length) }
    }

    init(_ entries: [Entry], mark: UInt32) {
        (self.entries, self.mark) = (entries, mark)
    }

    // MARK: Writing

    /// The beginning of the member; without the table where that does not fit.
    public var header: [UInt8] {
        var bytes: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF]
        let fieldLength = 4 + entries.count * Self.entryLength
        guard fieldLength <= Self.longestField else { return bytes }
        bytes[3] = Self.extraFlag
        bytes.append(fieldLength + 4, bytes: 2)
        bytes += Self.fieldName
        bytes.append(fieldLength, bytes: 2)
        bytes.append(Int(mark), bytes: 4)
        for entry in entries {
            bytes.append(entry.count, bytes: 4)
            bytes.append(entry.length, bytes: 4)
            bytes.append(Int(entry.checksum), bytes: 4)
        }
        return bytes
    }

    /// The end of the member, behind the last block.
    public var trailer: [UInt8] {
        var bytes = Self.end
        bytes.append(Int(Checksum.joined(entries.lazy.map { ($0.checksum, $0.length) })), bytes: 4)
        bytes.append(length, bytes: 4)
        return bytes
    }

    // MARK: Reading

    /// The length of a header with a table, in bytes; nil when a member has none.
    ///
    /// - Parameter start: the first bytes of the member, at least `startLength` where it has so many.
    public static func headerLength(_ start: some Collection<UInt8>) -> Int? {
        let bytes = Array(start.prefix(startLength))
        guard bytes.count == startLength, bytes.starts(with: fixed), bytes[12...].starts(with: fieldName) else { return nil }
        let field = Int(bytes[10]) + (Int(bytes[11]) << 8)
        return field < shortestField ? nil : 12 + field
    }

    /// How much of a member tells whether it has a table, in bytes.
    public static let startLength = 14

    /// Reads the table of a member; nil when there is none.
    ///
    /// Nothing is decompressed: that the blocks are what the table says is known when they are.
    ///
    /// - Parameter member: at least all of its header.
    public init?(_ member: ArraySlice<UInt8>) {
        guard let end = Self.headerLength(member), member.count >= end else { return nil }
        var position = member.startIndex + Self.startLength
        func number(_ count: Int) -> Int {
            defer { position += count }
            return member[position..<position + count].reversed().reduce(0) { $0 << 8 | Int($1) }
        }
        let room = end - 12 - Self.shortestField
        guard room.isMultiple(of: Self.entryLength), number(2) == room + 4 else { return nil }
        mark = UInt32(number(4))
        entries = []
        entries.reserveCapacity(room / Self.entryLength)
        for _ in 0..<room / Self.entryLength {
            entries.append(Entry(count: number(4), length: number(4), checksum: UInt32(number(4))))
        }
    }

    private static let fixed: [UInt8] = [0x1F, 0x8B, 8, extraFlag, 0, 0, 0, 0, 0, 0xFF]
    private static let extraFlag: UInt8 = 4
    /// "Cuttle's blocks".
    private static let fieldName = Array("Cb".utf8)
    /// Name, length and mark.
    private static let shortestField = 8
    /// What an extra field can hold, without the name and length of ours.
    private static let longestField = 0xFFFF - 4
    private static let entryLength = 12
    /// An empty last block of deflate: stands behind a block where the member ends.
    static let end: [UInt8] = [3, 0]
}

extension [UInt8] {
    /// Appends a number, the lowest byte first.
    mutating func append(_ number: Int, bytes count: Int) {
        for shift in 0..<count { append(UInt8(truncatingIfNeeded: number >> (8 * shift))) }
    }
}
