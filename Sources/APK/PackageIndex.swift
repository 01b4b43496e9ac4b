import Archives
public import Cryptography
public import Diagnostics
import Files
public import SystemPackage

/// The list of a repository's packages: `APKINDEX.tar.gz` (APK-FORMAT.md §6).
public struct PackageIndex: Hashable, Sendable {
    /// The packages, sorted by name and version.
    public var records: [IndexRecord]

    private static let limit: Int64 = 300 << 20

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
        for line in text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            if line.count >= 2 {
                lines.append(Substring(line))
            } else if !lines.isEmpty {
                if let record = try IndexRecord(lines: lines, source: source) { records.append(record) }
                lines = []
            }
        }
        if !lines.isEmpty, let record = try IndexRecord(lines: lines, source: source) { records.append(record) }
        self.init(records)
    }

    /// The text of an `APKINDEX`: records, each ended by an empty line.
    public var text: String { records.map { $0.text + "\n" }.joined() }

    /// Reads an index file and checks its signature.
    ///
    /// - Parameter keyring: nil trusts the file as it is.
    public init(reading path: FilePath, keyring: Keyring?) throws(Diagnostic) {
        let name = path.string
        let gzip = GzipReader(try FileReader(path), name: name, limit: Self.limit)
        var signatures: [Signature] = []
        var text: String?
        let hasher = SignedContentHasher()
        var isSignature = true
        // A signature covers all compressed bytes after the signature members, so each member is kept until it is known what it is.
        while true {
            var member: [UInt8] = []
            gzip.observer = { if isSignature { member += $0 } else { hasher.update($0) } }
            guard try gzip.nextMember() else { break }
            let tar = TarReader(gzip, name: name)
            while let entry = try tar.next() {
                if entry.path.hasPrefix(".SIGN.") {
                    if let signature = Signature(entryName: entry.path, bytes: try tar.readAll(limit: 1 << 16)) {
                        signatures.append(signature)
                    }
                    continue
                }
                if isSignature {
                    isSignature = false
                    hasher.update(member[...])
                }
                if entry.path == "APKINDEX" { text = String(decoding: try tar.readAll(limit: Self.limit), as: UTF8.self) }
            }
            while try !gzip.read(upTo: 1 << 16).isEmpty {}
        }
        guard let text else { throw Diagnostic(.damagedIndex, "\(name) is not an index: it holds no APKINDEX") }
        if let keyring { try hasher.finish().verify(signatures, keyring: keyring, subject: name) }
        try self.init(parsing: text, source: name)
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
