public import APK
public import Archives
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

/// Builds an image of a configuration: solve, verify, assemble, write an OCI layout (IMAGE.md §8).
public struct ImageBuilder: Sendable {
    private let store: Store
    private let keyring: [PublicKey]
    private let repositories: [String]
    private let buildDate: Int64?
    private let order: LayerOrder
    private let codec: MemberCodec

    /// - Parameters:
    ///   - keyring: keys to trust beside those that the configuration names.
    ///   - repositories: used beside those of the configuration.
    ///   - buildDate: seconds since 1970; nil: the newest build date of the packages.
    ///   - order: how files are put into layers.
    ///   - codec: how layers are compressed.
    public init(
        store: Store,
        keyring: [PublicKey],
        repositories: [String],
        buildDate: Int64?,
        order: LayerOrder = .package,
        codec: MemberCodec = .gzip
    ) {
        self.store = store
        self.keyring = keyring
        self.repositories = repositories
        self.buildDate = buildDate
        self.order = order
        self.codec = codec
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

    /// Reads an image configuration with what it includes, and validates it.
    public static func configuration(_ path: FilePath) throws -> ImageConfiguration {
        try ImageConfigurationLoader().load(path.string).configuration.validated()
    }

    /// Brings into the store what an image needs from the web: keys, and what comes from repositories there.
    ///
    /// - Parameter report: is told before each package is fetched.
    public func prepare(
        _ configuration: ImageConfiguration,
        architectures: [Architecture],
        isOffline: Bool,
        warn: (Diagnostic) -> Void,
        report: @escaping @Sendable (String) -> Void
    ) async throws {
        try await RemoteKeys(store, isOffline: isOffline).refresh(configuration.contents.keyring, warn: warn)
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
    ///   - tag: what archives and bills of materials call the image: `[registry/]repository[:tag]`.
    ///   - output: the folder or file.
    ///   - bills: the folder for bills of materials (SPDX); nil for none.
    public func build(
        _ configuration: ImageConfiguration,
        architectures: [Architecture],
        reference: String,
        tag: String? = nil,
        to output: FilePath,
        as format: OutputFormat = .layout,
        bills: FilePath? = nil
    ) throws(Diagnostic) -> Result {
        let keys = try keys(configuration)
        var chosen: [Packages] = []
        for architecture in architectures {
            var files: [PackageFile] = []
            for choice in try choose(configuration, architecture, keyring: Keyring(keys)) { files.append(try choice.file()) }
            chosen.append(Packages(architecture: architecture, files: files))
        }
        return try build(configuration, of: chosen, reference: reference, tag: tag, to: output, as: format, bills: bills)
    }

    /// The packages of an image for one architecture.
    public struct Packages: Sendable {
        public let architecture: Architecture
        /// In install order.
        public let files: [PackageFile]

        /// Packages for an architecture.
        public init(architecture: Architecture, files: [PackageFile]) {
            self.architecture = architecture
            self.files = files
        }
    }

    /// Builds an image of packages that have been chosen and checked.
    ///
    /// - Parameter packages: for each architecture; see `build` for the rest.
    public func build(
        _ configuration: ImageConfiguration,
        of packages: [Packages],
        reference: String,
        tag: String? = nil,
        to output: FilePath,
        as format: OutputFormat = .layout,
        bills: FilePath? = nil
    ) throws(Diagnostic) -> Result {
        try configuration.checkSupported()
        let name = ImageTag(tag ?? reference)
        if format == .layout { try ImageLayout.check(output) }
        let images = try images(configuration, packages, name: tag.map { _ in name.name }, withBills: bills != nil)
        let time = max(buildDate ?? 0, images.map(\.time).max() ?? 0)
        let whole = ImageOutput(images: images, configuration: configuration, order: order, tag: name, time: time)
        try whole.write(format, to: output, reference: reference)
        if let bills { try whole.writeBills(to: bills, name: tag.map { _ in name.name } ?? "") }
        return Result(digest: whole.digest, size: images.reduce(0) { $0 + $1.size }, packages: images.first?.packages ?? [])
    }

    /// What the files of an image are written as when they are to be no image.
    public enum RootFormat: Sendable {
        /// A tar archive, not compressed.
        case tar
        /// A cpio archive in the form of Linux's initial RAM file systems.
        case cpio
    }

    /// Writes the files of an image for one architecture as an archive (IMAGE.md §14).
    public func buildRoot(
        _ configuration: ImageConfiguration,
        of packages: Packages,
        as format: RootFormat,
        to output: FilePath
    ) throws(Diagnostic) {
        try configuration.checkSupported()
        if let seed = packages.files.map(\.info).first(where: \.isSeed) { throw Self.refuse(seed, packages.files.map(\.info)) }
        let files = try assemble(configuration, packages, keys(configuration), isUnpacking: true)
        let path = Files.absolute(output)
        if FileStatus.ifPresent(path)?.kind == .directory {
            throw Diagnostic(.outputExists, "\(output) is a folder, and the output is one file", hint: "give another name")
        }
        try Files.makeDirectory(path.removingLastComponent())
        switch format {
        case .tar: try RootArchive.writeTar(files, to: path)
        case .cpio: try RootArchive.writeCpio(files, to: path)
        }
    }

    /// Everything is solved, verified and put together before anything is written.
    private func images(
        _ configuration: ImageConfiguration,
        _ chosen: [Packages],
        name: String?,
        withBills: Bool
    ) throws(Diagnostic) -> [BuiltImage] {
        let keys = try keys(configuration)
        var images: [BuiltImage] = []
        for each in chosen {
            if let seed = each.files.map(\.info).first(where: \.isSeed) { throw Self.refuse(seed, each.files.map(\.info)) }
            let (architecture, packages) = (each.architecture, each.files)
            let time = buildDate ?? packages.map(\.info.buildDate).max() ?? 0
            let record = ImageRecord(store: store, codec: codec)
            let key = record.key(
                configuration,
                architecture,
                packages,
                keys,
                repositories: repositories,
                order: order,
                time: time,
                scriptTime: scriptTime
            )
            let contents: ImageRecord.Contents
            if !withBills, let known = record.contents(key) {
                contents = known
            } else {
                contents = try make(configuration, each, keys, withBill: withBills)
                try record.keep(contents, key)
            }
            let config = try ImageDocuments.config(
                configuration,
                architecture: architecture,
                layers: contents.layers.map(\.layer),
                user: contents.user,
                time: time,
                order: order
            )
            let configBytes = Array(config.text().utf8)
            let manifest = ImageDocuments.manifest(
                config: Blob(digest: Digest.of(configBytes), size: Int64(configBytes.count)),
                layers: contents.layers.map(\.layer),
                annotations: ImageDocuments.annotations(configuration, time: time)
            )
            let bytes = Array(manifest.text().utf8)
            images.append(
                BuiltImage(
                    architecture: architecture,
                    layers: contents.layers.map(\.layer),
                    config: configBytes,
                    manifest: bytes,
                    time: time,
                    packages: packages.map { "\($0.info.name)-\($0.info.version)" },
                    bill: contents.bill?.document(
                        manifest: Digest.of(bytes),
                        layers: contents.layers.map(\.layer),
                        architecture: architecture,
                        time: time,
                        name: name ?? "image"
                    )
                )
            )
        }
        return images
    }

    /// Puts the file system of an image together, and its layers.
    private func make(
        _ configuration: ImageConfiguration,
        _ packages: Packages,
        _ keys: [PublicKey],
        withBill: Bool
    ) throws(Diagnostic) -> ImageRecord.Contents {
        let files = try assemble(configuration, packages, keys, isUnpacking: order == .path)
        let layers = try layers(files, of: packages.files, configuration)
        return ImageRecord.Contents(
            layers: layers,
            user: try Self.user(configuration.accounts.runAs, files),
            bill: withBill ? try ImageBill(files, packages: packages.files.map(\.info), order: order) : nil
        )
    }

    /// The time of scripts in the database of packages, in seconds since 1970.
    private var scriptTime: Int64 { order == .path ? buildDate ?? 0 : 0 }

    private func assemble(
        _ configuration: ImageConfiguration,
        _ packages: Packages,
        _ keys: [PublicKey],
        isUnpacking: Bool
    ) throws(Diagnostic) -> ImageFileSystem {
        let trees = PackageTrees(store: store)
        // What is seen for the first time is read on all processors, the largest first.
        let largestFirst = packages.files.sorted { $0.size > $1.size }
        try largestFirst.forEachConcurrently { package throws(Diagnostic) in _ = try trees.contents(package) }
        // Only where the files of packages are mixed are they needed one by one.
        if isUnpacking { try largestFirst.forEachConcurrently { package throws(Diagnostic) in _ = try trees.tree(package) } }
        let isLikeApko = order == .path
        var assembler = ImageAssembler(
            configuration: isLikeApko ? Self.locked(configuration, packages) : configuration,
            architecture: packages.architecture.name,
            trees: trees,
            keyring: keys,
            rules: isLikeApko ? .apko : .cuttle,
            repositories: isLikeApko ? repositories : [],
            time: buildDate,
            scriptTime: scriptTime
        )
        let world = isLikeApko ? Self.pins(packages) : Set(configuration.contents.packages).sorted()
        return try assembler.assemble(packages.files, world: world)
    }

    /// What apko builds an image of, and writes into it: every package by its version, for the one architecture (IMAGE.md §8).
    private static func locked(_ configuration: ImageConfiguration, _ packages: Packages) -> ImageConfiguration {
        var locked = configuration
        locked.contents.packages = pins(packages)
        locked.architectures = [packages.architecture.imageName]
        locked.sourceAddress = ""
        locked.include = ""
        return locked
    }

    private static func pins(_ packages: Packages) -> [String] {
        packages.files.map { "\($0.info.name)=\($0.info.version)" }.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    private func layers(
        _ files: ImageFileSystem,
        of packages: [PackageFile],
        _ configuration: ImageConfiguration
    ) throws(Diagnostic) -> [(layer: Layer, key: Digest)] {
        let nodes = try LayerNode.all(of: files)
        let planner = LayerPlanner(codec: codec)
        var groups: [[String]]?
        if let layering = configuration.layering, !layering.isEmpty {
            do throws(Diagnostic) {
                groups = try LayerGroups.byOrigin(packages.map(\.info), layering)
            } catch {
                var error = error
                error.span = configuration.places.keys["layering"]
                throw error
            }
        }
        let plans =
            switch (order, groups) {
            case (.package, _):
                planner.plans(nodes, groups: groups ?? LayerGroups.stable(packages.map(\.info)), isAlwaysDivided: groups != nil)
            case (.path, let groups?): planner.plansByPath(nodes, groups: groups)
            case (.path, nil): [planner.plan(nodes)]
            }
        return Array(zip(try LayerMaker(store: store, codec: codec).layers(plans), plans.map(\.key))).map { ($0.0, $0.1) }
    }

    private func keys(_ configuration: ImageConfiguration) throws(Diagnostic) -> [PublicKey] {
        var keys = keyring
        // What prepare brought into the store.
        keys += try RemoteKeys(store, isOffline: true).keys(configuration.contents.keyring)
        return Keyring(keys).all
    }

    private func locations(_ configuration: ImageConfiguration) -> [String] { Self.locations(configuration, beside: repositories) }

    /// Where the packages of an image are taken from: the order in which repositories are written has no say (IMAGE.md §4.1).
    public static func locations(_ configuration: ImageConfiguration, beside repositories: [String]) -> [String] {
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
            throw error.noting("for \(architecture); looked in \(opened.map(\.name).joined(separator: ", "))")
        }
        return choices
    }

    /// The seed is not ours to ship, so an image that would hold it is refused, with the packages that ask for it.
    private static func refuse(_ seed: PackageInfo, _ packages: [PackageInfo]) -> Diagnostic {
        let offered = Set(seed.provides.map { $0.prefix { $0 != "=" } })
        var notes: [String] = []
        for record in packages where !record.isSeed {
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
