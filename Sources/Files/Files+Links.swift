public import Diagnostics
import Glibc
public import SystemPackage

extension Files {
    private static let mostLinks = 40

    /// The path that a path leads to when its last component is a symbolic link, and that of the link's target, and so on: what is written
    /// there by a new name leaves the link in place.
    ///
    /// - Throws: for a link of somebody else in a folder where everybody may make some, as `/tmp` is: the system does not follow such
    ///   either (proc(5), protected_symlinks).
    public static func followingLinks(_ path: FilePath) throws(Diagnostic) -> FilePath {
        var path = path
        for _ in 0..<mostLinks {
            guard let link = FileStatus.ifPresent(path), link.kind == .symbolicLink else { return path }
            let parent = path.removingLastComponent()
            let folder = try FileStatus(followingLinks: parent.isEmpty ? "." : parent)
            let isShared = folder.mode & 0o1002 == 0o1002
            if isShared, link.user != geteuid(), link.user != folder.user {
                throw Diagnostic(
                    .system,
                    "\(path) is another user's link in a folder where everybody may make some",
                    hint: "remove it, or give another name"
                )
            }
            let target = FilePath(try readLink(path))
            path = target.isAbsolute ? target : path.removingLastComponent().pushing(target)
        }
        throw Diagnostic(.system, "cannot open \(path): more than \(mostLinks) links lead to one another")
    }
}
