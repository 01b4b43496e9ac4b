/// Numbers of 32 bits: made one after the other, or kept in a file, where they stay as they are.
public struct NumberList: Sendable {
    @usableFromInline var made: [UInt32] = []
    @usableFromInline var file: MappedFile?
    /// Where in the file they begin.
    @usableFromInline var start = 0
    /// How many there are in the file.
    @usableFromInline var kept = 0

    /// No numbers yet.
    public init() {}

    /// No numbers yet, but room for some.
    public init(capacity: Int) {
        made.reserveCapacity(capacity)
    }

    /// Takes numbers that are there.
    public init(_ numbers: [UInt32]) {
        made = numbers
    }

    /// Numbers at a place that the file has.
    init(_ file: MappedFile, at place: Range<Int>) {
        self.file = file
        start = place.lowerBound
        kept = place.count / 4
    }

    /// How many there are.
    @inlinable public var count: Int { file == nil ? made.count : kept }

    /// The last one.
    public var last: UInt32? { count == 0 ? nil : self[count - 1] }

    /// A number; 0 where there is none, as a file may say anything. Those of a file cannot be set.
    @inlinable public subscript(_ position: Int) -> UInt32 {
        get {
            guard position >= 0, position < count else { return 0 }
            guard let file else { return made[position] }
            return file.withBytes { $0.loadUnaligned(fromByteOffset: start + position * 4, as: UInt32.self) }
        }
        set { made[position] = newValue }
    }

    /// Adds a number to those that were made.
    @inlinable public mutating func append(_ number: UInt32) { made.append(number) }

    /// Lets the bytes be read, as this machine keeps them.
    func withBytes<Failure: Error>(_ body: (UnsafeRawBufferPointer) throws(Failure) -> Void) throws(Failure) {
        guard let file else {
            let bytes = made
            return try bytes.span.withUnsafeBytes { (bytes: UnsafeRawBufferPointer) throws(Failure) in try body(bytes) }
        }
        try file.withBytes { (bytes: UnsafeRawBufferPointer) throws(Failure) in
            try body(UnsafeRawBufferPointer(rebasing: bytes[start..<start + kept * 4]))
        }
    }
}
