import Diagnostics

/// What a command line adds to a configuration, or puts in its place (IMAGE.md §1).
public struct ImageOverrides: Sendable {
    /// Public keys to trust besides.
    public var keyring: [String] = []
    /// Repositories to use while building only.
    public var buildRepositories: [String] = []
    /// Repositories to use while building, and to write into the image.
    public var repositories: [String] = []
    /// What is asked for besides.
    public var packages: [String] = []
    /// Taken before those of the configuration, key by key.
    public var annotations: [String: String] = [:]
    /// The format of layers; nil: the configuration's.
    public var format: ImageConfiguration.Format?

    /// Nothing.
    public init() {}
}

extension ImageConfiguration {
    /// The configuration with what a command line adds.
    ///
    /// Repositories and keys become sets in byte order, as in locked configurations (IMAGE.md §8, step 3). Packages are left alone: they
    /// are asked for besides what the configuration names, and see `world(adding:)`.
    public func applying(_ overrides: ImageOverrides) -> ImageConfiguration {
        var changed = self
        changed.contents.buildRepositories = Self.set(contents.buildRepositories, overrides.buildRepositories)
        changed.buildRepositorySpans = Self.places(changed.contents.buildRepositories, contents.buildRepositories, buildRepositorySpans)
        changed.contents.repositories = Self.set(contents.repositories, overrides.repositories)
        changed.repositorySpans = Self.places(changed.contents.repositories, contents.repositories, repositorySpans)
        changed.contents.keyring = Self.set(contents.keyring, overrides.keyring)
        changed.keyringSpans = Self.places(changed.contents.keyring, contents.keyring, keyringSpans)
        changed.annotations.merge(overrides.annotations) { $1 }
        if let format = overrides.format { changed.formatName = format.rawValue }
        return changed
    }

    /// What `/etc/apk/world` says: the packages of the configuration and others, as a set in byte order (IMAGE.md §6).
    public func world(adding packages: [String] = []) -> [String] { Self.set(contents.packages, packages) }

    /// The repositories that packages are chosen from, as a set in byte order (IMAGE.md §4.1).
    public var buildTimeRepositories: [String] { Self.set(contents.buildRepositories, contents.repositories) }

    /// The repositories that `/etc/apk/repositories` of the image names, as a set in byte order (IMAGE.md §4.1).
    public var imageRepositories: [String] { Self.set(contents.repositories, contents.runtimeRepositories) }

    private static func set(_ texts: [String], _ more: [String]) -> [String] {
        Set(texts + more).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// Where texts stand that were put into another order; none when one of them stands nowhere.
    private static func places(_ texts: [String], _ before: [String], _ spans: [SourceSpan]) -> [SourceSpan] {
        let known = Dictionary(zip(before, spans)) { first, _ in first }
        let found = texts.compactMap { known[$0] }
        return found.count == texts.count ? found : []
    }
}
