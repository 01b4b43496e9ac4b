/// Lists of numbers and bytes one after the other, each with its length: for files that only this program reads again.
///
/// A checksum of the rest stands first. It tells what was damaged, not what somebody has made to deceive.
public struct SectionWriter: Sendable {
    private var content: [UInt8] = []

    /// Nothing yet.
    public init() {}

    /// All that was written so far, with its checksum.
    public var bytes: [UInt8] {
        let checksum = content.withUnsafeBytes { Checksum.of($0) }
        return withUnsafeBytes(of: checksum) { Array($0) } + content
    }

    /// Adds bytes.
    public mutating func add(_ section: ByteList) {
        add(count: section.count)
        section.read { bytes in bytes.withUnsafeBufferPointer { content.append(contentsOf: $0) } }
    }

    /// Adds bytes.
    public mutating func add(_ section: [UInt8]) { add(ByteList(section)) }

    /// Adds a text.
    public mutating func add(_ section: String) { add(Array(section.utf8)) }

    /// Adds numbers, as this machine keeps them.
    public mutating func add(_ section: NumberList) {
        add(count: section.count * 4)
        section.withBytes { content.append(contentsOf: $0) }
    }

    private mutating func add(count: Int) {
        withUnsafeBytes(of: UInt64(count).littleEndian) { content.append(contentsOf: $0) }
    }
}

/// Reads what a `SectionWriter` wrote, without copying it.
public struct SectionReader: Sendable {
    private let file: MappedFile
    private var position: Int

    /// Begins to read a file; nil when it is not what was written.
    public init?(_ file: MappedFile) {
        let length = MemoryLayout<UInt64>.size
        let isWhole = file.withBytes { bytes in
            bytes.count >= length
                && bytes.loadUnaligned(as: UInt64.self) == Checksum.of(UnsafeRawBufferPointer(rebasing: bytes.dropFirst(length)))
        }
        if !isWhole { return nil }
        self.file = file
        position = length
    }

    /// Whether nothing is left.
    public var isAtEnd: Bool { position == file.count }

    /// The next bytes; nil when there are none.
    public mutating func read() -> ByteList? {
        next().map { ByteList(file, at: $0) }
    }

    /// The next text; nil when there is none.
    public mutating func readText() -> String? {
        read().map { $0.text(0..<$0.count) }
    }

    /// The next numbers; nil when there are none.
    public mutating func readNumbers() -> NumberList? {
        guard let range = next(), range.count.isMultiple(of: 4) else { return nil }
        return NumberList(file, at: range)
    }

    private mutating func next() -> Range<Int>? {
        guard file.count - position >= 8 else { return nil }
        let length = UInt64(littleEndian: file.withBytes { $0.loadUnaligned(fromByteOffset: position, as: UInt64.self) })
        guard length <= UInt64(file.count - position - 8) else { return nil }
        defer { position += 8 + Int(length) }
        return position + 8..<position + 8 + Int(length)
    }
}
