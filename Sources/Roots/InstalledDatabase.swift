public import APK
public import Archives
import Cryptography

/// The text of `installed`: which packages a root holds, with their files (APK-FORMAT.md §13).
public struct InstalledDatabase: Sendable {
    private var records: [(name: String, text: String)] = []

    /// An empty database.
    public init() {}

    /// Adds a package with the entries that are its own.
    public mutating func add(_ package: PackageFile, entries: [TarEntry]) {
        let info = package.info
        // The lines of an index, then those that only this file has.
        var lines: [String] = []
        if !info.replaces.isEmpty { lines.append("r:\(info.replaces.joined(separator: " "))") }
        // To apk-tools no priority is the priority 0.
        if let priority = info.replacesPriority, priority != 0 { lines.append("q:\(priority)") }
        lines += Self.files(entries)
        records.append((info.name, IndexRecord(package).text + lines.map { $0 + "\n" }.joined() + "\n"))
    }

    /// The whole text, packages in byte order of their names.
    public var text: String {
        records.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }.map(\.text).joined()
    }

    /// A directory at a time, its files in byte order.
    private static func files(_ entries: [TarEntry]) -> [String] {
        // By bytes: as texts, two names could be one.
        var directories: [[UInt8]: TarEntry] = [:]
        var content: [[UInt8]: [TarEntry]] = [:]
        var checksums: [[UInt8]: Digest] = [:]
        for entry in entries {
            let path = Array(entry.path.utf8)
            checksums[path] = entry.checksum
            if entry.kind == .directory {
                directories[path] = entry
                content[path, default: []] += []
            } else {
                content[parent(path), default: []].append(entry)
            }
        }
        var lines: [String] = []
        for path in content.keys.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
            lines.append("F:\(String(decoding: path, as: UTF8.self))")
            if let entry = directories[path], let line = attributes(entry, usual: 0o755) { lines.append("M:\(line)") }
            for entry in (content[path] ?? []).sorted(by: { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }) {
                lines.append("R:\(Substring(entry.path.utf8.dropFirst(path.isEmpty ? 0 : path.count + 1)))")
                if let line = attributes(entry, usual: 0o644) { lines.append("a:\(line)") }
                // A hard link takes the checksum of its first name (APK-FORMAT.md §2.1).
                if let checksum = entry.checksum ?? (entry.kind == .hardLink ? checksums[Array(entry.linkTarget.utf8)] : nil) {
                    lines.append("Z:\(Identity(checksum))")
                }
            }
        }
        return lines
    }

    /// Owner, mode and the digest of extended attributes, where they are not what is usual (APK-FORMAT.md §5, §13).
    private static func attributes(_ entry: TarEntry, usual: UInt32) -> String? {
        let prefix = "SCHILY.xattr."
        let records = entry.records.filter { $0.key.hasPrefix(prefix) }
            .sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        if entry.user == 0, entry.group == 0, entry.mode == usual, records.isEmpty { return nil }
        var line = "\(entry.user):\(entry.group):\(String(entry.mode, radix: 8))"
        if records.isEmpty { return line }
        let hasher = DigestHasher(.sha1)
        for record in records {
            for bytes in [Array(record.key.utf8.dropFirst(prefix.utf8.count)), record.value] {
                let length = UInt32(bytes.count)
                hasher.write((0..<4).map { UInt8(truncatingIfNeeded: length >> (24 - 8 * UInt32($0))) } + bytes)
            }
        }
        line += ":\(Identity(hasher.finish()))"
        return line
    }

    private static func parent(_ path: [UInt8]) -> [UInt8] {
        path.lastIndex(of: UInt8(ascii: "/")).map { Array(path[..<$0]) } ?? []
    }
}
