import Diagnostics
import YAML

extension PackageSection {
    private static let keys = [
        "name", "version", "epoch", "description", "annotations", "url", "commit", "target-architecture", "copyright", "dependencies",
        "options", "scriptlets", "checks", "cpe", "setcap", "timeout", "resources", "test-resources",
    ]

    /// The variables of the untouched document, as the first replacement sees them (RECIPE.md §4.2).
    static func variables(_ node: Node) throws(Diagnostic) -> PackageVariables {
        let fields = try Fields(node, "package")
        let version = try fields.text("version") ?? ""
        let epoch = try fields.integer("epoch") ?? 0
        return PackageVariables(
            name: try fields.text("name") ?? "",
            version: version,
            epoch: epoch,
            description: try fields.text("description") ?? ""
        )
    }

    /// Reads the section, all but its dependencies.
    init(_ recipe: Fields, _ problems: Problems) throws(Diagnostic) {
        guard let fields = try recipe.fields("package", known: Self.keys) else {
            throw Diagnostic(.missingValue, "the recipe has no \"package\"", at: recipe.node.span)
        }
        self.init(nameSpan: fields.span("name"), versionSpan: fields.span("version"))
        name = try fields.name()
        try Self.checkName(name, at: nameSpan)
        version = try fields.text("version") ?? ""
        if version.isEmpty { throw Diagnostic(.missingValue, "the package has no \"version\"", at: versionSpan) }
        epoch = try fields.integer("epoch") ?? 0
        epochSpan = fields.node("epoch")?.span
        problems.attempt { () throws(Diagnostic) in try read(fields, problems) }
    }

    private mutating func read(_ fields: Fields, _ problems: Problems) throws(Diagnostic) {
        description = try fields.text("description") ?? ""
        annotations = try fields.dictionary("annotations")
        url = try fields.line("url")
        commit = try fields.line("commit", verbatim: true)
        targetArchitectures = try fields.texts("target-architecture")
        for node in try fields.items("copyright") {
            copyright.append(try Copyright(fields.adopting(node, "copyright", known: Copyright.keys)))
        }
        options = try PackageOptions(fields.fields("options", known: PackageOptions.keys))
        scriptlets = try Scriptlets(fields.fields("scriptlets", known: Scriptlets.keys))
        disabledChecks = try fields.fields("checks", known: ["disabled"])?.texts("disabled", verbatim: true) ?? []
        productName = try ProductName(fields)
        if !productName.values.isEmpty, productName.values["vendor"] == nil {
            problems.report(
                Diagnostic(
                    .missingValue,
                    "cpe without vendor and product names no software, so the package gets no CPE",
                    severity: .warning,
                    at: fields.span("cpe"),
                    hint: "add vendor and product as the database of vulnerabilities has them, or remove cpe"
                )
            )
        }
        for node in try fields.items("setcap") { fileCapabilities.append(try FileCapability(fields.adopting(node, "setcap"))) }
        timeout = try fields.duration("timeout")
        resources = try Resources(fields, "resources")
        testResources = try Resources(fields, "test-resources")
    }

    /// Names become file names and lines of an index: letters, digits and `+_.-`, the first a letter or digit.
    static func checkName(_ name: String, at span: SourceSpan) throws(Diagnostic) {
        let isAlphanumeric: (UInt8) -> Bool = { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
            default: false
            }
        }
        let others = [UInt8](arrayLiteral: UInt8(ascii: "+"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "-"))
        guard let first = name.utf8.first, isAlphanumeric(first), name.utf8.allSatisfy({ isAlphanumeric($0) || others.contains($0) }) else {
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
    static let keys = [
        "if", "range", "name", "pipeline", "dependencies", "options", "scriptlets", "description", "url", "annotations", "commit", "checks",
        "test", "setcap",
    ]

    /// Reads a subpackage, all but its steps and test.
    init(_ fields: Fields, tolerant: Substitution, declared: [String: String]) throws(Diagnostic) {
        self.init(span: fields.span("name"))
        name = try fields.name()
        condition = try fields.located("if")
        description = try fields.text("description") ?? ""
        annotations = try fields.dictionary("annotations")
        url = try fields.line("url")
        commit = try fields.line("commit", verbatim: true)
        if let section = try fields.fields("dependencies") {
            dependencies = try DependencySection(section, tolerant: tolerant, declared: declared)
        }
        options = try PackageOptions(fields.fields("options", known: PackageOptions.keys))
        scriptlets = try Scriptlets(fields.fields("scriptlets", known: Scriptlets.keys))
        disabledChecks = try fields.fields("checks", known: ["disabled"])?.texts("disabled", verbatim: true) ?? []
    }
}

extension Copyright {
    static let keys = ["license", "license-path", "paths", "attestation", "detection-override"]

    init(_ fields: Fields) throws(Diagnostic) {
        self.init(span: fields.span("license"))
        license = try fields.line("license")
        licensePath = try fields.text("license-path") ?? ""
        paths = try fields.texts("paths")
        attestation = try fields.text("attestation", verbatim: true) ?? ""
        detectionOverride = try fields.text("detection-override", verbatim: true) ?? ""
    }
}

extension Fields {
    /// The name that a package must have.
    func name() throws(Diagnostic) -> String {
        guard let name = try text("name") else {
            throw Diagnostic(.missingValue, "\(context == "package" ? "the package" : context) has no \"name\"", at: node.span)
        }
        return name
    }

    /// A text with its place.
    func located(_ key: String) throws(Diagnostic) -> LocatedText? {
        guard let text = try text(key) else { return nil }
        return LocatedText(text: text, span: span(key))
    }

    /// A text that becomes a line of the package's description.
    func line(_ key: String, verbatim: Bool = false) throws(Diagnostic) -> String {
        let text = try text(key, verbatim: verbatim) ?? ""
        if text.utf8.contains(where: { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }) {
            throw Diagnostic(.badName, "\(key) must be one line: it becomes a line of the package", at: span(key))
        }
        return text
    }
}
