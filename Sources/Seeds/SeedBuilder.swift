import APK
import Analysis
import Archives
public import Cryptography
import Diagnostics
import Files
import Packaging
import Repositories
import Roots
public import Store
public import SystemPackage

/// Makes the seed: a Debian root as an ordinary signed package in a repository of its own, which builds stand on and which
/// never enters an image.
public struct SeedBuilder: Sendable {
    private let store: Store
    /// To be raised whenever Cuttle makes something else of the same packages of Debian.
    private static let behaviour = "4"

    private let key: any Signer
    private let architecture: String
    private let definition: SeedDefinition

    /// - Parameters:
    ///   - store: keeps apt's lists and the seeds by the hash of their package list.
    ///   - architecture: as packages name it; must be the machine's own.
    ///   - additions: what it holds besides the standard list.
    public init(store: Store, key: any Signer, architecture: String, additions: SeedAdditions) {
        self.store = store
        self.key = key
        self.architecture = architecture
        definition = SeedDefinition(additions)
    }

    /// What was done.
    public struct Result: Sendable {
        /// The package.
        public let package: FilePath
        /// Whether it was there already for the same list of Debian packages.
        public let isReused: Bool
        /// How many Debian packages it holds.
        public let count: Int
    }

    /// Makes the seed, or takes the one made before of the same Debian packages, and publishes it.
    ///
    /// - Parameters:
    ///   - isUpdating: whether to ask Debian for newer packages, even if lists are there.
    ///   - report: told what is going on.
    public func build(
        to repository: FilePath,
        isUpdating: Bool,
        report: @escaping @Sendable (String) -> Void
    ) async throws -> Result {
        let folder = store.path.appending("seed")
        try Files.makeDirectory(folder)
        let lock = try FileLock(folder.appending(".lock")) { report("waiting for another cuttle that makes the seed") }
        defer { withExtendedLifetime(lock) {} }
        let archive = try await DebianArchive(directory: folder, absent: definition.absent)
        let marker = folder.appending("updated")
        if isUpdating || !Files.exists(marker) {
            report("reading Debian's package lists")
            try await archive.update()
            try Files.writeAtomically([], to: marker)
        }
        let plan = try await archive.plan(definition.packages)
        let list = plan.map { "\($0.digest) \($0.fileName)\n" }.joined()
        let signers = try key.publicKeys()
        let identity = Digest.of(definition.fingerprint + "\n" + GzipWriter.codec + "\n" + list)
        let signing = signers.map { "\($0.name) \(Digest.of($0.pem))" }.joined(separator: " ")
        let resultKey = Digest.of("seed \(Self.behaviour) \(identity) \(signing) \(architecture)")
        let name = "\(definition.packageName)-\(version(identity)).apk"
        var stored = store.result(resultKey)
        // What the store holds is listed in a signed index only if it is still what was put there.
        if let found = stored, (try? PackageFile(found.appending(name)).verify(signers: signers)) == nil { stored = nil }
        let isReused = stored != nil
        if stored == nil {
            report("fetching \(plan.count) Debian packages")
            let files = try await archive.fetch(definition.packages, plan: plan)
            let work = try store.workDirectory(prefix: "seed-")
            let tree = try SeedTree(work.path.appending("root"))
            for (index, file) in files.enumerated() {
                report("unpacking \(index + 1)/\(files.count) \(plan[index].fileName)")
                try await tree.unpack(file, work: work.path)
            }
            try tree.complete()
            report("packing the seed")
            let result = work.path.appending("result")
            try Files.makeDirectory(result)
            _ = try Packager(key: key, workDirectory: work.path).write(package(tree.path, identity), siblings: [], to: result)
            stored = try store.adoptResult(result, for: resultKey, isReplacing: true)
        }
        let writer = try RepositoryWriter(repository, architecture: architecture, key: key)
        // One seed at a time: builds must not find two that both provide everything.
        if let stored {
            let lock = try await RepositoryLock.acquire(writer.directory)
            try writer.publish([stored.appending(name)], replacingAll: true, holding: lock)
        }
        return Result(package: writer.directory.appending(name), isReused: isReused, count: plan.count)
    }

    /// Debian's release would not tell two seeds apart, so the version carries the hash of the package list.
    private func version(_ identity: Digest) -> String { "1~\(identity.hex.prefix(12))-r0" }

    private func package(_ tree: FilePath, _ identity: Digest) -> StagedPackage {
        var package = StagedPackage(
            tree: tree,
            name: definition.packageName,
            version: version(identity),
            architecture: architecture
        )
        package.description = "Debian root that first packages are built in; never part of an image"
        package.url = "https://www.debian.org/"
        package.commit = "unknown"
        package.licenses = ["LicenseRef-Debian"]
        package.provides = [PackageInfo.seedMark] + definition.standIns.map { "\($0)=0" }
        package.provides += SeedDefinition.libraries.map { "so:\($0)=0" }
        // What the analysis finds would name every library and command of Debian's.
        package.exclusions = [.provides, .dependencies]
        return package
    }
}
