public import Cryptography
public import ELF
public import Files

/// The files of a package, be it a staged tree or an `.apk`, with all that rules want to know of them.
///
/// Content is looked at once, while the tree is read: rules only ever see these values.
public struct LintedTree: Sendable {
    /// One file, directory or link.
    public struct Entry: Sendable {
        /// The path below the root, without a slash at either end.
        public let path: String
        /// What it is. A further name of a file is a regular file like the first one.
        public let kind: FileKind
        /// Permission bits with setuid, setgid and sticky (07777).
        public let mode: UInt32
        /// Length of the content in bytes; 0 for all but regular files.
        public var size: Int64 = 0
        /// Where a symbolic link leads; empty otherwise.
        public var linkTarget = ""
        /// Whether the file has an earlier entry too: a hard link, which takes no further space.
        public var isFurtherName = false
        /// What an ELF file says of itself; nil for all other files.
        public var binary: ELFFile?
        /// The program that a script names in its first line, with its arguments; empty when it names none.
        public var interpreter = ""
        /// Of the content; nil where no other file has the same name and size, as there is nothing to compare it with.
        public var checksum: Digest?

        /// Makes an entry with what each has.
        public init(path: String, kind: FileKind, mode: UInt32) {
            self.path = path
            self.kind = kind
            self.mode = mode
        }

        /// The last component of the path.
        public var name: Substring { lastSlash.map { path[path.utf8.index(after: $0)...] } ?? path[...] }
        /// The directory part, empty at the top.
        public var directory: Substring { lastSlash.map { path[..<$0] } ?? "" }
        /// The components of the path.
        public var components: [Substring] { path.split(separator: "/") }
        /// Whether it is anything but a directory.
        public var isContent: Bool { kind != .directory }

        /// Whether the path lies below a folder, given with a slash at its end.
        public func isBelow(_ folder: String) -> Bool { path.utf8.starts(with: folder.utf8) }

        private var lastSlash: String.Index? { path.utf8.lastIndex(of: UInt8(ascii: "/")) }
    }

    /// All entries, a directory before its content.
    public let entries: [Entry]

    /// A tree of entries that are known already.
    public init(_ entries: [Entry]) {
        self.entries = entries
    }

    /// The paths of those entries that are not directories and that a condition holds for.
    func content(where isFound: (Entry) -> Bool) -> [String] {
        entries.filter { $0.isContent && isFound($0) }.map(\.path)
    }

    /// The first bytes of a file that are looked at for what kind of file it is.
    static let headLength = 256

    /// The program and arguments of a first line `#!…`.
    static func interpreter(_ head: [UInt8]) -> String {
        guard head.starts(with: Array("#!".utf8)) else { return "" }
        let line = head.dropFirst(2).prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") && $0 != 0 }
        return String(decoding: line, as: UTF8.self).split { $0 == " " || $0 == "\t" }.joined(separator: " ")
    }

    /// Whether a file may be ELF.
    static func isBinary(_ head: [UInt8]) -> Bool { head.starts(with: [0x7F, 0x45, 0x4C, 0x46]) }
}
