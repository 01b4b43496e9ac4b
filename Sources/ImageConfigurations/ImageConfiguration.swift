public import Diagnostics

/// What goes into an image, or into a build environment, and how it is run (IMAGE.md §2).
public struct ImageConfiguration: Sendable {
    /// Where packages come from, and which.
    public struct Contents: Sendable {
        /// Used while building and written into the image.
        public var repositories: [String] = []
        /// Used while building only.
        public var buildRepositories: [String] = []
        /// Written into the image only.
        public var runtimeRepositories: [String] = []
        /// Public keys: paths, or addresses on the web.
        public var keyring: [String] = []
        /// Public keys that are written into the image for what is installed there later; none of them is trusted while building.
        public var runtimeKeyring: [NamedContent] = []
        /// What is asked for: dependencies.
        public var packages: [String] = []
        /// An image to build on.
        public var baseImage: BaseImage?
    }

    /// The text of a file that the configuration carries, and its name: a certificate or a public key, both in PEM.
    public struct NamedContent: Hashable, Sendable {
        public var name: String
        public var content: String

        /// Makes a named text.
        public init(name: String, content: String) {
            self.name = name
            self.content = content
        }
    }

    /// How the files of an image are spread over layers (IMAGE.md §12).
    public struct Layering: Hashable, Sendable {
        /// Empty, or `origin`; other words are refused when layers are made.
        public var strategy: String
        /// How many layers packages may come to; the one for all else is not counted.
        public var budget: Int64

        /// Makes a rule for layers.
        public init(strategy: String = "", budget: Int64 = 0) {
            self.strategy = strategy
            self.budget = budget
        }

        /// Whether it says anything: `layering: {}` means one layer, as no `layering` does.
        public var isEmpty: Bool { strategy.isEmpty && budget == 0 }
    }

    /// How layers are written.
    public enum Format: String, Hashable, Sendable, CaseIterable {
        /// Compressed tar archives.
        case tar
        /// EROFS file systems.
        case erofs
    }

    /// Certificates that the image trusts beside those of its packages (IMAGE.md §9).
    public struct Certificates: Hashable, Sendable {
        /// One certificate each.
        public var additional: [NamedContent] = []
        /// What packages provide that bring certificates as files.
        public var providers: [String] = []

        /// No certificates.
        public init() {}
    }

    /// An image on disk that another is built on.
    public struct BaseImage: Hashable, Sendable {
        /// Its OCI layout.
        public var image = ""
        /// The folder of an index with what is installed in it.
        public var index = ""
    }

    /// What a container runs.
    public struct Entrypoint: Hashable, Sendable {
        /// Empty, or `service-bundle`.
        public var type = ""
        public var command = ""
        public var shellFragment = ""
        /// Commands of a service bundle by name.
        public var services: [String: String] = [:]
    }

    /// Whom a configuration is read for.
    public enum Purpose: Sendable {
        /// An image.
        case image
        /// The environment of a recipe: texts stay as they are written, and what a build has no use for is only checked (RECIPE.md §3.6).
        case recipe
    }

    public var contents = Contents()
    public var entrypoint = Entrypoint()
    /// Arguments of the entrypoint as shell words.
    public var command = ""
    public var stopSignal = ""
    public var workDirectory = ""
    public var accounts = Accounts()
    /// For images in normal form (`amd64`), for recipes as written; empty means all.
    public var architectures: [String] = []
    public var environment: [String: String] = [:]
    public var paths: [PathMutation] = []
    /// Where the source of the image is kept.
    public var sourceAddress = ""
    public var annotations: [String: String] = [:]
    /// Another configuration that this one is merged with.
    public var include = ""
    public var volumes: [String] = []
    /// How files are spread over layers; nil: one layer.
    public var layering: Layering?
    /// How layers are written, as the configuration has it; empty means `tar`, and other words than those of `Format` are refused by
    /// validation.
    public var formatName = ""
    public var certificates: Certificates?
    /// Where each requested package stands in the text, for messages; parallel to `contents.packages`.
    public var packageSpans: [SourceSpan] = []
    /// Where repositories and keys stand; each list is parallel to that of `contents`.
    public var repositorySpans: [SourceSpan] = []
    public var buildRepositorySpans: [SourceSpan] = []
    public var keyringSpans: [SourceSpan] = []

    /// Where the rest stands.
    public var places = Places()

    /// An empty configuration.
    public init() {}

    /// How layers are written.
    public var format: Format { Format(rawValue: formatName) ?? .tar }
}
