import Files
import Glibc
public import SystemPackage

/// A root that an apk-tools fills from repositories, as an image or a machine would be filled.
public struct InstallationRoot {
    /// What fills it.
    public let tools: ApkTools
    /// Where it is.
    public let path: FilePath
    /// The folder of the keys that are trusted.
    public let keys: FilePath
    /// Where packages come from.
    public let repositories: [FilePath]

    /// Makes an empty root.
    ///
    /// - Parameters:
    ///   - folder: where the root is made.
    ///   - keys: the folder of the keys that are trusted.
    public init(_ tools: ApkTools, in folder: FilePath, keys: FilePath, repositories: [FilePath]) throws {
        self.tools = tools
        self.keys = keys
        self.repositories = repositories
        path = folder.appending("root-\(tools.generation)")
        // apk-tools 2 makes the folder `lib` for its database before it unpacks anything, and cannot put a link `lib` of a package in its
        // place. So the root is merged beforehand, as the package that brings the link says it will be; apk-tools 3 needs no such help.
        try Files.makeDirectory(path.appending("usr/lib"))
        // It also makes `proc` with a mode of its own when there is none.
        try Shell.run("umask 022; ln -s usr/lib \(path)/lib; mkdir \(path)/proc")
    }

    /// Scripts run in a chroot and files have owners, so it takes root, or somebody who is root in a namespace of his own.
    public static let isPossible = getuid() == 0 || (try? Shell("unshare --user --map-root-user true"))?.status == 0

    /// Runs `apk` on the root.
    public func apk(_ arguments: String) throws -> Shell {
        let places = repositories.map { "--repository \($0)" }.joined(separator: " ")
        let options = "--root \(path) --arch x86_64 --keys-dir \(keys) --repositories-file /dev/null \(places) --no-cache"
        let enter = getuid() == 0 ? "" : "unshare --user --map-root-user"
        return try Shell("\(enter) '\(tools.program)' \(options) \(arguments)")
    }

    /// What apk-tools wrote down about what is installed.
    public func installed() throws -> String {
        String(decoding: try Files.read(path.appending("lib/apk/db/installed")), as: UTF8.self)
    }

    /// Files in the root but for those that apk-tools keeps for itself.
    public func files() throws -> [String] {
        let own = ["etc/apk/", "usr/lib/apk/", "var/cache/", "var/log/apk.log", "dev/"]
        return try Files.walk(path).filter { $0.status.kind != .directory }.map(\.path)
            .filter { path in path != "lib" && !own.contains { path.hasPrefix($0) } }
    }

    /// Folders in the root but for those that apk-tools or this value made.
    public func folders() throws -> [String] {
        let own = ["dev", "etc", "etc/apk", "proc", "tmp", "usr", "usr/lib", "usr/lib/apk", "var", "var/cache", "var/log"]
        return try Files.walk(path).filter { $0.status.kind == .directory }.map(\.path)
            .filter { path in !own.contains(path) && !["etc/apk/", "usr/lib/apk/", "var/cache/"].contains { path.hasPrefix($0) } }
    }
}
