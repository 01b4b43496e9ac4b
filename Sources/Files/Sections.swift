/// Lists of numbers and bytes one after the other, each with its length: for files that only this program reads again.
public struct SectionWriter: Sendable {
    /// What was written so far.
    public private(set) var bytes: [UInt8] = []

    /// Nothing yet.
    public init() {}

    /// Adds bytes.
    public mutating func add(_ section: [UInt8]) {
        withUnsafeBytes(of: UInt64(section.count).littleEndian) { bytes.append(contentsOf: $0) }
        bytes.append(contentsOf: section)
    }

    /// Adds numbers, as this machine keeps them.
    public mutating func add(_ section: [UInt32]) {
        withUnsafeBytes(of: UInt64(section.count * 4).littleEndian) { bytes.append(contentsOf: $0) }
        section.withUnsafeBytes { bytes.append(contentsOf: $0) }
    }
}

/// Reads what a `SectionWriter` wrote.
public struct SectionReader: Sendable {
    private let bytes: [UInt8]
    private var position: Int

    /// Reads from a position on.
    public init(_ bytes: [UInt8], from position: Int) {
        self.bytes = bytes
        self.position = position
    }

    /// Whether nothing is left.
    public var isAtEnd: Bool { position == bytes.count }

    /// The next bytes; nil when there are none.
    public mutating func read() -> [UInt8]? {
        next().map { range in Array(bytes[range]) }
    }

    /// The next numbers; nil when there are none.
    public mutating func readNumbers() -> [UInt32]? {
        guard let range = next(), range.count.isMultiple(of: 4) else { return nil }
        return [UInt32](unsafeUninitializedCapacity: range.count / 4) { target, count in
            bytes[range].withUnsafeBytes { UnsafeMutableRawBufferPointer(target).copyMemory(from: $0) }
            count = range.count / 4
        }
    }

    private mutating func next() -> Range<Int>? {
        guard bytes.count - position >= 8 else { return nil }
        let length = bytes[position..<position + 8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard length <= UInt64(bytes.count - position - 8) else { return nil }
        defer { position += 8 + Int(length) }
        return position + 8..<position + 8 + Int(length)
    }
}
