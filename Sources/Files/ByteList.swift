/// Bytes: made one after the other, or kept in a file, where they stay as they are.
public struct ByteList: Sendable {
    @usableFromInline var made: [UInt8] = []
    @usableFromInline var file: MappedFile?
    @usableFromInline var place = 0..<0

    /// No bytes yet.
    public init() {}

    /// Takes bytes that are there.
    public init(_ bytes: [UInt8]) {
        made = bytes
    }

    /// Bytes at a place that the file has.
    init(_ file: MappedFile, at place: Range<Int>) {
        self.file = file
        self.place = place
    }

    /// How many there are.
    @inlinable public var count: Int { file == nil ? made.count : place.count }

    /// All of them; those of a file are copied.
    public var array: [UInt8] {
        guard let file else { return made }
        return file.withBytes { Array($0[place]) }
    }

    /// Adds bytes to those that were made.
    public mutating func append(_ bytes: Span<UInt8>) {
        bytes.withUnsafeBufferPointer { made.append(contentsOf: $0) }
    }

    /// Lets the bytes be read.
    @inlinable
    public func read<Result, Failure: Error>(_ body: (Span<UInt8>) throws(Failure) -> Result) throws(Failure) -> Result {
        guard let file else {
            let bytes = made
            return try body(bytes.span)
        }
        return try file.withBytes { (bytes: UnsafeRawBufferPointer) throws(Failure) -> Result in
            try body(UnsafeRawBufferPointer(rebasing: bytes[place]).assumingMemoryBound(to: UInt8.self).span)
        }
    }

    /// A part as a text; empty where there is no such part, as a file may say anything.
    public func text(_ part: Range<Int>) -> String {
        guard part.upperBound <= count else { return "" }
        return read { bytes in bytes.extracting(part).withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) } }
    }

    /// Whether a part has just these bytes.
    @inlinable public func holds(_ other: Span<UInt8>, at part: Range<Int>) -> Bool {
        guard part.count == other.count, part.upperBound <= count else { return false }
        return read { bytes in
            for offset in other.indices where bytes[part.lowerBound + offset] != other[offset] { return false }
            return true
        }
    }
}
