import APK
public import Cryptography
public import Diagnostics
import Files
public import ImageConfigurations
public import Recipes
public import Repositories
public import Store

/// Chooses the packages of an image, for each architecture by itself or so that all agree (IMAGE.md §7, §8).
public struct ImageResolver: Sendable {
    private let store: Store
    private let keyring: Keyring?
    private let isOffline: Bool

    /// - Parameters:
    ///   - keyring: the keys that indexes must be signed with; nil takes indexes as they are.
    ///   - isOffline: whether to take what the store has of repositories on the web, as it is.
    public init(store: Store, keyring: Keyring?, isOffline: Bool) {
        self.store = store
        self.keyring = keyring
        self.isOffline = isOffline
    }

    /// The packages of one architecture, in install order.
    public struct Resolution: Sendable {
        public let architecture: Architecture
        public let choices: [RepositorySet.Choice]
    }

    /// Brings the indexes of repositories on the web up to date.
    public func refresh(
        _ configuration: ImageConfiguration,
        _ architectures: [Architecture],
        warn: (Diagnostic) -> Void
    ) async throws {
        let remote = RemoteRepositories(store, isOffline: isOffline)
        for architecture in architectures {
            try await remote.refresh(
                configuration.buildTimeRepositories,
                architecture: architecture.name,
                keyring: keyring,
                warn: warn
            )
        }
    }

    /// Brings chosen packages of repositories on the web into the store.
    public func fetch(_ resolution: Resolution, report: @escaping @Sendable (String) -> Void) async throws {
        try await RemoteRepositories(store, isOffline: isOffline).fetch(resolution.choices, report: report)
    }

    /// Chooses packages for each architecture by itself, as lock files have them.
    ///
    /// - Parameter warn: is told of repositories that are left out.
    /// - Throws: `missing-repository`; `unsolvable`, with the reasons.
    public func resolve(
        _ configuration: ImageConfiguration,
        _ architectures: [Architecture],
        adding packages: [String] = [],
        warn: (Diagnostic) -> Void
    ) throws(Diagnostic) -> [Resolution] {
        try architectures.map { architecture throws(Diagnostic) in
            let opened = try open(configuration, architecture, warn: warn)
            return try choose(configuration, architecture, from: opened, adding: packages)
        }
    }

    /// Opens the repositories of a configuration; a folder without packages of the architecture is left out, as apko does.
    func open(
        _ configuration: ImageConfiguration,
        _ architecture: Architecture,
        warn: (Diagnostic) -> Void
    ) throws(Diagnostic) -> [Repository] {
        let locations = configuration.buildTimeRepositories
        if locations.isEmpty {
            throw Diagnostic(
                .missingRepository,
                "no repository was given for the image",
                at: configuration.places.keys["contents"],
                hint: "list one under contents.repositories, or give one with --repository-append"
            )
        }
        var opened: [Repository] = []
        var missing: [Diagnostic] = []
        for location in locations {
            do throws(Diagnostic) {
                opened.append(try Repository(location, architecture: architecture.name, keyring: keyring, store: store))
            } catch  where error.code == .missingRepository && !RemoteRepositories.isRemote(location) {
                missing.append(error)
            }
        }
        if opened.isEmpty, let first = missing.first { throw first }
        for var problem in missing {
            problem.severity = .warning
            problem.hints = []
            warn(problem.noting("it is left out"))
        }
        return opened
    }

    /// Chooses packages of one architecture from open repositories.
    func choose(
        _ configuration: ImageConfiguration,
        _ architecture: Architecture,
        from repositories: [Repository],
        adding packages: [String]
    ) throws(Diagnostic) -> Resolution {
        let texts = configuration.world(adding: packages)
        do throws(Diagnostic) {
            return Resolution(
                architecture: architecture,
                choices: try RepositorySet(repositories).solve(texts.map { text throws(Diagnostic) in try Dependency(text) })
            )
        } catch {
            var error = error
            let named = zip(configuration.contents.packages, configuration.packageSpans).first { error.message.contains("\"\($0.0)\"") }
            error.span = named?.1
            throw error.noting("for \(architecture); looked in \(repositories.map(\.name).joined(separator: ", "))")
        }
    }
}
