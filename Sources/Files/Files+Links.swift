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

extension AtomicFile {
    /// Starts a file in the place of another: at the end of its links, and with its permission bits; 0644 where there is none.
    ///
    /// - Parameter temporaryFolder: where it is until it is complete; left out when that is on another file system.
    public convenience init(replacing path: FilePath, temporaryFolder: FilePath? = nil) throws(Diagnostic) {
        let target = try Files.followingLinks(path)
        let mode = FileStatus.ifPresent(target).map { $0.mode & 0o777 } ?? 0o644
        // What a link leads to may be elsewhere.
        try self.init(target, mode: mode, temporaryFolder: target == path ? temporaryFolder : nil)
    }
}
