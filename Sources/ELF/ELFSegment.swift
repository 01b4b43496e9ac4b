/// A program header: a part of the file, and what the kernel or the dynamic loader does with it.
public struct ELFSegment: Hashable, Sendable {
    /// What the part is for (`p_type`).
    public struct Kind: RawRepresentable, Hashable, Sendable {
        public let rawValue: UInt32
        public init(rawValue: UInt32) { self.rawValue = rawValue }

        /// Mapped into memory.
        public static let load = Kind(rawValue: 1)
        /// What the dynamic loader reads.
        public static let dynamic = Kind(rawValue: 2)
        /// The path of the dynamic loader.
        public static let interpreter = Kind(rawValue: 3)
        /// Whether the stack may be executed (PT_GNU_STACK).
        public static let stack = Kind(rawValue: 0x6474_E551)
        /// What becomes read-only once it is relocated (PT_GNU_RELRO).
        public static let readOnlyAfterRelocation = Kind(rawValue: 0x6474_E552)
    }

    public let kind: Kind
    public let isReadable: Bool
    public let isWritable: Bool
    public let isExecutable: Bool
    /// Where it stands in the file, in bytes.
    public let offset: UInt64
    /// Where it comes to stand in memory.
    public let address: UInt64
    /// Bytes in the file and in memory.
    public let fileSize: UInt64
    public let memorySize: UInt64

    init(_ bytes: [UInt8], at start: Int, _ numbers: ELFNumbers) {
        let is64 = numbers.is64
        kind = Kind(rawValue: UInt32(truncatingIfNeeded: numbers.number(bytes, start, 4)))
        let flags = numbers.number(bytes, start + (is64 ? 4 : 24), 4)
        isReadable = flags & 4 != 0
        isWritable = flags & 2 != 0
        isExecutable = flags & 1 != 0
        offset = numbers.word(bytes, start + (is64 ? 8 : 4))
        address = numbers.word(bytes, start + (is64 ? 16 : 8))
        fileSize = numbers.word(bytes, start + (is64 ? 32 : 16))
        memorySize = numbers.word(bytes, start + (is64 ? 40 : 20))
    }
}
