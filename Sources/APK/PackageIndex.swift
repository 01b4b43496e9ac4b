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
        func finishRecord() throws(Diagnostic) {
            if lines.isEmpty { return }
            if let record = try IndexRecord(lines: lines, source: source) {
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
        try finishRecord()
        self.init(records)
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
        try self.init(parsing: String(decoding: file.text, as: UTF8.self), source: file.path.string)
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
