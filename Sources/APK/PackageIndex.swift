import Archives
public import Cryptography
public import Diagnostics
import Files
public import SystemPackage

/// The list of a repository's packages: `APKINDEX.tar.gz` (APK-FORMAT.md §6).
public struct PackageIndex: Hashable, Sendable {
    /// The packages, sorted by name and version.
    public var records: IndexRecords
    /// What the index says of itself, for people (APK-FORMAT.md §6).
    public var description: [UInt8] = []

    private static let mostRecords = 1_000_000
    /// Dependencies, provides and conditions of all packages together.
    private static let mostItems = 20_000_000
    private static let mostLines = 256
    private static let longestLine = 4 << 20

    /// An index of packages in any order.
    public init(_ records: some Sequence<IndexRecord>, description: [UInt8] = []) {
        self.init(slots: IndexRecords(records).slots)
        self.description = description
    }

    private init(slots: [IndexSlot]) {
        let isSorted = slots.indices.dropFirst().allSatisfy { slots[$0 - 1].order(slots[$0]) <= 0 }
        records = IndexRecords(slots: isSorted ? slots : Self.sorted(slots))
    }

    /// Most names differ in their first bytes, which are there to be compared without looking for them each time.
    private static func sorted(_ slots: [IndexSlot]) -> [IndexSlot] {
        slots.indices.map { (prefix: slots[$0].prefix, position: $0) }.sorted { one, other in
            one.prefix != other.prefix ? one.prefix < other.prefix : slots[one.position].order(slots[other.position]) < 0
        }.map { slots[$0.position] }
    }

    /// An index whose records are in order already.
    init(sorted slots: KeptSlots) {
        records = IndexRecords(slots)
    }

    /// Whether a record comes before another in an index: by the bytes of the name, then of the version.
    public static func isOrdered(_ left: IndexRecord, _ right: IndexRecord) -> Bool { IndexSlot(left).order(IndexSlot(right)) < 0 }

    /// The newest package of each name, sorted by name; what is no version is older than any.
    public var newestOfEachName: [IndexRecord] {
        var newest: [(record: IndexRecord, version: Version?)] = []
        for record in records {
            let version = try? Version(record.version)
            guard let last = newest.last, last.record.name == record.name else {
                newest.append((record, version))
                continue
            }
            guard let version, Version.compare(last.version, version, fuzzy: false) == .less else { continue }
            newest[newest.count - 1] = (record, version)
        }
        return newest.map(\.record)
    }

    /// Reads the text of an `APKINDEX`.
    public init(parsing text: String, source: String) throws(Diagnostic) {
        try self.init(bytes: Array(text.utf8), source: source)
    }

    init(bytes: [UInt8], source: String) throws(Diagnostic) {
        try self.init(IndexText(bytes), source: source)
    }

    init(_ text: IndexText, source: String) throws(Diagnostic) {
        let all = text.bytes
        let bytes = all.span
        let check = RecordCheck(source: source)
        var slots: [IndexSlot] = []
        var items = 0
        var lineNumber = 0
        var lines = 0
        var recordStart = 0
        func finishRecord(_ end: Int) throws(Diagnostic) {
            if lines == 0 { return }
            let range = recordStart..<end
            if let fields = try check.fields(bytes, range, firstLine: lineNumber - lines) {
                let slot = IndexSlot(text, range, fields)
                slots.append(slot)
                bytes.forEachWord(in: slot[.dependencies]) { _ in items += 1 }
                bytes.forEachWord(in: slot[.provides]) { _ in items += 1 }
                bytes.forEachWord(in: slot[.installIf]) { _ in items += 1 }
            }
            if slots.count > Self.mostRecords || items > Self.mostItems {
                throw Diagnostic(.damagedIndex, "\(source) lists more than \(Self.mostRecords) packages, or more than they can need")
            }
        }
        var start = 0
        while start < bytes.count {
            let end = bytes.firstIndex(of: UInt8(ascii: "\n"), in: start..<bytes.count) ?? bytes.count
            lineNumber += 1
            if end - start > Self.longestLine || lines > Self.mostLines {
                let first =
                    lines == 0 ? start..<end : recordStart..<(bytes.firstIndex(of: UInt8(ascii: "\n"), in: recordStart..<end) ?? end)
                throw Diagnostic(
                    .damagedIndex,
                    "\(source) is damaged: the record of \"\(bytes.text(first).prefix(40))\" has more than \(Self.mostLines) lines, or one of more than \(Self.longestLine) bytes"
                )
            }
            // A line that says nothing ends a record (APK-FORMAT.md §6).
            if end - start >= 2 {
                if lines == 0 { recordStart = start }
                lines += 1
            } else {
                try finishRecord(start)
                lines = 0
            }
            start = end + 1
        }
        lineNumber += 1
        try finishRecord(bytes.count)
        self.init(slots: slots)
        try mergeTwins(text, source: source)
    }

    /// Two records with one name and version stand for one file, which can be only one of them.
    ///
    /// What stands there twice in the same words is one package, as it is to apk-tools.
    private mutating func mergeTwins(_ text: IndexText, source: String) throws(Diagnostic) {
        let slots = records.slots
        let twins = slots.indices.dropFirst().filter { slots[$0 - 1].order(slots[$0]) == 0 }
        for twin in twins.reversed() {
            let record = records[twin]
            if record == records[twin - 1] {
                records.remove(at: twin)
                continue
            }
            let places = Self.places(of: record, in: text).map(String.init).joined(separator: " and ")
            throw Diagnostic(
                .damagedIndex,
                "\(source) is damaged: it lists \(record.name)-\(record.version) more than once, as different packages (lines \(places))",
                hint: "a repository has one package of a name and version; ask whoever made it, or index it again"
            )
        }
    }

    /// Numbers of the lines with the names of all records like one.
    private static func places(of record: IndexRecord, in text: IndexText) -> [Int] {
        var places: [Int] = []
        var name: Int?
        var isVersion = false
        let lines = text.bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) + [[]]
        for (number, line) in lines.enumerated() {
            if line.elementsEqual("P:\(record.name)".utf8) { name = number + 1 }
            if line.elementsEqual("V:\(record.version)".utf8) { isVersion = true }
            if line.count >= 2 { continue }
            if let name, isVersion { places.append(name) }
            (name, isVersion) = (nil, false)
        }
        return places
    }

    /// The text of an `APKINDEX`: records, each ended by an empty line.
    public var text: String { String(decoding: bytes, as: UTF8.self) }

    private var bytes: [UInt8] {
        var bytes: [UInt8] = []
        for slot in records.slots { slot.append(to: &bytes) }
        return bytes
    }

    /// Reads an index file and checks its signature.
    ///
    /// - Parameter keyring: nil trusts the file as it is.
    public init(reading path: FilePath, keyring: Keyring?) throws(Diagnostic) {
        try self.init(IndexFile(path), keyring: keyring)
    }

    /// Takes the list out of an index file, and checks its signature.
    ///
    /// - Parameter keyring: nil trusts the file as it is.
    public init(_ file: IndexFile, keyring: Keyring?) throws(Diagnostic) {
        if let keyring { try file.signedContent.verify(file.signatures, keyring: keyring, subject: file.path.string) }
        try self.init(Self.text(of: file), source: file.path.string)
        description = file.description ?? []
    }

    /// The list as a text. What people read may be of another encoding; what programs compare must be what was signed.
    private static func text(of file: IndexFile) throws(Diagnostic) -> IndexText {
        if file.text.isValidUTF8 { return IndexText(file.text, blocks: file.blocks) }
        for (index, line) in file.text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
            if line.starts(with: "T:".utf8) || line.starts(with: "m:".utf8) { continue }
            if String(validating: line, as: UTF8.self) == nil {
                let letter = line.prefix(2).allSatisfy { $0 < 0x80 } ? String(decoding: line.prefix(2), as: UTF8.self) : ""
                throw Diagnostic(.damagedIndex, "\(file.path) is damaged: \"\(letter)…\" in its line \(index + 1) is not UTF-8")
            }
        }
        return IndexText(Array(String(decoding: file.text, as: UTF8.self).utf8))
    }

    /// Writes an index file, atomically: through a link to what it leads to, with the mode that the file has.
    ///
    /// What was read from a file, and stays as it is, is not compressed again; which bytes are written does not depend on it.
    ///
    /// - Parameter temporaryFolder: where it is until it is complete, on the same file system; nil: beside the file.
    public func write(
        to path: FilePath,
        key: (any Signer)?,
        temporaryFolder: FilePath? = nil
    ) throws(Diagnostic) {
        let member = try IndexLayout.member(IndexLayout.blocks(of: records.slots), description: description)
        try Self.prepare(member, for: path, key: key, temporaryFolder: temporaryFolder).commit()
    }

    /// Writes an index file that has no name yet.
    static func prepare(
        _ member: BlockedMember,
        for path: FilePath,
        key: (any Signer)?,
        temporaryFolder: FilePath?
    ) throws(Diagnostic) -> AtomicFile {
        let bytes = member.bytes
        let signature = try key.map { key throws(Diagnostic) in try Signature.member(over: bytes, key: key, time: 0) } ?? []
        let file = try AtomicFile(replacing: path, temporaryFolder: temporaryFolder)
        try file.write(signature)
        try file.write(bytes)
        try file.prepare()
        return file
    }
}

extension [UInt8] {
    fileprivate var isValidUTF8: Bool { (try? UTF8Span(validating: span)) != nil }
}
