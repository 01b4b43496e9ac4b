public import Diagnostics
import Glibc
public import SystemPackage

/// One thing found below a directory.
public struct TreeEntry: Sendable {
    /// The path relative to the root of the walk, components joined by `/`, no leading or trailing slash.
    public let path: String
    /// What it is.
    public let status: FileStatus

    /// The last component of the path.
    public var name: Substring { lastSlash.map { path[path.utf8.index(after: $0)...] } ?? path[...] }
    /// The directory part, empty at the top.
    public var directory: Substring { lastSlash.map { path[..<$0] } ?? "" }

    private var lastSlash: String.Index? { path.utf8.lastIndex(of: UInt8(ascii: "/")) }
}

extension Files {
    /// Everything below a directory, depth first, each directory's entries in byte order, a directory before its content.
    ///
    /// Symbolic links are reported, never followed. The root itself is not an entry.
    public static func walk(_ root: FilePath) throws(Diagnostic) -> [TreeEntry] {
        var entries: [TreeEntry] = []
        var pending = try list(root).reversed().map { $0 }
        while let path = pending.popLast() {
            let status = try FileStatus(root.appending(path))
            entries.append(TreeEntry(path: path, status: status))
            if status.kind != .directory { continue }
            for name in try list(root.appending(path)).reversed() { pending.append("\(path)/\(name)") }
        }
        return entries
    }
}
