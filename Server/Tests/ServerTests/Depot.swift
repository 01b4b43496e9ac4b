import Cryptography
import Files
import Packaging
import Repositories
import SystemPackage
import TestSupport

/// A key, and packages to publish: made of commands, or of bytes at random.
struct Depot {
    let folder: FilePath
    /// The folder of the keys that readers trust.
    let keys: FilePath
    /// The repository.
    var repository: FilePath { folder.appending("repository") }
    let key: PrivateKey

    init(in folder: FilePath) throws {
        self.folder = folder
        keys = folder.appending("keys")
        try Files.makeDirectory(keys)
        try PrivateKey.generate(folder.appending("depot.rsa"), bits: 2048)
        try Files.rename(folder.appending("depot.rsa.pub"), to: keys.appending("depot.rsa.pub"))
        key = try PrivateKey(folder.appending("depot.rsa"))
    }

    /// Makes a package of a tree that commands fill (`$T`), and publishes nothing.
    func package(_ name: String, _ version: String, _ commands: String) throws -> FilePath {
        let tree = folder.appending("trees/\(name)-\(version)")
        try Shell.run("umask 022; T=\(tree); mkdir -p $T; set -e\n\(commands)")
        var package = StagedPackage(tree: tree, name: name, version: version, architecture: "x86_64")
        package.buildDate = 1_700_000_000
        package.description = "The package \(name)"
        package.licenses = ["MIT"]
        let place = folder.appending("made")
        try Files.makeDirectory(place)
        return try Packager(key: key, workDirectory: folder).write(package, siblings: [tree], to: place)
    }

    func publish(_ packages: [FilePath]) throws {
        try RepositoryWriter(repository, architecture: "x86_64", key: key).publish(packages)
    }
}
