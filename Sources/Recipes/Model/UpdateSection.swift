public import Diagnostics

/// The section `update`: where new versions are announced; builds do not look at it (RECIPE.md §3.8).
public struct UpdateSection: Sendable {
    public var isEnabled = false
    public var isManual = false
    public var requiresSequence = false
    public var isShared = false
    public var versionSeparator = ""
    public var ignoredVersions: [String] = []
    public var versionTransforms: [Transform] = []
    public var excludeReason = ""
    public var schedule: Schedule?
    public var enablesPrereleases = false
    public var releaseMonitor: ReleaseMonitor?
    public var github: GitHub?
    public var git: Filters?
    public var oci: Registry?
    public var versionData: VersionData?

    /// A replacement in the version that upstream announces.
    public struct Transform: Hashable, Sendable {
        public let match: String
        public let replace: String
    }

    /// How often to look.
    public struct Schedule: Hashable, Sendable {
        public let reason: String
        /// `daily`, `weekly` or `monthly`.
        public let period: String
        /// Where the period stands.
        public let span: SourceSpan
    }

    /// What tags are taken, and what is cut off them.
    public struct Filters: Hashable, Sendable {
        public var stripPrefix = ""
        public var stripSuffix = ""
        public var prefix = ""
        public var contains = ""
    }

    /// release-monitoring.org.
    public struct ReleaseMonitor: Hashable, Sendable {
        public var identifier: Int64
        public var filters: Filters
    }

    /// Releases or tags on GitHub.
    public struct GitHub: Hashable, Sendable {
        public var identifier: String
        public var filters: Filters
        /// The older spelling of the prefix filter.
        public var tagFilter: String
        public var usesTags: Bool
        /// Where the identifier stands.
        public var span: SourceSpan
    }

    /// Tags of an image repository.
    public struct Registry: Hashable, Sendable {
        public var identifier: String
        public var filters: Filters
    }

    /// Structured lists of versions.
    public struct VersionData: Hashable, Sendable {
        public var format: String
        public var sources: [Source]
        /// Whether the list was given at all.
        var hasSources: Bool

        /// One list.
        public struct Source: Hashable, Sendable {
            public var name: String
            public var stream: String
            public var ignore: [String]
            public var commitSource: String
            public var usesRelease: Bool
        }
    }
}
