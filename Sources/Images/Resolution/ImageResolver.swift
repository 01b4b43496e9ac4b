import APK
public import Cryptography
public import Diagnostics
import Files
public import ImageConfigurations
public import Recipes
public import Repositories
public import Solving
public import Store

/// Chooses the packages of an image, for each architecture by itself or so that all agree (IMAGE.md §7, §8).
public struct ImageResolver: Sendable {
    private let store: Store
    private let keyring: Keyring?
    private let isOffline: Bool
    let policy: SolvingPolicy
    /// The images that the configuration is built on.
    public let bases: [Architecture: ImageBase]

    /// - Parameters:
    ///   - keyring: the keys that indexes must be signed with; nil takes indexes as they are.
    ///   - isOffline: whether to take what the store has of repositories on the web, as it is.
    ///   - policy: whose way of choosing packages it is to be.
    ///   - bases: the images that the configuration is built on, whose packages stay as they are.
    public init(
        store: Store,
        keyring: Keyring?,
        isOffline: Bool,
        policy: SolvingPolicy = .apk,
        bases: [Architecture: ImageBase] = [:]
    ) {
        self.store = store
        self.keyring = keyring
        self.isOffline = isOffline
        self.policy = policy
        self.bases = bases
    }

    /// The packages of one architecture, in install order, without those of the image below.
    public struct Resolution: Sendable {
        public let architecture: Architecture
        public let choices: [RepositorySet.Choice]
        /// What a locked configuration asks for: each package by its version, in byte order (IMAGE.md §8, step 3).
        public let pins: [String]
        /// What the packages were chosen from.
        let repositories: [Repository]
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
        alongside others: [RepositorySet] = [],
        adding packages: [String]
    ) throws(Diagnostic) -> Resolution {
        let base = bases[architecture]
        if base == nil, configuration.contents.baseImage != nil {
            throw Diagnostic(.internalError, "the base image was not opened for \(architecture)")
        }
        // What is no dependency is shown where it stands. What apko takes for one is another question.
        if policy == .apk {
            for (text, span) in zip(configuration.contents.packages, configuration.packageSpans) {
                do throws(Diagnostic) {
                    _ = try Dependency(text)
                } catch {
                    var error = error
                    error.span = span
                    throw error
                }
            }
        }
        let texts = configuration.world(adding: packages + (base?.pins ?? []))
        do throws(Diagnostic) {
            let set = RepositorySet(try withBase(repositories, architecture))
            let choices = try set.solve(written: texts, policy: policy, alongside: others)
                .filter { base?.has($0.record) != true }
            return Resolution(
                architecture: architecture,
                choices: choices,
                pins: configuration.pins(choices.map(\.record)),
                repositories: repositories
            )
        } catch {
            var error = error
            let named = zip(configuration.contents.packages, configuration.packageSpans).first { error.message.contains("\"\($0.0)\"") }
            error.span = named?.1
            throw error.noting("for \(architecture); looked in \(repositories.map(\.name).joined(separator: ", "))")
        }
    }

    /// Repositories with the packages of the image below before them.
    func withBase(_ repositories: [Repository], _ architecture: Architecture) throws(Diagnostic) -> [Repository] {
        guard let base = bases[architecture] else { return repositories }
        return [try base.repository()] + repositories
    }
}
