import Diagnostics
import ImageConfigurations
import YAML

/// Reads a recipe: strict keys, then the replacement of `package.*`, `vars.*` and `range.*` (RECIPE.md §1, §4.2).
///
/// What is wrong in one part does not keep the others from being read, so that one run finds everything.
struct RecipeReader {
    let file: SourceFile
    let options: RecipeOptions
    let problems = Problems()

    private static let keys = [
        "package", "environment", "capabilities", "pipeline", "subpackages", "data", "update", "vars", "var-transforms", "options", "test",
    ]

    /// The recipe, as far as it can be read; nil when not even its package can.
    func read() -> Recipe? {
        problems.attempt { () throws(Diagnostic) in try recipe() }
    }

    private func recipe() throws(Diagnostic) -> Recipe {
        let (root, hasAliases) = try Node.parseNotingAliases(file)
        let source = try Fields(root, "the recipe", known: Self.keys, problems: problems)
        guard let packageNode = source.node("package") else {
            throw Diagnostic(.missingValue, "the recipe has no \"package\"", at: source.node.span, hint: "a recipe begins with: package:")
        }
        var spans = Recipe.SectionSpans()
        var declared: [String: String] = [:]
        for variable in try source.table("vars") {
            declared[variable.key] = variable.value
            spans.variables[variable.key] = variable.span
            if variable.value.utf8.containsMarker {
                problems.report(
                    Diagnostic(
                        .badVariable,
                        "the variable \"\(variable.key)\" holds another one",
                        at: variable.span,
                        hint: "write it out, or make it with var-transforms"
                    )
                )
            }
        }
        declared.merge(options.variables) { $1 }
        let transforms = try VariableTransform.list(source)
        let raw = try PackageSection.variables(packageNode)
        var scope = VariableScope(package: raw, variables: declared)
        try scope.apply(transforms)

        let exact = scope.substitution
        let fields = try source.replacing { exact.replaceExactly(in: $0) }
        let ranges = try Ranges(fields)
        try ranges.checkSize(of: fields, hasAliases: hasAliases, longest: exact.longest)
        var package = try PackageSection(fields, problems)
        // A version may be made of variables; what is made of the version is then made again.
        if package.variables != raw {
            scope = VariableScope(package: package.variables, variables: declared)
            try scope.apply(transforms)
        }
        let tolerant = scope.substitution
        if let dependencies = try fields.fields("package")?.fields("dependencies") {
            problems.attempt { () throws(Diagnostic) in
                package.dependencies = try DependencySection(dependencies, tolerant: tolerant, declared: declared)
            }
        }
        var recipe = Recipe(file: file, package: package)
        recipe.variables = declared
        recipe.transforms = transforms
        recipe.transformed = scope.variables
        recipe.spans = spans
        // Without closures: what they change would be copied out of them.
        do throws(Diagnostic) { try read(&recipe, fields, tolerant) } catch { problems.report(error) }
        do throws(Diagnostic) {
            recipe.subpackages = try subpackages(fields, ranges, exact: exact, tolerant: tolerant, declared: declared)
        } catch {
            problems.report(error)
        }
        options.apply(to: &recipe.package)
        validate(recipe.subpackages, of: recipe.package.name, at: recipe.package.nameSpan)
        return recipe
    }

    /// The sections besides package and subpackages.
    private func read(_ recipe: inout Recipe, _ fields: Fields, _ tolerant: Substitution) throws(Diagnostic) {
        recipe.environment = try environment(fields, tolerant)
        recipe.environment.accounts.addBuildAccount()
        recipe.environment.environment = options.environment(recipe.environment.environment)
        var room = Step.mostInherited
        recipe.pipeline = try Step.propagated(Step.list(fields, "pipeline", problems), room: &room)
        if let capabilities = try fields.fields("capabilities", known: ["add", "drop"]) {
            recipe.spans.capabilities = capabilities.node.span
            recipe.capabilities.add = try capabilities.texts("add", verbatim: true)
            recipe.capabilities.drop = try capabilities.texts("drop", verbatim: true)
        }
        recipe.test = try test(fields, tolerant)
        recipe.test?.environment.accounts.addBuildAccount()
        recipe.options = try BuildOption.table(fields)
        if let update = try fields.fields("update", known: UpdateSection.keys) {
            recipe.spans.update = update.node.span
            recipe.update = try UpdateSection(update)
        }
    }

    /// An image configuration with its packages' variables replaced (RECIPE.md §4.3).
    private func environment(_ fields: Fields, _ tolerant: Substitution) throws(Diagnostic) -> ImageConfiguration {
        guard let environment = fields.node("environment") else { return ImageConfiguration() }
        var image = try ImageConfiguration(environment, for: .recipe, replacement: fields.replacement, problems: problems)
        for index in image.contents.packages.indices where image.contents.packages[index].utf8.containsMarker {
            let text = image.contents.packages[index]
            image.contents.packages[index] = try tolerant.resolve(text, at: image.packageSpans[index])
        }
        return image
    }

    private func test(_ fields: Fields, _ tolerant: Substitution) throws(Diagnostic) -> TestSection? {
        guard let test = try fields.fields("test", known: ["environment", "pipeline"]) else { return nil }
        return TestSection(
            environment: try environment(test, tolerant),
            pipeline: try Step.list(test, "pipeline", problems),
            hasPipeline: test.node("pipeline") != nil
        )
    }

    private func subpackages(
        _ fields: Fields,
        _ ranges: Ranges,
        exact: Substitution,
        tolerant: Substitution,
        declared: [String: String]
    ) throws(Diagnostic) -> [Subpackage] {
        var subpackages: [Subpackage] = []
        var room = Step.mostInherited
        for node in try fields.items("subpackages") {
            do throws(Diagnostic) {
                for item in try ranges.items(for: node) {
                    // What is wrong with one copy is wrong with all: they are read from the same text.
                    let before = problems.diagnostics.count
                    // Copies see the package as it has become; what is written once sees it as it was (RECIPE.md §6).
                    let first = item.isEmpty ? exact : tolerant
                    subpackages.append(
                        try subpackage(node, item: item, exact: first, tolerant: tolerant, declared: declared, room: &room)
                    )
                    if problems.diagnostics.count > before { break }
                }
            } catch {
                problems.report(error)
            }
        }
        return subpackages
    }

    private func subpackage(
        _ node: Node,
        item: [String: String],
        exact: Substitution,
        tolerant: Substitution,
        declared: [String: String],
        room: inout Int
    ) throws(Diagnostic) -> Subpackage {
        let fields = try Fields(
            node,
            "a subpackage",
            known: Subpackage.keys,
            replacement: { exact.replaceExactly(in: $0, item: item) },
            problems: problems
        )
        var subpackage = try Subpackage(fields, tolerant: tolerant, declared: declared)
        subpackage.pipeline = try Step.propagated(Step.list(fields, "pipeline", problems), room: &room)
        subpackage.test = try test(fields, tolerant)
        for node in try fields.items("setcap") { _ = try fields.adopting(node, "setcap", known: FileCapability.keys) }
        if fields.node("setcap") != nil {
            problems.report(
                Diagnostic(
                    .badStep,
                    "setcap in a subpackage has no effect",
                    severity: .warning,
                    at: fields.span("setcap"),
                    hint: "files of the main package can have capabilities"
                )
            )
        }
        if subpackage.test?.pipeline.isEmpty == false { subpackage.test?.environment.accounts.addBuildAccount() }
        return subpackage
    }

    private func validate(_ subpackages: [Subpackage], of package: String, at span: SourceSpan) {
        if subpackages.isEmpty { return }
        var seen: [String: SourceSpan] = [package: span]
        // By index: a loop would copy each with all its parts.
        for index in subpackages.indices {
            let (name, span) = (subpackages[index].name, subpackages[index].span)
            problems.attempt { () throws(Diagnostic) in
                try PackageSection.checkName(name, at: span)
                if let first = seen.updateValue(span, forKey: name) {
                    throw Diagnostic(
                        .duplicateName,
                        "two packages of this recipe are called \"\(name)\"",
                        at: span,
                        notes: ["the first stands in line \(first.line)"]
                    )
                }
            }
        }
    }
}
