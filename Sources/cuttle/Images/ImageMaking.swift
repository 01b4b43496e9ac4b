import Archives
import Cryptography
import Diagnostics
import ImageConfigurations
import Images
import Recipes
import Repositories
import Store
import SystemPackage

/// An image that is to be made: its configuration read, its packages still to be chosen (IMAGE.md §7, §8).
struct ImageMaking {
    let configuration: ImageConfiguration
    let architectures: ImageArchitectures
    let builder: ImageBuilder
    private let loaded: ImageConfigurationLoader.Loaded
    private let input: ImageInputOptions
    private let keys: [PublicKey]
    private let lockfile: String?
    private let isImage: Bool

    /// Reads the configuration; nothing is asked of repositories yet, but for keys.
    ///
    /// - Parameters:
    ///   - documents: what is said about the image; nil when its files become no image.
    ///   - choose: tells the architectures of a configuration.
    init(
        _ path: String,
        _ input: ImageInputOptions,
        _ making: ImageMakingOptions,
        _ documents: ImageDocumentOptions?,
        architectures choose: (ImageConfiguration) throws -> ImageArchitectures
    ) async throws {
        self.input = input
        lockfile = making.locked.path
        isImage = documents != nil
        let date = try making.date()
        let (loaded, image) = try input.load(path)
        self.loaded = loaded
        configuration = try await documents?.applied(to: image, of: loaded.files.first) ?? image
        architectures = try choose(configuration)
        let store = try input.store.open()
        keys = try await input.keys(configuration, architectures.list, in: store)
        builder = ImageBuilder(
            store: store,
            keyring: keys,
            date: date,
            order: input.layerOrder,
            codec: documents?.compression ?? .gzip
        )
    }

    /// The configuration as its files have it, without what the command line adds.
    func unchanged() throws -> ImageConfiguration { try loaded.configuration.validated() }

    /// The packages: chosen for all architectures together, or those of the lock file; none that is larger than is allowed.
    func packages() async throws -> [ImagePackages] {
        input.limits.warnOfUnkept()
        let packages = try await anyPackages()
        for packages in packages { try input.limits.check(packages.files) }
        return packages
    }

    private func anyPackages() async throws -> [ImagePackages] {
        let status = StatusLine()
        defer { status.clear() }
        if let lockfile { return try await locked(lockfile, status) }
        let more = try input.morePackages()
        return try await architectures.choosing { architectures in
            let resolver = try await input.resolver(configuration, architectures, keys: keys)
            try await resolver.refresh(configuration, architectures, warn: Console.warn)
            let bases = resolver.bases
            var packages: [ImagePackages] = []
            let choose = isImage ? resolver.resolveImage : resolver.resolveTogether
            for resolution in try choose(configuration, architectures, more, Console.warn) {
                try await resolver.fetch(resolution) { status.show($0) }
                packages.append(try ImagePackages(resolution, base: bases[resolution.architecture]))
            }
            return packages
        }
    }

    private func locked(_ lockfile: String, _ status: StatusLine) async throws -> [ImagePackages] {
        let image = try LockedImage(lockfile, of: loaded, for: architectures.list)
        let bases = try input.bases(configuration, image.architectures)
        let locked = LockedPackages(try input.store.open(), isOffline: input.offline)
        var packages: [ImagePackages] = []
        for architecture in image.architectures {
            let files = try await locked.files(image.lock, architecture) { status.show($0) }
            packages.append(ImagePackages(architecture: architecture, files: files, base: bases[architecture]))
        }
        return packages
    }
}
