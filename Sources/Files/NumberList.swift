/// Numbers of 32 bits: made one after the other, or kept in a file, where they stay as they are.
public struct NumberList: Sendable {
    private var made: [UInt32] = []
    private var file: MappedFile?
    /// Where in the file they begin.
    private var start = 0
    /// How many there are in the file.
    private var kept = 0

    /// No numbers yet.
    public init() {}

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
    public var count: Int { file == nil ? made.count : kept }

    /// The last one.
    public var last: UInt32? { count == 0 ? nil : self[count - 1] }

    /// A number; 0 where there is none, as a file may say anything. Those of a file cannot be set.
    public subscript(_ position: Int) -> UInt32 {
        get {
            guard position >= 0, position < count else { return 0 }
            guard let file else { return made[position] }
            return file.withBytes { $0.loadUnaligned(fromByteOffset: start + position * 4, as: UInt32.self) }
        }
        set { made[position] = newValue }
    }

    /// Adds numbers to those that were made.
    public static func += (list: inout NumberList, numbers: [UInt32]) { list.made += numbers }

    /// Adds a number to those that were made.
    public mutating func append(_ number: UInt32) { made.append(number) }

    /// Lets the bytes be read, as this machine keeps them.
    func withBytes(_ body: (UnsafeRawBufferPointer) -> Void) {
        guard let file else { return made.withUnsafeBytes { body($0) } }
        file.withBytes { body(UnsafeRawBufferPointer(rebasing: $0[start..<start + kept * 4])) }
    }
}
