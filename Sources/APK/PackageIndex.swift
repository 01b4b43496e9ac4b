import Archives
public import Cryptography
public import Diagnostics
import Files
public import SystemPackage

/// The list of a repository's packages: `APKINDEX.tar.gz` (APK-FORMAT.md §6).
public struct PackageIndex: Hashable, Sendable {
    /// The packages, sorted by name and version.
    public var records: [IndexRecord]

    private static let mostRecords = 1_000_000
    /// Dependencies, provides and conditions of all packages together.
    private static let mostItems = 20_000_000
    private static let mostLines = 256
    private static let longestLine = 4 << 20

    /// An index of packages in any order.
    public init(_ records: [IndexRecord]) {
        self.records = records.sorted { left, right in
            if left.name != right.name { return left.name.utf8.lexicographicallyPrecedes(right.name.utf8) }
            return left.version.utf8.lexicographicallyPrecedes(right.version.utf8)
        }
    }

    /// Reads the text of an `APKINDEX`.
    public init(parsing text: String, source: String) throws(Diagnostic) {
        var records: [IndexRecord] = []
        var lines: [Substring] = []
        var items = 0
        var lineNumber = 0
        func finishRecord() throws(Diagnostic) {
            if lines.isEmpty { return }
            if let record = try IndexRecord(lines: lines, firstLine: lineNumber - lines.count, source: source) {
                records.append(record)
                items += record.dependencies.count + record.provides.count + record.installIf.count
            }
            lines = []
            if records.count > Self.mostRecords || items > Self.mostItems {
                throw Diagnostic(.damagedIndex, "\(source) lists more than \(Self.mostRecords) packages, or more than they can need")
            }
        }
        var rest = text.utf8[...]
        while !rest.isEmpty {
            let line = rest.prefix { $0 != UInt8(ascii: "\n") }
            rest = rest.dropFirst(line.count + 1)
            lineNumber += 1
            if line.count > Self.longestLine || lines.count > Self.mostLines {
                let name = String(Substring(lines.first ?? Substring(line)).prefix(40))
                throw Diagnostic(
                    .damagedIndex,
                    "\(source) is damaged: the record of \"\(name)\" has more than \(Self.mostLines) lines, or one of more than \(Self.longestLine) bytes"
                )
            }
            // A line that says nothing ends a record (APK-FORMAT.md §6).
            if line.count >= 2 { lines.append(Substring(line)) } else { try finishRecord() }
        }
        lineNumber += 1
        try finishRecord()
        self.init(records)
        try mergeTwins(text, source: source)
    }

    /// Two records with one name and version stand for one file, which can be only one of them.
    ///
    /// What stands there twice in the same words is one package, as it is to apk-tools.
    private mutating func mergeTwins(_ text: String, source: String) throws(Diagnostic) {
        let twins = records.indices.dropFirst().filter {
            records[$0].version == records[$0 - 1].version && records[$0].name == records[$0 - 1].name
        }
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
    private static func places(of record: IndexRecord, in text: String) -> [Int] {
        var places: [Int] = []
        var name: Int?
        var isVersion = false
        let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) + [Substring("").utf8]
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
    public var text: String { records.map { $0.text + "\n" }.joined() }

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
        try self.init(parsing: Self.text(of: file), source: file.path.string)
    }

    /// The list as a text. What people read may be of another encoding; what programs compare must be what was signed.
    private static func text(of file: IndexFile) throws(Diagnostic) -> String {
        if let text = String(validating: file.text, as: UTF8.self) { return text }
        for (index, line) in file.text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
            if line.starts(with: "T:".utf8) || line.starts(with: "m:".utf8) { continue }
            if String(validating: line, as: UTF8.self) == nil {
                let letter = line.prefix(2).allSatisfy { $0 < 0x80 } ? String(decoding: line.prefix(2), as: UTF8.self) : ""
                throw Diagnostic(.damagedIndex, "\(file.path) is damaged: \"\(letter)…\" in its line \(index + 1) is not UTF-8")
            }
        }
        return String(decoding: file.text, as: UTF8.self)
    }

    /// Writes an index file, atomically.
    public func write(to path: FilePath, key: PrivateKey?) throws(Diagnostic) {
        let output = ArrayWriter()
        let gzip = try GzipWriter(output)
        let tar = TarWriter(gzip)
        try tar.add(TarEntry(path: "DESCRIPTION", kind: .regular, mode: 0o644), bytes: [])
        try tar.add(TarEntry(path: "APKINDEX", kind: .regular, mode: 0o644), bytes: Array(text.utf8))
        try tar.finish()
        try gzip.finish()
        let signature = try key.map { key throws(Diagnostic) in try Signature.member(over: output.bytes, key: key, time: 0) } ?? []
        try Files.writeAtomically(signature + output.bytes, to: path)
    }
}
