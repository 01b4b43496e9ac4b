public import Diagnostics
import Files
import ImageConfigurations
public import SystemPackage
import YAML

extension Recipe {
    /// Reads a recipe file.
    ///
    /// - Throws: a diagnostic with the place of the first problem.
    public init(_ path: FilePath) throws(Diagnostic) {
        guard Files.exists(path) else { throw Diagnostic(.missingFile, "there is no recipe \(path)") }
        try self.init(SourceFile(name: path.string, bytes: Files.read(path, limit: 8 << 20)))
    }

    private static let keys = [
        "package", "environment", "capabilities", "pipeline", "subpackages", "data", "update", "vars", "var-transforms", "options", "test",
    ]

    /// Reads a recipe: strict keys, then the replacement of `package.*`, `vars.*` and `range.*` (RECIPE.md §1, §4.2).
    public init(_ file: SourceFile) throws(Diagnostic) {
        let source = try Fields(Node.parse(file), "the recipe", known: Self.keys)
        for key in ["capabilities", "options"] where source.node(key) != nil {
            throw Diagnostic(.unsupported, "\"\(key)\" in the recipe is not supported yet", at: source.span(key))
        }
        guard let packageNode = source.node("package") else {
            throw Diagnostic(.missingValue, "the recipe has no \"package\"", at: source.node.span, hint: "a recipe begins with: package:")
        }
        try Self.checkUnread(source)
        let raw = try PackageSection.variables(packageNode)
        var variables: [String: String] = [:]
        for variable in try source.table("vars") { variables[variable.key] = variable.value }
        try Self.transform(&variables, source: source, package: raw)

        let exact = Substitution(values: raw.merging(variables.map { ("vars.\($0.key)", $0.value) }) { $1 })
        let fields = try source.replacing { exact.replaceExactly(in: $0) }
        let ranges = try Ranges(fields)
        try ranges.checkSize(of: fields, longest: exact.values.values.map(\.utf8.count).max() ?? 0)
        let package = try PackageSection(packageNode, fields: fields)
        var tolerant = exact
        tolerant.values.merge(package.variables) { $1 }
        try self.init(file: file, package: package, fields: fields, variables: variables, ranges: ranges, exact: exact, tolerant: tolerant)
    }

    private init(
        file: SourceFile,
        package: PackageSection,
        fields: Fields,
        variables: [String: String],
        ranges: Ranges,
        exact: Substitution,
        tolerant: Substitution
    ) throws(Diagnostic) {
        self.file = file
        self.variables = variables
        var package = package
        package.dependencies = try DependencySection(fields.fields("package")?.fields("dependencies"), tolerant: tolerant)
        self.package = package
        var environment =
            try fields.node("environment").map { node throws(Diagnostic) in
                try ImageConfiguration(node, replacement: { exact.replaceExactly(in: $0) })
            } ?? ImageConfiguration()
        for (index, text) in environment.contents.packages.enumerated() {
            environment.contents.packages[index] = try tolerant.resolve(text, at: environment.packageSpans[index])
        }
        environment.accounts.addBuildAccount()
        self.environment = environment
        pipeline = try Step.list(fields, "pipeline")
        var subpackages: [Subpackage] = []
        for node in try fields.items("subpackages") {
            for item in try ranges.items(for: node) {
                var exact = exact
                exact.values.merge(item) { $1 }
                subpackages.append(try Subpackage(node, exact: exact, tolerant: tolerant))
            }
        }
        self.subpackages = subpackages
        try Self.validate(package: package, subpackages: subpackages)
    }

    private static func transform(
        _ variables: inout [String: String],
        source: Fields,
        package: [String: String]
    ) throws(Diagnostic) {
        for node in try source.items("var-transforms") {
            let fields = try Fields(node, "a var-transform", known: ["from", "match", "replace", "to"])
            guard let from = try fields.text("from"), let match = try fields.text("match"), let target = try fields.text("to") else {
                throw Diagnostic(.missingValue, "a var-transform needs \"from\", \"match\" and \"to\"", at: node.span)
            }
            let known = Substitution(values: package.merging(variables.map { ("vars.\($0.key)", $0.value) }) { $1 })
            let text = try known.resolve(from, at: fields.span("from"))
            guard let expression = RegularExpression(match) else {
                throw Diagnostic(.badExpression, "\"\(match)\" is not a regular expression", at: fields.span("match"))
            }
            variables[target] = expression.replaceAll(in: text, with: try fields.text("replace") ?? "")
        }
    }

    private static func validate(package: PackageSection, subpackages: [Subpackage]) throws(Diagnostic) {
        var seen: [String: SourceSpan] = [package.name: package.nameSpan]
        for subpackage in subpackages {
            try PackageSection.checkName(subpackage.name, at: subpackage.span)
            if let first = seen.updateValue(subpackage.span, forKey: subpackage.name) {
                throw Diagnostic(
                    .duplicateName,
                    "two packages of this recipe are called \"\(subpackage.name)\"",
                    at: subpackage.span,
                    notes: ["the first stands in line \(first.line)"]
                )
            }
        }
    }
}
