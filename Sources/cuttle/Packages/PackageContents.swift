import APK
import Archives
import Diagnostics
import JSON

/// The entries of a package, and what it says of itself.
struct PackageContents {
    let file: PackageFile
    private var entries: [TarEntry] = []

    /// Reads all entries.
    init(_ file: PackageFile) throws(Diagnostic) {
        self.file = file
        var entries: [TarEntry] = []
        try file.readData { entry, _ in entries.append(entry) }
        self.entries = entries
    }

    /// A line for each entry: mode, owner, size, name and target.
    var text: String {
        let owners = entries.map(Self.owner)
        let sizes = entries.map(Self.size)
        let widths = (owners.map(\.count).max() ?? 0, sizes.map(\.count).max() ?? 0)
        return entries.indices.map { index in
            let entry = entries[index]
            let owner = owners[index] + String(repeating: " ", count: widths.0 - owners[index].count)
            let size = String(repeating: " ", count: widths.1 - sizes[index].count) + sizes[index]
            return "\(Self.mode(entry)) \(owner) \(size) \(entry.path)\(Self.target(entry))\n"
        }.joined()
    }

    /// What the package says of itself.
    var description: String {
        let info = file.info
        var fields = IndexRecord(file).fields
        fields += [
            ("replaces", info.replaces.joined(separator: " ")),
            ("triggers", info.triggers.joined(separator: " ")),
            ("scripts", file.scripts.map(\.kind.rawValue).sorted().joined(separator: " ")),
            ("signed with", file.signatures.map(\.keyName).joined(separator: " ")),
            ("carries its recipe", file.configuration == nil ? "" : "yes"),
        ]
        return Listing.details(fields)
    }

    /// Everything for programs.
    var document: JSON {
        let info = file.info
        guard case .object(var members) = IndexRecord(file).document,
            case .object(let more) = JSON.object([
                "replaces": .nonEmpty(info.replaces),
                "triggers": .nonEmpty(info.triggers),
                "scripts": .nonEmpty(file.scripts.map(\.kind.rawValue).sorted()),
                "signatures": .nonEmpty(file.signatures.map(\.keyName)),
                "files": .array(entries.map(Self.document)),
            ])
        else { return .null }
        members += more
        return .object(members)
    }

    private static func document(_ entry: TarEntry) -> JSON {
        .object([
            "path": .string(entry.path),
            "type": .string(typeName(entry.kind)),
            "mode": .string(String(entry.mode, radix: 8)),
            "user": .number(Int64(entry.user)),
            "group": .number(Int64(entry.group)),
            "user_name": .nonEmpty(entry.userName),
            "group_name": .nonEmpty(entry.groupName),
            "size": entry.kind == .regular ? .number(entry.size) : nil,
            "target": .nonEmpty(entry.linkTarget),
            "sha1": entry.checksum.map { .string($0) },
            "attributes": .nonEmpty(entry.attributes),
        ])
    }

    private static func owner(_ entry: TarEntry) -> String {
        let user = entry.userName.isEmpty ? String(entry.user) : entry.userName
        return "\(user)/\(entry.groupName.isEmpty ? String(entry.group) : entry.groupName)"
    }

    private static func size(_ entry: TarEntry) -> String {
        switch entry.kind {
        case .characterDevice, .blockDevice: "\(entry.deviceMajor),\(entry.deviceMinor)"
        default: String(entry.size)
        }
    }

    private static func target(_ entry: TarEntry) -> String {
        switch entry.kind {
        case .symbolicLink: " -> \(entry.linkTarget)"
        case .hardLink: " link to \(entry.linkTarget)"
        default: ""
        }
    }

    private static func typeName(_ kind: TarEntry.Kind) -> String {
        switch kind {
        case .regular: "file"
        case .hardLink: "hard-link"
        case .symbolicLink: "symbolic-link"
        case .characterDevice: "character-device"
        case .blockDevice: "block-device"
        case .directory: "directory"
        case .fifo: "fifo"
        }
    }

    /// As ls shows it: `-rwsr-xr-x`.
    private static func mode(_ entry: TarEntry) -> String {
        let kinds: [TarEntry.Kind: Character] = [
            .regular: "-", .hardLink: "h", .symbolicLink: "l", .characterDevice: "c", .blockDevice: "b", .directory: "d", .fifo: "p",
        ]
        var text: [Character] = [kinds[entry.kind] ?? "?"]
        for (shift, special, letter) in [(6, 0o4000, "s"), (3, 0o2000, "s"), (0, 0o1000, "t")] as [(UInt32, UInt32, Character)] {
            let bits = entry.mode >> shift
            text += [bits & 4 != 0 ? "r" : "-", bits & 2 != 0 ? "w" : "-"]
            let isExecutable = bits & 1 != 0
            if entry.mode & special != 0 {
                text.append(isExecutable ? letter : Character(letter.uppercased()))
            } else {
                text.append(isExecutable ? "x" : "-")
            }
        }
        return String(text)
    }
}

extension TarEntry {
    /// The SHA-1 that the header tells, in hexadecimal digits.
    fileprivate var checksum: String? { record("APK-TOOLS.checksum.SHA1").map { String(decoding: $0, as: UTF8.self) } }

    /// Names of extended attributes.
    fileprivate var attributes: [String] {
        let prefix = "SCHILY.xattr."
        return records.map(\.key).filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }.sorted()
    }
}
