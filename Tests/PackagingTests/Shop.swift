import APK
import Archives
import Cryptography
import Files
import Packaging
import Repositories
import SystemPackage
import TestSupport

/// A key, and repositories of packages that are made of commands.
struct Shop {
    let folder: FilePath
    let keys: FilePath
    private let key: PrivateKey

    init(in folder: FilePath) throws {
        self.folder = folder
        keys = folder.appending("keys")
        try Files.makeDirectory(keys)
        try PrivateKey.generate(folder.appending("shop.rsa"), bits: 2048)
        try Files.rename(folder.appending("shop.rsa.pub"), to: keys.appending("shop.rsa.pub"))
        key = try PrivateKey(folder.appending("shop.rsa"))
    }

    /// Makes a package `NAME-1.0-r2` of a tree that commands fill (`$T`), and lists it in a repository.
    ///
    /// - Returns: the repository's folder.
    @discardableResult
    func publish(
        _ name: String,
        in repository: String = "repository",
        _ commands: String,
        describe: (inout StagedPackage) -> Void = { _ in }
    ) throws -> FilePath {
        let tree = folder.appending("tree-\(name)")
        try Shell.run("umask 022; T=\(tree); mkdir $T; set -e\n\(commands)")
        var package = StagedPackage(tree: tree, name: name, version: "1.0-r2", architecture: "x86_64")
        package.buildDate = 1_700_000_000
        package.description = "The package \(name)"
        package.licenses = ["MIT"]
        describe(&package)
        let path = try Packager(key: key, workDirectory: folder).write(package, siblings: [tree], to: folder)
        let place = folder.appending(repository)
        try RepositoryWriter(place, architecture: "x86_64", key: key).publish([path])
        return place
    }

    /// Makes a package `NAME-1.0-r2` of entries as they are given, such as other tools make: with owners, for one.
    ///
    /// - Returns: the repository's folder.
    func publish(_ name: String, in repository: String = "repository", entries: [(entry: TarEntry, content: String)]) throws -> FilePath {
        let writer = try PackageWriter(workingIn: folder)
        var info = PackageInfo(name: name, version: "1.0-r2", architecture: "x86_64")
        info.buildDate = 1_700_000_000
        info.installedSize = 1
        for (entry, content) in entries {
            guard entry.kind == .regular else { try writer.add(entry); continue }
            var entry = entry
            entry.size = Int64(content.utf8.count)
            let file = folder.appending("content")
            try Files.writeAtomically(Array(content.utf8), to: file)
            try writer.add(entry, content: FileReader(file), checksum: Digest.of(content, .sha1))
        }
        let path = folder.appending(info.fileName)
        try writer.finish(info, scripts: [], key: key, to: path)
        let place = folder.appending(repository)
        try RepositoryWriter(place, architecture: "x86_64", key: key).publish([path])
        return place
    }
}
