public import Diagnostics
public import YAML

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
        /// Public keys: paths.
        public var keyring: [String] = []
        /// What is asked for: dependencies.
        public var packages: [String] = []
        /// An image to build on.
        public var baseImage: BaseImage?
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
        /// An image: what Cuttle cannot do yet is refused.
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
    /// As written; empty means all.
    public var architectures: [String] = []
    public var environment: [String: String] = [:]
    public var paths: [PathMutation] = []
    /// Where the source of the image is kept.
    public var sourceAddress = ""
    public var annotations: [String: String] = [:]
    /// Another configuration that this one is merged with.
    public var include = ""
    public var volumes: [String] = []
    /// Where each requested package stands in the text, for messages; parallel to `contents.packages`.
    public var packageSpans: [SourceSpan] = []
    /// Where repositories and keys stand; each list is parallel to that of `contents`.
    public var repositorySpans: [SourceSpan] = []
    public var buildRepositorySpans: [SourceSpan] = []
    public var keyringSpans: [SourceSpan] = []

    /// An empty configuration.
    public init() {}

    private static let keys = [
        "contents", "entrypoint", "cmd", "stop-signal", "work-dir", "accounts", "archs", "environment", "paths", "vcs-url",
        "annotations", "include", "volumes", "layering", "format", "certificates",
    ]
    private static let contentKeys = [
        "repositories", "build_repositories", "runtime_repositories", "keyring", "runtime_keyring", "packages", "baseimage",
    ]

    /// Reads a configuration from its map.
    ///
    /// - Parameters:
    ///   - replacement: what texts are passed through.
    ///   - problems: takes unknown keys, so that reading goes on.
    public init(
        _ node: Node,
        for purpose: Purpose = .image,
        replacement: Fields.Replacement? = nil,
        problems: Problems? = nil
    ) throws(Diagnostic) {
        let fields = try Fields(node, "the image configuration", known: Self.keys, replacement: replacement, problems: problems)
        if purpose == .image {
            try Self.refuse(["include", "certificates", "layering"], in: fields)
            if let format = try fields.text("format"), format != "tar" { try Self.refuse(["format"], in: fields) }
        }
        if let contents = try fields.fields("contents", known: Self.contentKeys) { try read(contents, for: purpose) }
        if let entrypoint = try fields.fields("entrypoint", known: ["type", "command", "shell-fragment", "services"]) {
            try read(entrypoint: entrypoint, for: purpose)
        }
        command = try fields.text("cmd") ?? ""
        stopSignal = try fields.text("stop-signal") ?? ""
        workDirectory = try fields.text("work-dir") ?? ""
        if let node = fields.node("accounts") { accounts = try Accounts(node, isComplete: purpose == .image) }
        architectures = try fields.texts("archs", verbatim: true)
        environment = try fields.dictionary("environment")
        for node in try fields.items("paths") { paths.append(try PathMutation(node)) }
        sourceAddress = try fields.text("vcs-url") ?? ""
        annotations = try fields.dictionary("annotations")
        include = try fields.text("include", verbatim: true) ?? ""
        volumes = try fields.texts("volumes")
    }

    private mutating func read(_ fields: Fields, for purpose: Purpose) throws(Diagnostic) {
        func repositories(_ key: String, verbatim: Bool = false) throws(Diagnostic) -> [String] {
            let texts = try fields.texts(key, verbatim: verbatim)
            return purpose == .image ? texts.map(Self.withoutSlash) : texts
        }
        if purpose == .image { try Self.refuse(["runtime_keyring", "baseimage"], in: fields) }
        contents.repositories = try repositories("repositories")
        contents.buildRepositories = try repositories("build_repositories")
        // Builds have no use for these, and documents of recipes do not show them (RECIPE.md §3.6).
        let runtime = try repositories("runtime_repositories", verbatim: true)
        if purpose == .image { contents.runtimeRepositories = runtime }
        contents.keyring = try fields.texts("keyring")
        contents.packages = try fields.texts("packages")
        packageSpans = try fields.items("packages").map(\.span)
        repositorySpans = try fields.items("repositories").map(\.span)
        buildRepositorySpans = try fields.items("build_repositories").map(\.span)
        keyringSpans = try fields.items("keyring").map(\.span)
        if let image = try fields.fields("baseimage", known: ["image", "apkindex"]) {
            contents.baseImage = BaseImage(
                image: try image.text("image", verbatim: true) ?? "",
                index: try image.text("apkindex", verbatim: true) ?? ""
            )
        }
    }

    private mutating func read(entrypoint fields: Fields, for purpose: Purpose) throws(Diagnostic) {
        entrypoint.type = try fields.text("type", verbatim: true) ?? ""
        if purpose == .image {
            try Self.refuse(["services"], in: fields)
            if entrypoint.type == "service-bundle" { try Self.refuse(["type"], in: fields) }
        }
        entrypoint.command = try fields.text("command") ?? ""
        entrypoint.shellFragment = try fields.text("shell-fragment") ?? ""
        entrypoint.services = try fields.dictionary("services")
    }

    private static func withoutSlash(_ text: String) -> String {
        String(text.reversed().drop { $0 == "/" }.reversed())
    }

    /// What Cuttle cannot do yet is refused, never ignored.
    private static func refuse(_ keys: [String], in fields: Fields) throws(Diagnostic) {
        for key in keys where fields.node(key) != nil {
            throw Diagnostic(.unsupported, "\"\(key)\" in \(fields.context) is not supported yet", at: fields.span(key))
        }
    }
}
