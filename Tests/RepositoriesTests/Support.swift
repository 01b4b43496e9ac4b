import APK
import Archives
import Cryptography
import Diagnostics
import Files
import Glibc
import Repositories
import Store
import SystemPackage
import Testing

/// Real packages, indexes and keys, which are not part of the project.
enum SharedData {
    static let folder = Files.absolute(FilePath(#filePath).appending("../../../../shared/data"))
    static var isThere: Bool { Files.exists(folder.appending("keys")) }
}

/// A repository below a folder: `repo/x86_64`, with a signed index of packages that are made by `publish`.
struct Sample {
    let folder: FilePath
    let key: PrivateKey
    let keyring: Keyring
    let store: Store
    var location: FilePath { folder.appending("repo") }
    var directory: FilePath { location.appending("x86_64") }
    var index: FilePath { directory.appending("APKINDEX.tar.gz") }

    init(in folder: FilePath) throws {
        self.folder = folder
        try PrivateKey.generate(folder.appending("k.rsa"), bits: 2048)
        key = try PrivateKey(folder.appending("k.rsa"))
        keyring = try Keyring([key.publicKey()])
        try Files.makeDirectory(folder.appending("built"))
        store = try Store(folder.appending("store"))
    }

    /// Makes a package file outside of the repository.
    func package(_ name: String, _ version: String = "1-r0", content: String = "x", change: (inout PackageInfo) -> Void = { _ in }) throws
        -> FilePath
    {
        let writer = try PackageWriter(workingIn: folder)
        var entry = TarEntry(path: name, kind: .regular, mode: 0o644)
        entry.size = Int64(content.utf8.count)
        try writer.add(entry, content: ArrayReader(Array(content.utf8)), checksum: .of(content, .sha1))
        var info = PackageInfo(name: name, version: version, architecture: "x86_64")
        info.installedSize = 1
        info.origin = name
        change(&info)
        let path = folder.appending("built/\(info.fileName)")
        try writer.finish(info, scripts: [], key: key, to: path)
        return path
    }

    @discardableResult
    func publish(_ files: [FilePath], replacingAll: Bool = false) throws -> Bool {
        try RepositoryWriter(location, architecture: "x86_64", key: key).publish(files, replacingAll: replacingAll)
    }

    func open() throws(Diagnostic) -> Repository {
        try Repository(location.string, architecture: "x86_64", keyring: keyring, store: store)
    }
}
