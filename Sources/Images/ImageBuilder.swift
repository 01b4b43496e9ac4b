import APK
public import Cryptography
public import Diagnostics
import Files
public import ImageConfigurations
import JSON
public import Recipes
import Repositories
import Roots
public import Store
public import SystemPackage
import YAML

/// Builds an image of a configuration: solve, verify, assemble, write an OCI layout (IMAGE.md §8).
public struct ImageBuilder: Sendable {
    private let store: Store
    private let keyring: [PublicKey]
    private let repositories: [String]
    private let buildDate: Int64?

    /// - Parameters:
    ///   - keyring: keys to trust beside those that the configuration names.
    ///   - repositories: used beside those of the configuration.
    ///   - buildDate: seconds since 1970; nil: the newest build date of the packages.
    public init(store: Store, keyring: [PublicKey], repositories: [String], buildDate: Int64?) {
        self.store = store
        self.keyring = keyring
        self.repositories = repositories
        self.buildDate = buildDate
    }

    /// What was built.
    public struct Result: Sendable {
        /// The digest of the manifest, or of the index when there are several architectures.
        public let digest: Digest
        /// The layers of all architectures: compressed size in bytes.
        public let size: Int64
        /// The packages of the first architecture, in install order: `name-version`.
        public let packages: [String]
    }

    /// Reads an image configuration.
    public static func configuration(_ path: FilePath) throws(Diagnostic) -> ImageConfiguration {
        guard Files.exists(path) else { throw Diagnostic(.missingFile, "there is no image configuration \(path)") }
        return try ImageConfiguration(Node.parse(SourceFile(name: path.string, bytes: Files.read(path, limit: 8 << 20))))
    }

    /// Brings into the store what an image needs from repositories on the web.
    ///
    /// - Parameter report: is told before each package is fetched.
    public func prepare(
        _ configuration: ImageConfiguration,
        architectures: [Architecture],
        isOffline: Bool,
        warn: (Diagnostic) -> Void,
        report: @escaping @Sendable (String) -> Void
    ) async throws {
        let locations = locations(configuration)
        guard locations.contains(where: { $0.contains("://") }) else { return }
        let remote = RemoteRepositories(store, isOffline: isOffline)
        let keyring = Keyring(try keys(configuration))
        for architecture in architectures {
            try await remote.refresh(locations, architecture: architecture.name, keyring: keyring, warn: warn)
            try await remote.fetch(try choose(configuration, architecture, keyring: keyring), report: report)
        }
    }

    /// Builds an image for one or more architectures.
    ///
    /// - Parameters:
    ///   - reference: the tag by which the layout names the image.
    ///   - output: the folder of the layout.
    public func build(
        _ configuration: ImageConfiguration,
        architectures: [Architecture],
        reference: String,
        to output: FilePath
    ) throws(Diagnostic) -> Result {
        try configuration.checkSupported()
        let keys = try keys(configuration)
        // Everything is solved, verified and put together before anything is written.
        var assembled: [(architecture: Architecture, packages: [PackageFile], files: ImageFileSystem)] = []
        for architecture in architectures {
            var packages: [PackageFile] = []
            for choice in try choose(configuration, architecture, keyring: Keyring(keys)) { packages.append(try choice.file()) }
            var assembler = ImageAssembler(
                configuration: configuration,
                architecture: architecture.name,
                trees: PackageTrees(store: store),
                keyring: keys,
                repositories: [],
                time: buildDate,
                scriptTime: buildDate ?? 0
            )
            let world = Set(configuration.contents.packages).sorted()
            assembled.append((architecture, packages, try assembler.assemble(packages, world: world)))
        }
        let layout = try ImageLayout(output)
        var manifests: [(Architecture, Blob)] = []
        var size: Int64 = 0
        for (architecture, packages, files) in assembled {
            let time = buildDate ?? packages.map(\.info.buildDate).max() ?? 0
            let layer = try Layer(files, to: layout.pendingBlob)
            try layout.adoptPendingBlob(layer.digest)
            size += layer.size
            let user = try Self.user(configuration.accounts.runAs, files)
            let config = try layout.add(
                ImageDocuments.config(configuration, architecture: architecture, layer: layer, user: user, time: time)
            )
            let annotations = ImageDocuments.annotations(configuration, time: time)
            manifests.append(
                (architecture, try layout.add(ImageDocuments.manifest(config: config, layer: layer, annotations: annotations)))
            )
        }
        let digest = try finish(layout, manifests, reference: reference)
        return Result(digest: digest, size: size, packages: (assembled.first?.packages ?? []).map { "\($0.info.name)-\($0.info.version)" })
    }

    private func finish(_ layout: ImageLayout, _ manifests: [(Architecture, Blob)], reference: String) throws(Diagnostic) -> Digest {
        if manifests.count == 1, let (architecture, blob) = manifests.first {
            let entry = ImageDocuments.descriptor(
                blob,
                type: ImageDocuments.manifestType,
                architecture: architecture,
                reference: reference
            )
            try layout.finish(index: ImageDocuments.index([entry]))
            return blob.digest
        }
        let entries = manifests.sorted { $0.0.imageName < $1.0.imageName }.map {
            ImageDocuments.descriptor($0.1, type: ImageDocuments.manifestType, architecture: $0.0)
        }
        let index = try layout.add(ImageDocuments.index(entries))
        let entry = ImageDocuments.descriptor(index, type: ImageDocuments.indexType, reference: reference)
        try layout.finish(index: ImageDocuments.index([entry]))
        return index.digest
    }

    private func keys(_ configuration: ImageConfiguration) throws(Diagnostic) -> [PublicKey] {
        var keys = keyring
        for path in configuration.contents.keyring { keys.append(try PublicKey(FilePath(path))) }
        return Keyring(keys).all
    }

    private func locations(_ configuration: ImageConfiguration) -> [String] {
        Set(repositories + configuration.contents.buildRepositories + configuration.contents.repositories).sorted()
    }

    private func choose(
        _ configuration: ImageConfiguration,
        _ architecture: Architecture,
        keyring: Keyring
    ) throws(Diagnostic) -> [RepositorySet.Choice] {
        let locations = locations(configuration)
        if locations.isEmpty {
            throw Diagnostic(.missingRepository, "no repository was given for the image", hint: "give one with --repository-append FOLDER")
        }
        var opened: [Repository] = []
        for location in locations {
            opened.append(try Repository(location, architecture: architecture.name, keyring: keyring, store: store))
        }
        var world: [Dependency] = []
        for (text, span) in zip(configuration.contents.packages, configuration.packageSpans) {
            do throws(Diagnostic) {
                world.append(try Dependency(text))
            } catch {
                var error = error
                error.span = span
                throw error
            }
        }
        let choices: [RepositorySet.Choice]
        do throws(Diagnostic) {
            choices = try RepositorySet(opened).solve(world)
        } catch {
            var error = error
            let named = zip(configuration.contents.packages, configuration.packageSpans).first { error.message.contains("\"\($0.0)\"") }
            error.span = named?.1
            throw error.noting("for \(architecture); looked in \(locations.joined(separator: ", "))")
        }
        if let seed = choices.first(where: { $0.record.provides.contains(PackageInfo.seedMark) }) {
            let others = choices.filter { !$0.record.provides.contains(PackageInfo.seedMark) }.map(\.record)
            throw Self.refuse(seed.record, others)
        }
        return choices
    }

    /// The seed is not ours to ship, so an image that would hold it is refused, with the packages that ask for it.
    private static func refuse(_ seed: IndexRecord, _ others: [IndexRecord]) -> Diagnostic {
        let offered = Set(seed.provides.map { $0.prefix { $0 != "=" } })
        var notes: [String] = []
        for record in others {
            let wanted = record.dependencies.filter { offered.contains($0.prefix { !"<>=~".contains($0) }) }
            if !wanted.isEmpty { notes.append("\(record.name)-\(record.version) needs \(wanted.joined(separator: ", "))") }
        }
        return Diagnostic(
            .seedInImage,
            "the image would hold \(seed.name)-\(seed.version), the seed that packages are built in; it never enters an image",
            notes: notes,
            hint: "leave the seed's repository out, and link programs statically until a package provides what they need"
        )
    }

    /// A user name from the image's own accounts becomes its number (IMAGE.md §9.4).
    private static func user(_ name: String, _ files: ImageFileSystem) throws(Diagnostic) -> String {
        for line in String(decoding: try files.read("etc/passwd") ?? [], as: UTF8.self).split(separator: "\n") {
            let fields = line.split(separator: ":", omittingEmptySubsequences: false)
            if fields.count == 7, fields[0] == name, !name.isEmpty { return String(fields[2]) }
        }
        return name
    }
}

extension Diagnostic.Code {
    /// An image that would hold the seed.
    static let seedInImage = work("seed-in-image")
}
