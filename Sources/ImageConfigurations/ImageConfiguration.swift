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
    }

    /// What a container runs.
    public struct Entrypoint: Hashable, Sendable {
        public var command = ""
        public var shellFragment = ""
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
    public var annotations: [String: String] = [:]
    public var volumes: [String] = []
    /// Where each requested package stands in the text, for messages; parallel to `contents.packages`.
    public var packageSpans: [SourceSpan] = []

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
    public init(_ node: Node, replacement: @escaping Fields.Replacement = { $0 }) throws(Diagnostic) {
        let fields = try Fields(node, "the image configuration", known: Self.keys, replacement: replacement)
        try Self.refuse(["include", "certificates", "layering"], in: fields)
        if let format = try fields.text("format"), format != "tar" { try Self.refuse(["format"], in: fields) }
        if let contents = try fields.fields("contents", known: Self.contentKeys) {
            try Self.refuse(["runtime_keyring", "baseimage"], in: contents)
            self.contents.repositories = try contents.texts("repositories").map(Self.withoutSlash)
            self.contents.buildRepositories = try contents.texts("build_repositories").map(Self.withoutSlash)
            self.contents.runtimeRepositories = try contents.texts("runtime_repositories", verbatim: true).map(Self.withoutSlash)
            self.contents.keyring = try contents.texts("keyring")
            self.contents.packages = try contents.texts("packages")
            packageSpans = try contents.items("packages").map(\.span)
        }
        if let entrypoint = try fields.fields("entrypoint", known: ["type", "command", "shell-fragment", "services"]) {
            try Self.refuse(["services"], in: entrypoint)
            if try entrypoint.text("type") == "service-bundle" { try Self.refuse(["type"], in: entrypoint) }
            self.entrypoint.command = try entrypoint.text("command") ?? ""
            self.entrypoint.shellFragment = try entrypoint.text("shell-fragment") ?? ""
        }
        command = try fields.text("cmd") ?? ""
        stopSignal = try fields.text("stop-signal") ?? ""
        workDirectory = try fields.text("work-dir") ?? ""
        if let node = fields.node("accounts") { accounts = try Accounts(node) }
        architectures = try fields.texts("archs", verbatim: true)
        environment = Dictionary(try fields.table("environment").map { ($0.key, $0.value) }, uniquingKeysWith: { $1 })
        for node in try fields.items("paths") { paths.append(try PathMutation(node)) }
        annotations = Dictionary(try fields.table("annotations").map { ($0.key, $0.value) }, uniquingKeysWith: { $1 })
        volumes = try fields.texts("volumes")
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
