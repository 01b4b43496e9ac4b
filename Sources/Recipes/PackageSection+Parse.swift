import Diagnostics
import YAML

extension PackageSection {
    private static let keys = [
        "name", "version", "epoch", "description", "annotations", "url", "commit", "target-architecture", "copyright", "dependencies",
        "options", "scriptlets", "checks", "cpe", "setcap", "timeout", "resources", "test-resources",
    ]

    /// The variables of the untouched document, as the first replacement sees them (RECIPE.md §4.2).
    static func variables(_ node: Node) throws(Diagnostic) -> [String: String] {
        let fields = try Fields(node, "package", known: keys)
        let version = try fields.text("version") ?? ""
        let epoch = try fields.integer("epoch") ?? 0
        return [
            "package.name": try fields.text("name") ?? "",
            "package.version": version,
            "package.epoch": String(epoch),
            "package.full-version": "\(version)-r\(epoch)",
            "package.description": try fields.text("description") ?? "",
        ]
    }

    /// The variables after the first replacement.
    var variables: [String: String] {
        [
            "package.name": name, "package.version": version, "package.epoch": String(epoch), "package.full-version": fullVersion,
        ]
    }

    init(_ node: Node, fields recipe: Fields) throws(Diagnostic) {
        guard let fields = try recipe.fields("package", known: Self.keys) else {
            throw Diagnostic(.missingValue, "the recipe has no \"package\"", at: node.span)
        }
        for key in ["setcap", "timeout"] where fields.node(key) != nil {
            throw Diagnostic(.unsupported, "\"\(key)\" in package is not supported yet", at: fields.span(key))
        }
        self.init(nameSpan: fields.span("name"), versionSpan: fields.span("version"))
        name = try fields.text("name") ?? ""
        try Self.checkName(name, at: nameSpan)
        version = try fields.text("version") ?? ""
        if version.isEmpty { throw Diagnostic(.missingValue, "the package has no \"version\"", at: versionSpan) }
        epoch = try fields.integer("epoch") ?? 0
        try Self.checkUnread(fields)
        description = try fields.line("description")
        url = try fields.line("url")
        commit = try fields.line("commit", verbatim: true)
        targetArchitectures = try fields.texts("target-architecture").filter { $0 != "all" }
        for node in try fields.items("copyright") {
            _ = try Fields(node, "copyright", known: ["license", "license-path", "paths", "attestation", "detection-override"])
            licenses.append(try fields.adopting(node, "copyright").line("license"))
        }
        options = try PackageOptions(fields.fields("options"))
        scriptlets = try Scriptlets(fields.fields("scriptlets"))
        annotations = Dictionary(try fields.table("annotations").map { ($0.key, $0.value) }, uniquingKeysWith: { $1 })
    }

    private init(nameSpan: SourceSpan, versionSpan: SourceSpan) {
        self.nameSpan = nameSpan
        self.versionSpan = versionSpan
    }

    /// Names become file names and lines of an index: letters, digits and `+_.-`, the first a letter or digit.
    static func checkName(_ name: String, at span: SourceSpan) throws(Diagnostic) {
        let isAlphanumeric: (Character) -> Bool = { $0.isASCII && ($0.isLetter || $0.isNumber) }
        guard let first = name.first, isAlphanumeric(first), name.allSatisfy({ isAlphanumeric($0) || "+_.-".contains($0) }) else {
            throw Diagnostic(
                .badName,
                "\"\(name)\" is not a package name",
                at: span,
                hint: "use letters, digits and + _ . - and begin with a letter or digit"
            )
        }
    }
}

extension Subpackage {
    private static let keys = [
        "if", "range", "name", "pipeline", "dependencies", "options", "scriptlets", "description", "url", "annotations", "commit", "checks",
        "test", "setcap",
    ]

    init(_ node: Node, exact: Substitution, tolerant: Substitution) throws(Diagnostic) {
        let fields = try Fields(node, "a subpackage", known: Self.keys, replacement: { exact.replaceExactly(in: $0) })
        name = try fields.text("name") ?? ""
        description = try fields.line("description")
        url = try fields.line("url")
        commit = try fields.line("commit", verbatim: true)
        condition = try fields.text("if").map { LocatedText(text: $0, span: fields.span("if")) }
        dependencies = try DependencySection(fields.fields("dependencies"), tolerant: tolerant)
        options = try PackageOptions(fields.fields("options"))
        scriptlets = try Scriptlets(fields.fields("scriptlets"))
        pipeline = try Step.list(fields, "pipeline")
        span = fields.span("name")
    }
}

extension DependencySection {
    private static let keys = ["runtime", "provides", "replaces", "provider-priority", "replaces-priority"]

    init(_ fields: Fields?, tolerant: Substitution) throws(Diagnostic) {
        guard let fields else { return }
        _ = try Fields(fields.node, fields.context, known: Self.keys)
        func list(_ key: String) throws(Diagnostic) -> [String] {
            var texts: [String] = []
            for (text, node) in zip(try fields.texts(key), try fields.items(key)) {
                let resolved = try tolerant.resolve(text, at: node.span)
                if resolved.contains(where: \.isWhitespace) || resolved.isEmpty {
                    throw Diagnostic(.badName, "\"\(resolved)\" is not a dependency: it holds a blank", at: node.span)
                }
                texts.append(resolved)
            }
            return texts
        }
        func priority(_ key: String) throws(Diagnostic) -> Int? {
            guard let text = try fields.text(key) else { return nil }
            let resolved = try tolerant.resolve(text, at: fields.span(key))
            guard let number = Int(resolved) else {
                throw Diagnostic(.wrongType, "\(key) must be an integer, not \"\(resolved)\"", at: fields.span(key))
            }
            return number
        }
        runtime = try list("runtime")
        provides = try list("provides")
        replaces = try list("replaces")
        providerPriority = try priority("provider-priority")
        replacesPriority = try priority("replaces-priority")
    }
}

extension Fields {
    /// A text that becomes a line of the package's description.
    fileprivate func line(_ key: String, verbatim: Bool = false) throws(Diagnostic) -> String {
        let text = try text(key, verbatim: verbatim) ?? ""
        if text.contains(where: \.isNewline) {
            throw Diagnostic(.badName, "\(key) must be one line: it becomes a line of the package", at: span(key))
        }
        return text
    }
}

extension PackageOptions {
    init(_ fields: Fields?) throws(Diagnostic) {
        guard let fields else { return }
        let known = ["no-provides", "no-depends", "no-commands", "no-versioned-shlib-deps"]
        let options = try Fields(fields.node, "options", known: known)
        noProvides = try options.boolean("no-provides") ?? false
        noDepends = try options.boolean("no-depends") ?? false
        noCommands = try options.boolean("no-commands") ?? false
    }
}

extension Scriptlets {
    private static let names = ["pre-install", "post-install", "pre-deinstall", "post-deinstall", "pre-upgrade", "post-upgrade"]

    init(_ fields: Fields?) throws(Diagnostic) {
        guard let fields else { return }
        _ = try Fields(fields.node, "scriptlets", known: Self.names + ["trigger"])
        for name in Self.names { scripts[name] = try fields.text(name) }
        if let trigger = try fields.fields("trigger", known: ["script", "paths"]) {
            scripts["trigger"] = try trigger.text("script")
            triggerPaths = try trigger.texts("paths")
        }
    }
}
