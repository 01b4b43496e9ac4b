public import APK
public import Archives
import Cryptography

/// The text of `installed`: which packages a root holds, with their files (APK-FORMAT.md §13).
public struct InstalledDatabase: Sendable {
    private var records: [(name: String, text: String)] = []

    /// An empty database.
    public init() {}

    /// Adds a package with the entries that are its own.
    public mutating func add(_ package: PackageFile, entries: [PackageListing.Entry]) {
        records.append((package.info.name, Self.record(package, entries: entries)))
    }

    /// Adds a package with the entries of its data that are its own.
    public mutating func add(_ package: PackageFile, entries: [TarEntry]) {
        add(package, entries: entries.map { PackageListing.Entry($0) })
    }

    /// The record of a package with the entries that are its own, and the empty line behind it.
    public static func record(_ package: PackageFile, entries: [PackageListing.Entry]) -> String {
        let info = package.info
        var text = IndexRecord(package).text
        // After the lines of an index those that only this file has.
        if !info.replaces.isEmpty { text += "r:\(info.replaces.joined(separator: " "))\n" }
        // To apk-tools no priority is the priority 0.
        if let priority = info.replacesPriority, priority != 0 { text += "q:\(priority)\n" }
        addFiles(entries, to: &text)
        return text + "\n"
    }

    /// The whole text, packages in byte order of their names.
    public var text: String {
        records.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }.map(\.text).joined()
    }

    /// A directory at a time, its files in byte order.
    private static func addFiles(_ entries: [PackageListing.Entry], to text: inout String) {
        let places = entries.indices.map { EntryPlace(entries[$0], at: $0) }.sorted { $0.precedesByFolder($1) }
        var checksums: [EntryPlace.Path: PackageListing.Checksum]?
        var folder: Substring?
        for place in places {
            let entry = entries[place.index]
            if folder.map({ $0.utf8.elementsEqual(place.folder.utf8) }) != true {
                folder = place.folder
                text += "F:\(place.folder)\n"
                if entry.kind == .directory, let line = attributes(entry, usual: 0o755) { text += "M:\(line)\n" }
            }
            if entry.kind == .directory { continue }
            text += "R:\(place.name)\n"
            if let line = attributes(entry, usual: 0o644) { text += "a:\(line)\n" }
            var checksum = entry.checksum
            if checksum == nil, entry.kind == .hardLink {
                // A hard link takes the checksum of its first name (APK-FORMAT.md §2.1).
                let known = checksums ?? EntryPlace.checksums(entries)
                checksums = known
                checksum = known[EntryPlace.Path(entry.linkTarget)]
            }
            if let checksum { text += "Z:\(Identity(checksum.digest))\n" }
        }
    }

    /// Owner, mode and the digest of extended attributes, where they are not what is usual (APK-FORMAT.md §5, §13).
    private static func attributes(_ entry: PackageListing.Entry, usual: UInt32) -> String? {
        let prefix = "SCHILY.xattr."
        if entry.user == 0, entry.group == 0, entry.mode == usual, entry.attributes.isEmpty { return nil }
        let line = "\(entry.user):\(entry.group):\(String(entry.mode, radix: 8))"
        if entry.attributes.isEmpty { return line }
        let hasher = DigestHasher(.sha1)
        for record in entry.attributes.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
            for bytes in [Array(record.key.utf8.dropFirst(prefix.utf8.count)), record.value] {
                let length = UInt32(bytes.count)
                hasher.write((0..<4).map { UInt8(truncatingIfNeeded: length >> (24 - 8 * UInt32($0))) } + bytes)
            }
        }
        return line + ":\(Identity(hasher.finish()))"
    }
}
