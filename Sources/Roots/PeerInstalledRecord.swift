public import APK
import Archives
public import Diagnostics

/// A record of `installed` as apko writes it (IMAGE.md §9.2).
public struct PeerInstalledRecord: Sendable {
    /// The record's lines, each with its line end, and the empty line behind it.
    public let text: String
    /// The paths of the files that are in it, in its order.
    public let files: [String]

    /// Makes the record of a package.
    ///
    /// - Parameters:
    ///   - info: its description as apko reads it.
    ///   - entries: its entries without those that became another package's.
    public init(_ package: PackageFile, _ info: PackageInfo, entries: [PackageListing.Entry]) throws(Diagnostic) {
        var lines = [
            "P:\(info.name)", "V:\(info.version)", "A:\(info.architecture)", "L:\(info.licenses.first ?? "")", "T:\(info.description)",
            "o:\(info.origin)", "m:\(info.maintainer)", "U:\(info.url)", "D:\(info.dependencies.joined(separator: " "))",
            "p:\(info.provides.joined(separator: " "))",
        ]
        if !info.replaces.isEmpty { lines.append("r:\(info.replaces.joined(separator: " "))") }
        lines += [
            "c:\(info.commit)", "i:[\(info.installIf.joined(separator: " "))]", "t:\(info.buildDate)", "S:\(package.size)",
            "I:\(info.installedSize)", "k:\(info.providerPriority ?? 0)", "C:\(package.identity)",
        ]
        var text = lines.map { $0 + "\n" }.joined()
        files = try PeerFileLines.add(entries, of: info.name, to: &text)
        self.text = text + "\n"
    }
}

/// The lines about files in a record as apko writes it.
enum PeerFileLines {
    /// Adds the lines of a package's entries.
    ///
    /// - Returns: the paths that are no directories.
    static func add(_ entries: [PackageListing.Entry], of package: String, to text: inout String) throws(Diagnostic) -> [String] {
        var files: [String] = []
        var needsTop = true
        for entry in reachable(entries.sorted { precedes($0, $1) }) {
            let mode = String(entry.mode, radix: 8)
            let owner = "\(entry.user):\(entry.group):\(String(repeating: "0", count: max(0, 4 - mode.utf8.count)))\(mode)"
            let isRoot = entry.user == 0 && entry.group == 0
            if entry.kind == .directory {
                if entry.path.isEmpty, !isRoot || entry.mode != 0o755 {
                    throw Diagnostic(.damagedPackage, "\(package) has an owner or mode for the top directory, which no database can hold")
                }
                text += "F:\(entry.path)\n"
                if !isRoot || entry.mode != 0o755 { text += "M:\(owner)\n" }
            } else {
                if needsTop { text += "F:\n" }
                let slash = entry.path.utf8.lastIndex(of: UInt8(ascii: "/"))
                text += "R:\(slash.map { entry.path[entry.path.utf8.index(after: $0)...] } ?? entry.path[...])\n"
                if !isRoot || entry.mode != 0o644 { text += "a:\(owner)\n" }
                if let checksum = entry.checksum { text += "Z:\(Identity(checksum.digest))\n" }
                files.append(entry.path)
            }
            needsTop = false
        }
        return files
    }

    /// What has an entry for each directory above it.
    private static func reachable(_ entries: [PackageListing.Entry]) -> [PackageListing.Entry] {
        var folders: Set<EntryPlace.Path> = [EntryPlace.Path("")]
        var last: (folder: Substring, isReachable: Bool)?
        return entries.filter { entry in
            let slash = entry.path.utf8.lastIndex(of: UInt8(ascii: "/")) ?? entry.path.startIndex
            let folder = entry.path[..<slash]
            if last.map({ $0.folder.utf8.elementsEqual(folder.utf8) }) != true {
                last = (folder, folders.contains(EntryPlace.Path(String(folder))))
            }
            guard last?.isReachable == true else { return false }
            if entry.kind == .directory { folders.insert(EntryPlace.Path(entry.path)) }
            return true
        }
    }

    /// Within a directory all files before all directories, both in byte order; a directory before what is in it.
    private static func precedes(_ left: PackageListing.Entry, _ right: PackageListing.Entry) -> Bool {
        var (a, b) = (left.path[...].utf8, right.path[...].utf8)
        let slash = UInt8(ascii: "/")
        while true {
            let (endA, endB) = (a.firstIndex(of: slash), b.firstIndex(of: slash))
            let (nameA, nameB) = (a[..<(endA ?? a.endIndex)], b[..<(endB ?? b.endIndex)])
            if let endA, let endB, nameA.elementsEqual(nameB) {
                a = a[a.index(after: endA)...]
                b = b[b.index(after: endB)...]
                continue
            }
            let isFolderA = endA != nil || left.kind == .directory
            let isFolderB = endB != nil || right.kind == .directory
            if isFolderA != isFolderB, endA == nil || endB == nil { return !isFolderA }
            if nameA.elementsEqual(nameB) { return endA == nil && endB != nil }
            return nameA.lexicographicallyPrecedes(nameB)
        }
    }
}
