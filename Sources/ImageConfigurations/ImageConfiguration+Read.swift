public import Diagnostics
public import YAML

extension ImageConfiguration {
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
        if let contents = try fields.fields("contents", known: Self.contentKeys) { try read(contents, for: purpose) }
        if let entrypoint = try fields.fields("entrypoint", known: ["type", "command", "shell-fragment", "services"]) {
            try read(entrypoint: entrypoint)
        }
        command = try fields.text("cmd") ?? ""
        stopSignal = try fields.text("stop-signal") ?? ""
        workDirectory = try fields.text("work-dir") ?? ""
        if let node = fields.node("accounts") { accounts = try Accounts(node) }
        architectures = try fields.texts("archs", verbatim: true)
        environment = try fields.dictionary("environment")
        for node in try fields.items("paths") { paths.append(try PathMutation(node)) }
        sourceAddress = try fields.text("vcs-url") ?? ""
        annotations = try fields.dictionary("annotations")
        include = try fields.text("include", verbatim: true) ?? ""
        volumes = try fields.texts("volumes")
        if purpose == .image { try readForImages(fields) }
    }

    /// Reads what builds of packages have no use for, and where things stand.
    private mutating func readForImages(_ fields: Fields) throws(Diagnostic) {
        architectures = architectures.map { ImageArchitecture($0).name }
        if let node = fields.node("layering") {
            let rule = try Fields(node, "layering", known: ["strategy", "budget"])
            layering = Layering(strategy: try rule.text("strategy") ?? "", budget: try rule.signedInteger("budget") ?? 0)
        }
        formatName = try fields.text("format") ?? ""
        if let node = fields.node("certificates") {
            let fields = try Fields(node, "certificates", known: ["additional", "providers"])
            var certificates = Certificates()
            certificates.additional = try Self.contents("additional", "a certificate", in: fields)
            places.certificates = try fields.items("additional").map(\.span)
            certificates.providers = try fields.texts("providers")
            self.certificates = certificates
        }
        for entry in fields.all { places.keys[entry.name] = entry.value.span }
        if let fields = try fields.fields("accounts") {
            places.users = try fields.items("users").map(\.span)
            places.groups = try fields.items("groups").map(\.span)
            // An empty one counts as none: that of an included configuration is taken.
            if !accounts.runAs.isEmpty { places.keys["accounts.run-as"] = fields.span("run-as") }
        }
    }

    private static func contents(_ key: String, _ context: String, in fields: Fields) throws(Diagnostic) -> [NamedContent] {
        try fields.items(key).map { node throws(Diagnostic) in
            let fields = try Fields(node, context, known: ["name", "content"])
            return NamedContent(name: try fields.text("name") ?? "", content: try fields.text("content") ?? "")
        }
    }

    private mutating func read(_ fields: Fields, for purpose: Purpose) throws(Diagnostic) {
        func repositories(_ key: String, verbatim: Bool = false) throws(Diagnostic) -> [String] {
            let texts = try fields.texts(key, verbatim: verbatim)
            return purpose == .image ? texts.map(Self.withoutSlash) : texts
        }
        contents.repositories = try repositories("repositories")
        contents.buildRepositories = try repositories("build_repositories")
        // Builds have no use for these, and documents of recipes do not show them (RECIPE.md §3.6).
        let runtime = try repositories("runtime_repositories", verbatim: true)
        if purpose == .image {
            contents.runtimeRepositories = runtime
            places.runtimeRepositories = try fields.items("runtime_repositories").map(\.span)
            contents.runtimeKeyring = try Self.contents("runtime_keyring", "a key of runtime_keyring", in: fields)
            places.runtimeKeyring = try fields.items("runtime_keyring").map(\.span)
            for entry in fields.all { places.keys["contents.\(entry.name)"] = entry.value.span }
        }
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

    private mutating func read(entrypoint fields: Fields) throws(Diagnostic) {
        entrypoint.type = try fields.text("type", verbatim: true) ?? ""
        entrypoint.command = try fields.text("command") ?? ""
        entrypoint.shellFragment = try fields.text("shell-fragment") ?? ""
        entrypoint.services = try fields.dictionary("services")
    }

    private static func withoutSlash(_ text: String) -> String {
        String(text.reversed().drop { $0 == "/" }.reversed())
    }
}
