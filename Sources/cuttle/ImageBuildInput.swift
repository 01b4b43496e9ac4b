import APK
import Cryptography
import Diagnostics
import Files
import ImageConfigurations
import Images
import Recipes
import Repositories
import Store
import SystemPackage

/// The packages of an image that is to be built: chosen for all architectures together, or those of a lock file (IMAGE.md §7, §8).
struct ImageBuildInput {
    let input: ImageInputOptions
    var lockfile: String?

    func packages(
        _ loaded: ImageConfigurationLoader.Loaded,
        _ configuration: ImageConfiguration,
        _ architectures: [Architecture],
        keys: [PublicKey]
    ) async throws -> [ImageBuilder.Packages] {
        let status = StatusLine()
        defer { status.clear() }
        if let lockfile {
            let lock = try ImageLock(reading: FilePath(lockfile))
            if let warning = try lock.check(loaded, name: lockfile) { Console.warn(warning) }
            let locked = LockedPackages(try input.store.open(), isOffline: input.offline)
            var packages: [ImageBuilder.Packages] = []
            for architecture in architectures {
                let files = try await locked.files(lock, architecture) { status.show($0) }
                if !files.isEmpty { packages.append(ImageBuilder.Packages(architecture: architecture, files: files)) }
            }
            if !packages.isEmpty { return packages }
            throw Diagnostic(
                .usage,
                "\(lockfile) has no packages for \(architectures.map(\.name).joined(separator: ", "))",
                hint: "choose another architecture with --arch, or make the lock anew with cuttle image lock"
            )
        }
        let resolver = try input.resolver(keys: keys)
        try await resolver.refresh(configuration, architectures, warn: Console.warn)
        var packages: [ImageBuilder.Packages] = []
        for resolution in try resolver.resolveTogether(configuration, architectures, warn: Console.warn) {
            try await resolver.fetch(resolution) { status.show($0) }
            let files = try resolution.choices.map { choice throws(Diagnostic) in try choice.file() }
            packages.append(ImageBuilder.Packages(architecture: resolution.architecture, files: files))
        }
        return packages
    }

    /// The keys that an image trusts: those that its configuration names, and those that were found.
    static func keys(
        _ configuration: ImageConfiguration,
        _ architectures: [Architecture],
        _ input: ImageInputOptions,
        _ store: Store
    ) async throws -> [PublicKey] {
        let named = try await ImageKeys(store, isOffline: input.offline).read(configuration, warn: Console.warn).map(\.key)
        return named
            + (try await input.discovery.keys(
                of: configuration.buildTimeRepositories,
                architectures: architectures,
                in: store,
                isOffline: input.offline
            ))
    }
}
