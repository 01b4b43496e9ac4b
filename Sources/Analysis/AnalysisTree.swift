public import Diagnostics
public import Files
public import SystemPackage

/// The files of a package: a staged tree, or a package that was unpacked.
///
/// What the entries say counts, not what the host says of their copies: an ordinary user unpacks without setuid bits and devices.
public struct AnalysisTree: Sendable {
    /// One file, folder or link.
    public struct Entry: Hashable, Sendable {
        /// The path relative to the package's root, without slashes in front or at the end.
        public let path: String
        public let kind: FileKind
        /// Permission bits with setuid, setgid and sticky.
        public let mode: UInt32
        /// Where a symbolic link leads; empty otherwise.
        public let linkTarget: String

        /// The last component of the path.
        public var name: Substring { lastSlash.map { path[path.utf8.index(after: $0)...] } ?? path[...] }
        /// The directory part, empty at the top.
        public var directory: Substring { lastSlash.map { path[..<$0] } ?? "" }

        private var lastSlash: String.Index? { path.utf8.lastIndex(of: UInt8(ascii: "/")) }
    }

    /// Where the content lies on the host.
    public let root: FilePath
    /// All entries, a directory before its content, each directory's entries in byte order.
    public let entries: [Entry]

    /// The tree of a build.
    public init(_ root: FilePath) throws(Diagnostic) {
        self.root = root
        var entries: [Entry] = []
        for found in try Files.walk(root) {
            let target = found.status.kind == .symbolicLink ? try Files.readLink(root.appending(found.path)) : ""
            entries.append(Entry(path: found.path, kind: found.status.kind, mode: found.status.mode, linkTarget: target))
        }
        self.entries = entries
    }

    init(_ root: FilePath, unpacked entries: [Entry]) {
        self.root = root
        // As if they had been found by a walk: a folder's content stands right behind it.
        self.entries = entries.sorted { left, right in
            left.path.utf8.lazy.map { $0 == UInt8(ascii: "/") ? 0 : $0 }
                .lexicographicallyPrecedes(right.path.utf8.lazy.map { $0 == UInt8(ascii: "/") ? 0 : $0 })
        }
    }

    /// Lets a body read the content of a regular file, also one that nobody may read but its package's user may.
    func reading<Result>(_ entry: Entry, _ body: (FilePath) throws(Diagnostic) -> Result) throws(Diagnostic) -> Result {
        let path = root.appending(entry.path)
        guard entry.mode & 0o400 == 0 else { return try body(path) }
        // The mode is a part of the package, so it comes back.
        let mode = try FileStatus(path).mode
        try Files.setMode(path, mode | 0o400)
        do throws(Diagnostic) {
            let result = try body(path)
            try Files.setMode(path, mode)
            return result
        } catch {
            try Files.setMode(path, mode)
            throw error
        }
    }
}
