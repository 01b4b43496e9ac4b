import Cryptography
public import Diagnostics
import ELF
import Files
public import SystemPackage

extension LintedTree {
    /// Reads a staged tree. Links are reported, never followed.
    public init(staged root: FilePath) throws(Diagnostic) {
        var entries: [Entry] = []
        var seen: Set<FileIdentity> = []
        // What has the same name and size may have the same content; nothing else is read whole.
        var candidates: [String: [Int]] = [:]
        for found in try Files.walk(root) {
            let path = root.appending(found.path)
            var entry = Entry(path: found.path, kind: found.status.kind, mode: found.status.mode)
            switch found.status.kind {
            case .regular:
                entry.size = found.status.size
                entry.isFurtherName = found.status.linkCount > 1 && !seen.insert(found.status.identity).inserted
                // An ordinary user cannot read what it may only execute; the package is to have the mode from before.
                let isReadable = found.status.mode & 0o400 != 0
                if !isReadable { try Files.setMode(path, found.status.mode | 0o400) }
                defer { if !isReadable { try? Files.setMode(path, found.status.mode) } }
                let head = try FileReader(path).read(upTo: Self.headLength)
                if Self.isBinary(head) { entry.binary = try ELFFile(path) }
                entry.interpreter = Self.interpreter(head)
                if entry.isComparable { candidates["\(entry.size)/\(entry.name)", default: []].append(entries.count) }
            case .symbolicLink: entry.linkTarget = try Files.readLink(path)
            default: break
            }
            entries.append(entry)
        }
        for group in candidates.values where group.count > 1 {
            for index in group { entries[index].checksum = try Digest.ofFile(root.appending(entries[index].path), .sha1) }
        }
        self.init(entries)
    }
}

extension LintedTree.Entry {
    /// The size in bytes from which on it is worth knowing that a file is there twice (PACKAGE.md §9).
    static let leastComparedSize: Int64 = 1024

    /// Whether its content is compared with that of others.
    var isComparable: Bool { kind == .regular && size >= Self.leastComparedSize && !isFurtherName }
}
