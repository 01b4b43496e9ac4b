import Archives

/// Where an entry of a package stands in a database of what is installed: under a directory, by a name.
struct EntryPlace {
    /// A path by its bytes: as texts, two could be one.
    struct Path: Hashable {
        let bytes: [UInt8]

        init(_ path: String) {
            bytes = Array(path.utf8)
        }
    }

    /// The path of the directory; for an entry that is one, its own.
    let folder: Substring
    /// The name in the directory; empty for an entry that is one.
    let name: Substring
    /// Position of the entry in its list.
    let index: Int

    init(_ entry: PackageListing.Entry, at index: Int) {
        self.index = index
        let path = entry.path
        if entry.kind == .directory {
            folder = path[...]
            name = path[path.endIndex...]
        } else if let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) {
            folder = path[..<slash]
            name = path[path.utf8.index(after: slash)...]
        } else {
            folder = path[path.startIndex..<path.startIndex]
            name = path[...]
        }
    }

    /// Byte order of directories' paths, then of names; a directory itself first.
    func precedesByFolder(_ other: EntryPlace) -> Bool {
        switch Self.compare(folder, other.folder) {
        case ..<0: true
        case 1...: false
        default: Self.compare(name, other.name) < 0
        }
    }

    /// How two texts stand to one another by their bytes: below, equal to, or above 0.
    static func compare(_ left: Substring, _ right: Substring) -> Int {
        var (a, b) = (left.utf8.makeIterator(), right.utf8.makeIterator())
        while true {
            switch (a.next(), b.next()) {
            case (nil, nil): return 0
            case (nil, _): return -1
            case (_, nil): return 1
            case (let x?, let y?): if x != y { return x < y ? -1 : 1 }
            }
        }
    }

    /// The checksums of a package's files by their paths.
    static func checksums(_ entries: [PackageListing.Entry]) -> [Path: PackageListing.Checksum] {
        var checksums: [Path: PackageListing.Checksum] = [:]
        for entry in entries { checksums[Path(entry.path)] = entry.checksum }
        return checksums
    }
}
