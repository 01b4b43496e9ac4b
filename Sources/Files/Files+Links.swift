public import Diagnostics
public import SystemPackage

extension Files {
    private static let mostLinks = 40

    /// The path that a path leads to when its last component is a symbolic link, and that of the link's target, and so on: what is written
    /// there by a new name leaves the link in place.
    public static func followingLinks(_ path: FilePath) throws(Diagnostic) -> FilePath {
        var path = path
        for _ in 0..<mostLinks {
            guard FileStatus.ifPresent(path)?.kind == .symbolicLink else { return path }
            let target = FilePath(try readLink(path))
            path = target.isAbsolute ? target : path.removingLastComponent().pushing(target)
        }
        throw Diagnostic(.system, "cannot open \(path): more than \(mostLinks) links lead to one another")
    }
}
