import APK
import ArgumentParser
import Cryptography
import Diagnostics
import Files
import Glibc
import ImageConfigurations
import Images
import Recipes
import Repositories
import Solving
import Store
import SystemPackage

/// What verbs of images take beside a configuration: repositories, keys and where to look, with the names that apko has for them.
struct ImageInputOptions: ParsableArguments {
    @Option(
        name: [.customShort("r"), .customLong("repository-append")],
        help: ArgumentHelp(
            "A repository to take packages from, which the image knows too: a folder, an address, or \"@tag location\"; may be given again.",
            valueName: "location"
        )
    )
    var repositories: [String] = []

    @Option(
        name: [.customShort("b"), .customLong("build-repository-append")],
        help: ArgumentHelp("A repository to take packages from, which the image does not know; may be given again.", valueName: "location")
    )
    var buildRepositories: [String] = []

    @Option(
        name: [.customShort("k"), .customLong("keyring-append")],
        help: ArgumentHelp(
            "A public key to trust: a file, an address, or a folder of *.pub files; may be given again.",
            valueName: "location"
        )
    )
    var keyring: [String] = []

    @Option(
        name: [.customShort("p"), .customLong("package-append")],
        help: ArgumentHelp("A package to ask for beside those of the configuration; may be given again.", valueName: "package")
    )
    var packages: [String] = []

    @Option(help: ArgumentHelp("A folder to look in for the configuration and what it includes; may be given again.", valueName: "folder"))
    var includePaths: [String] = []

    @Flag(help: "Take indexes as they are, whoever signed them.")
    var ignoreSignatures = false

    @Flag(help: "Stay away from the network: what comes from addresses is taken from the store.")
    var offline = false

    @Option(
        name: [.customShort("C"), .customLong("workdir")],
        help: ArgumentHelp("The folder to go to first.", valueName: "folder"),
        completion: .directory
    )
    var directory: String?

    /// Copies are kept in the store, and there is one kind of messages.
    @Option(help: .hidden) var cacheDir: String?
    @Option(help: .hidden) var logLevel: String?

    @Option(help: "Whose way of choosing packages it is to be: apk prefers what apk-tools does, apko takes what apko takes, or refuses.")
    var solver = SolvingPolicy.apk

    @Option(
        help: ArgumentHelp(
            "package: files of a package together, so that only what changed is made again; path: as apko writes layers and documents.",
            valueName: "order"
        ),
        transform: { try word($0) }
    )
    var layerOrder = LayerOrder.package

    @OptionGroup var limits: SizeLimitOptions

    @OptionGroup var discovery: DiscoveryOptions

    @OptionGroup var store: StoreOptions

    /// Reads a configuration, with what the command line adds.
    ///
    /// - Returns: the configuration as its files have it; and with the additions, validated.
    func load(_ path: String) throws -> (loaded: ImageConfigurationLoader.Loaded, configuration: ImageConfiguration) {
        if let directory, !directory.isEmpty, chdir(directory) != 0 {
            throw Diagnostic(.usage, "cannot go to \(directory)", hint: "give an existing folder with --workdir")
        }
        let loaded = try ImageConfigurationLoader(includePaths: folders()).load(path)
        return (loaded, try loaded.configuration.validated().applying(overrides()))
    }

    /// The folders of `--include-paths`.
    func folders() throws -> [FilePath] { try CommaList.items(includePaths).map { FilePath($0) } }

    /// What is asked for beside the packages of the configuration.
    func morePackages() throws -> [String] { try CommaList.items(packages) }

    /// The images that a configuration is built on.
    func bases(_ configuration: ImageConfiguration, _ architectures: [Architecture]) throws -> [Architecture: ImageBase] {
        try ImageBase.all(of: configuration, architectures, includePaths: folders(), order: layerOrder)
    }

    private func overrides() throws -> ImageOverrides {
        var overrides = ImageOverrides()
        overrides.repositories = try CommaList.items(repositories)
        overrides.buildRepositories = try CommaList.items(buildRepositories)
        for location in try CommaList.items(keyring) {
            // A folder stands for all keys in it.
            let path = FilePath(location)
            if (try? FileStatus(followingLinks: path))?.kind == .directory {
                overrides.keyring += try Files.list(path).filter { $0.hasSuffix(".pub") }.map { path.appending($0).string }
            } else {
                overrides.keyring.append(location)
            }
        }
        return overrides
    }

    /// What chooses packages for a configuration, with the keys that it trusts.
    ///
    /// - Parameter known: the keys, where they were found before.
    func resolver(
        _ configuration: ImageConfiguration,
        _ architectures: [Architecture],
        keys known: [PublicKey]? = nil
    ) async throws -> ImageResolver {
        let bases = try bases(configuration, architectures)
        let store = try store.open()
        var keyring: Keyring?
        if !ignoreSignatures {
            let keys = if let known { known } else { try await keys(configuration, architectures, in: store) }
            keyring = Keyring(keys)
        }
        return ImageResolver(store: store, keyring: keyring, isOffline: offline, policy: solver, bases: bases)
    }

    /// The keys that an image trusts: those that its configuration names, and those that were found.
    func keys(_ configuration: ImageConfiguration, _ architectures: [Architecture], in store: Store) async throws -> [PublicKey] {
        let named = try await ImageKeys(store, isOffline: offline).read(configuration, warn: Console.warn).map(\.key)
        let found = try await discovery.keys(
            of: configuration.buildTimeRepositories,
            architectures: architectures,
            in: store,
            isOffline: offline
        )
        return named + found
    }
}
