import Files

/// The records of an index: those that were read from a text are made when somebody asks for them.
///
/// Thousands of packages are listed, and a few are looked at; a record that nobody asks for takes a few numbers besides its text.
public struct IndexRecords: RandomAccessCollection, MutableCollection, RangeReplaceableCollection, ExpressibleByArrayLiteral, Sendable {
    private enum Storage: Sendable {
        case listed([IndexSlot])
        case kept(KeptSlots)
    }

    private var storage = Storage.listed([])

    private(set) var slots: [IndexSlot] {
        get {
            switch storage {
            case .listed(let slots): slots
            case .kept(let kept): (0..<kept.count).map { kept[$0] }
            }
        }
        _modify {
            var all = slots
            // What is changed must have one owner, else it is copied.
            storage = .listed([])
            defer { storage = .listed(all) }
            yield &all
        }
    }

    func slot(_ position: Int) -> IndexSlot {
        switch storage {
        case .listed(let slots): slots[position]
        case .kept(let kept): kept[position]
        }
    }

    public init() {}

    /// Records that were made.
    public init(_ records: some Sequence<IndexRecord>) {
        storage = (records as? IndexRecords)?.storage ?? .listed(records.map { IndexSlot($0) })
    }

    public init(arrayLiteral elements: IndexRecord...) {
        self.init(elements)
    }

    init(slots: [IndexSlot]) {
        storage = .listed(slots)
    }

    init(_ kept: KeptSlots) {
        storage = .kept(kept)
    }

    public var startIndex: Int { 0 }
    public var endIndex: Int {
        switch storage {
        case .listed(let slots): slots.count
        case .kept(let kept): kept.count
        }
    }

    public subscript(_ position: Int) -> IndexRecord {
        get { slot(position).record }
        set { slots[position] = IndexSlot(newValue) }
    }

    public mutating func replaceSubrange(_ range: Range<Int>, with elements: some Collection<IndexRecord>) {
        slots.replaceSubrange(range, with: IndexRecords(elements).slots)
    }

    // Else each would be made to be appended.
    public mutating func append<Elements: Sequence<IndexRecord>>(contentsOf elements: Elements) {
        slots += IndexRecords(elements).slots
    }

    /// Without those that a condition holds for.
    public mutating func removeAll(where isRemoved: (IndexRecord) throws -> Bool) rethrows {
        try slots.removeAll { try isRemoved($0.record) }
    }

    /// All but the packages with these names.
    public func without(_ names: Set<String>) -> IndexRecords {
        var records = self
        records.remove(at: Set(names.flatMap { self.positions(named: $0) }))
        return records
    }

    /// Takes out the records at positions.
    public mutating func remove(at positions: Set<Int>) {
        if positions.isEmpty { return }
        storage = .listed(indices.filter { !positions.contains($0) }.map { slot($0) })
    }

    /// The name of a package's file, for which its record need not be made.
    public func fileName(at position: Int) -> String { slot(position).fileName }

    /// The size that the record at a position says, for which it need not be made.
    public func size(at position: Int) -> Int64 { slot(position).size }

    /// When the package of the record at a position was built, in seconds since 1970, for which it need not be made.
    public func buildTime(at position: Int) -> Int64 { slot(position).buildTime }

    /// What the record at a position says of `install_if`, for which it need not be made.
    public func installIf(at position: Int) -> [String] { slot(position).installIf }

    /// The positions in the order of the file that the records were read from, which installers choose by where nothing else decides; those
    /// that were made stay as they are.
    public var inFileOrder: [Int] {
        let places = indices.compactMap { slot($0).place }
        guard let text = places.first?.text, places.count == count, places.allSatisfy({ $0.text === text }) else { return Array(indices) }
        let starts = places.map(\.range.lowerBound)
        let isInOrder = starts.indices.dropFirst().allSatisfy { starts[$0 - 1] < starts[$0] }
        return isInOrder ? Array(indices) : indices.sorted { starts[$0] < starts[$1] }
    }

    /// Where the packages of a name are; in an index, which is sorted, they follow one another.
    public func positions(named name: String) -> [Int] {
        switch storage {
        case .listed(let slots): slots.indices.filter { slots[$0].isNamed(name) }
        case .kept(let kept): (0..<kept.count).filter { kept.isNamed(name, at: $0) }
        }
    }
}

extension IndexRecords: Hashable {
    public static func == (left: Self, right: Self) -> Bool {
        left.count == right.count && left.indices.allSatisfy { left.slot($0).isSame(as: right.slot($0)) }
    }

    public func hash(into hasher: inout Hasher) {
        for record in self { hasher.combine(record) }
    }
}

/// One record: a part of a text, or made.
struct IndexSlot: Sendable {
    private final class Made: Sendable {
        let record: IndexRecord
        /// Name and version.
        let key: [UInt8]
        let nameLength: Int

        init(_ record: IndexRecord) {
            self.record = record
            key = Array(record.name.utf8) + Array(record.version.utf8)
            nameLength = record.name.utf8.count
        }
    }

    private enum Source {
        case text(IndexText)
        case made(Made)
    }

    /// The places of a record in its text that are looked at without the others.
    enum Place: Int, CaseIterable {
        case record, name, version, architecture, dependencies, provides, installIf, buildTime
    }

    /// How many numbers say where a record is: where each place begins and ends.
    static let width = 16

    private let source: Source
    /// An index has no more bytes than 32 bits can count.
    private var numbers: InlineArray<16, UInt32> = .init(repeating: 0)

    init(_ record: IndexRecord) {
        source = .made(Made(record))
    }

    /// A record whose lines were checked.
    init(_ text: IndexText, _ range: Range<Int>, _ fields: RecordFields) {
        source = .text(text)
        set(.record, range)
        set(.name, fields[.name])
        set(.version, fields[.version])
        set(.architecture, fields[.architecture])
        set(.dependencies, fields[.dependencies])
        set(.provides, fields[.provides])
        set(.installIf, fields[.installIf])
        set(.buildTime, fields[.buildTime])
    }

    /// A record at places that were written down, by their numbers from `position` on. What is no place is an empty one.
    init(_ text: IndexText, _ written: NumberList, at position: Int) {
        source = .text(text)
        for first in stride(from: 0, to: Self.width, by: 2) {
            let (start, end) = (written[position + first], written[position + first + 1])
            if start <= end && end <= text.content.count { (numbers[first], numbers[first + 1]) = (start, end) }
        }
    }

    private mutating func set(_ place: Place, _ range: Range<Int>?) {
        guard let range else { return }
        numbers[place.rawValue * 2] = UInt32(range.lowerBound)
        numbers[place.rawValue * 2 + 1] = UInt32(range.upperBound)
    }

    /// Where something stands in the text that the record is a part of; empty where the record has no such line.
    subscript(_ place: Place) -> Range<Int> { Int(numbers[place.rawValue * 2])..<Int(numbers[place.rawValue * 2 + 1]) }

    /// Writes down where the record and what is in it stands.
    func write(to list: inout NumberList) {
        for index in numbers.indices { list.append(numbers[index]) }
    }

    var record: IndexRecord {
        switch source {
        case .text(let text): text.read { IndexRecord($0, range) }
        case .made(let made): made.record
        }
    }

    /// The text that it is a part of, and where; nil when it was made.
    var place: (text: IndexText, range: Range<Int>)? {
        guard case .text(let text) = source else { return nil }
        return (text, range)
    }

    private var range: Range<Int> { self[.record] }

    /// Whether a block of an index begins with the record (`IndexLayout`).
    var beginsBlock: Bool {
        switch source {
        case .made(let made): made.record.identity.beginsBlock
        case .text(let text):
            text.read { bytes in
                if range.count > 5, bytes.starts(with: "C:Q1", at: range.lowerBound) {
                    return Self.beginsBlock(bytes[range.lowerBound + 4], bytes[range.lowerBound + 5])
                }
                return record.identity.beginsBlock
            }
        }
    }

    /// Whether two digits of base64 begin with eight bits of zero.
    private static func beginsBlock(_ first: UInt8, _ second: UInt8) -> Bool {
        first == UInt8(ascii: "A") && (UInt8(ascii: "A")...UInt8(ascii: "P")).contains(second)
    }

    /// Appends the record's lines and the empty line behind them.
    func append(to bytes: inout [UInt8]) {
        if let place {
            let isCopied = place.text.read { text in
                guard RecordFields.areCanonical(text, place.range) else { return false }
                text.extracting(place.range).withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
                return true
            }
            if isCopied { return bytes.append(UInt8(ascii: "\n")) }
        }
        bytes.append(contentsOf: record.text.utf8)
        bytes.append(UInt8(ascii: "\n"))
    }

    var fileName: String {
        switch source {
        case .text(let text): text.read { "\($0.text(self[.name]))-\($0.text(self[.version])).apk" }
        case .made(let made): made.record.fileName
        }
    }

    var size: Int64 {
        switch source {
        case .text(let text): text.read { bytes in RecordFields(bytes, range) { _ in }[.size].flatMap { bytes.number($0) } ?? 0 }
        case .made(let made): made.record.size
        }
    }

    var buildTime: Int64 {
        switch source {
        case .text(let text): text.read { $0.number(self[.buildTime]) ?? 0 }
        case .made(let made): made.record.buildTime
        }
    }

    var installIf: [String] {
        switch source {
        case .text(let text):
            text.read { bytes in
                var items: [String] = []
                bytes.forEachWord(in: self[.installIf]) { items.append(bytes.text($0)) }
                return items
            }
        case .made(let made): made.record.installIf
        }
    }

    /// The first bytes of the name, as a number: who has a lower one comes first.
    var prefix: UInt64 {
        withKey { bytes, name, _ in
            (0..<8).reduce(0) { prefix, offset in prefix << 8 | (offset < name.count ? UInt64(bytes[name.lowerBound + offset]) : 0) }
        }
    }

    func isNamed(_ other: String) -> Bool {
        switch source {
        case .text(let text): text.read { $0.order(self[.name], other.utf8.span, 0..<other.utf8.count) } == 0
        case .made(let made): made.record.name == other
        }
    }

    func isSame(as other: IndexSlot) -> Bool {
        if case .text(let text) = source, case .text(let others) = other.source {
            if text.order(range, others, other.range) == 0 { return true }
        }
        return record == other.record
    }

    /// Below 0 when this one's name and version come before those of another, 0 when both are equal.
    func order(_ other: IndexSlot) -> Int {
        withKey { bytes, name, version in
            other.withKey { others, otherName, otherVersion in
                let byName = bytes.order(name, others, otherName)
                return byName != 0 ? byName : bytes.order(version, others, otherVersion)
            }
        }
    }

    /// Lets the bytes of name and version be read, for which no record is made.
    private func withKey<Result>(_ body: (Span<UInt8>, Range<Int>, Range<Int>) -> Result) -> Result {
        switch source {
        case .text(let text): return text.read { body($0, self[.name], self[.version]) }
        case .made(let made):
            let bytes = made.key
            return body(bytes.span, 0..<made.nameLength, made.nameLength..<bytes.count)
        }
    }
}
