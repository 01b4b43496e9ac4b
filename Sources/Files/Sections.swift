public import Diagnostics

/// Lists of numbers and bytes one after the other, each with its length: for files that only this program reads again.
///
/// A checksum of all of them stands first. It tells what was damaged, not what somebody has made to deceive.
public struct SectionWriter: Sendable {
    private enum Section {
        case bytes(ByteList)
        case numbers(NumberList)

        func read<Failure: Error>(_ body: (UnsafeRawBufferPointer) throws(Failure) -> Void) throws(Failure) {
            switch self {
            case .bytes(let list):
                try list.read { (bytes: Span<UInt8>) throws(Failure) in
                    try bytes.withUnsafeBytes { (bytes: UnsafeRawBufferPointer) throws(Failure) in try body(bytes) }
                }
            case .numbers(let list): try list.withBytes(body)
            }
        }
    }

    private var sections: [Section] = []

    /// Nothing yet.
    public init() {}

    /// Writes all that was added; it is not copied before.
    public func write(to file: AtomicFile) throws(Diagnostic) {
        var checksum = Checksum()
        for section in sections { section.read { checksum.add($0) } }
        try write(checksum.sum, to: file)
        for section in sections {
            try section.read { bytes throws(Diagnostic) in
                try write(UInt64(bytes.count), to: file)
                try file.write(bytes)
            }
        }
    }

    private func write(_ number: UInt64, to file: AtomicFile) throws(Diagnostic) {
        try file.write(withUnsafeBytes(of: number.littleEndian) { Array($0) })
    }

    /// Adds bytes.
    public mutating func add(_ section: ByteList) { sections.append(.bytes(section)) }

    /// Adds bytes.
    public mutating func add(_ section: [UInt8]) { add(ByteList(section)) }

    /// Adds a text.
    public mutating func add(_ section: String) { add(Array(section.utf8)) }

    /// Adds numbers, as this machine keeps them.
    public mutating func add(_ section: NumberList) { sections.append(.numbers(section)) }
}

/// Reads what a `SectionWriter` wrote, without copying it.
public struct SectionReader: Sendable {
    private let file: MappedFile
    private var position: Int
    private static let numberSize = MemoryLayout<UInt64>.size

    /// Begins to read a file; nil when it is not what was written.
    public init?(_ file: MappedFile) {
        guard file.count >= Self.numberSize else { return nil }
        self.file = file
        position = Self.numberSize
        var checksum = Checksum()
        while let section = next() { file.withBytes { checksum.add(UnsafeRawBufferPointer(rebasing: $0[section])) } }
        guard isAtEnd, checksum.sum == number(at: 0) else { return nil }
        position = Self.numberSize
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
        guard file.count - position >= Self.numberSize else { return nil }
        let start = position + Self.numberSize
        let length = number(at: position)
        guard length <= UInt64(file.count - start) else { return nil }
        position = start + Int(length)
        return start..<position
    }

    private func number(at position: Int) -> UInt64 {
        UInt64(littleEndian: file.withBytes { $0.loadUnaligned(fromByteOffset: position, as: UInt64.self) })
    }
}
