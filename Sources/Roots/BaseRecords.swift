import APK
import Archives
public import Diagnostics

/// What is installed in an image that another is built on: records in the form of `installed` (IMAGE.md §9 B).
public struct BaseRecords: Sendable {
    /// One package.
    public struct Record: Sendable {
        public let name: String
        public let version: String
        public let provides: [String]
        /// Seconds since 1970; nil when the record has none.
        public let buildTime: Int64?
        /// The paths of its files.
        public let files: [String]
        /// The record for the database of the new image, with the empty line behind it.
        public let text: String
    }

    /// In the order of the file.
    public let records: [Record]

    /// Reads records.
    ///
    /// - Parameters:
    ///   - source: what the file is called in errors.
    ///   - isPeer: whether what apko loses is lost: owners, modes and checksums, and a last record without an empty line behind it.
    public init(_ bytes: [UInt8], source: String, isPeer: Bool) throws(Diagnostic) {
        var records: [Record] = []
        var lines: [String] = []
        func damaged(_ line: String) -> Diagnostic {
            Diagnostic(.damagedIndex, "\(source) is damaged: \"\(line)\" is not a line of a package database")
        }
        for (number, bytes) in bytes.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
            guard let line = String(validating: bytes, as: UTF8.self) else {
                throw Diagnostic(.damagedIndex, "\(source) is damaged: line \(number + 1) is not UTF-8")
            }
            if line.isEmpty {
                if let record = try Record(lines, isPeer: isPeer, damaged: damaged) { records.append(record) }
                lines = []
                continue
            }
            let head = Array(line.utf8.prefix(2))
            guard head.count == 2, head[1] == UInt8(ascii: ":") else { throw damaged(line) }
            lines.append(line)
        }
        if !isPeer, let record = try Record(lines, isPeer: isPeer, damaged: damaged) { records.append(record) }
        self.records = records
    }
}

extension BaseRecords.Record {
    /// Makes a record of its lines; nil when they name no package.
    fileprivate init?(_ lines: [String], isPeer: Bool, damaged: (String) -> Diagnostic) throws(Diagnostic) {
        var values: [Character: String] = [:]
        var entries: [PackageListing.Entry] = []
        var folder: String?
        for line in lines {
            guard let letter = line.first else { continue }
            let value = String(line.utf8.dropFirst(2)) ?? ""
            switch letter {
            case "F":
                folder = value
                if !value.isEmpty { entries.append(PackageListing.Entry(TarEntry(path: value, kind: .directory, mode: 0o755))) }
            case "R":
                let path = folder.map { $0.isEmpty ? value : "\($0)/\(value)" } ?? value
                if path.split(separator: "/").contains("..") { throw damaged(line) }
                entries.append(PackageListing.Entry(TarEntry(path: path, kind: .regular, mode: 0o644)))
            default: values[letter] = value
            }
        }
        func number(_ letter: Character) throws(Diagnostic) -> Int64? {
            guard let text = values[letter] else { return nil }
            guard let number = Int64(text) else { throw damaged("\(letter):\(text)") }
            return number
        }
        func list(_ letter: Character) -> [String] {
            values[letter].map { $0.split(separator: " ", omittingEmptySubsequences: false).map(String.init) } ?? []
        }
        guard let name = values["P"], !name.isEmpty else { return nil }
        self.name = name
        version = values["V"] ?? ""
        provides = list("p")
        buildTime = try number("t")
        guard isPeer else {
            files = entries.filter { $0.kind == .regular }.map(\.path)
            text = (lines + ["", ""]).joined(separator: "\n")
            return
        }
        var text = ""
        for letter in "PVALTomUDp" { text += "\(letter):\(values[letter] ?? "")\n" }
        if let replaces = values["r"] { text += "r:\(replaces)\n" }
        text += "c:\(values["c"] ?? "")\ni:[\(values["i"] ?? "")]\n"
        // A package without a time is one of the year 1.
        text += "t:\(buildTime ?? -62_135_596_800)\n"
        for letter: Character in ["S", "I", "k"] { text += "\(letter):\(try number(letter) ?? 0)\n" }
        if let checksum = values["C"], checksum.hasPrefix("Q1") { text += "C:\(checksum)\n" }
        files = try PeerFileLines.add(entries, of: name, to: &text)
        self.text = text + "\n"
    }
}
