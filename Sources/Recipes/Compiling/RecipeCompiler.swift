public import Diagnostics
import ImageConfigurations
import YAML

/// Compiles a recipe for an architecture (RECIPE.md §1.3, §8).
public struct RecipeCompiler: Sendable {
    private let library: PipelineLibrary
    private let options: RecipeOptions

    /// Where the workspace lies inside a sandbox.
    public static let workspace = "/home/build"
    /// Where packages are put together.
    public static let output = "/home/build/melange-out"

    /// - Parameters:
    ///   - library: where `uses` is looked up.
    ///   - options: what the caller adds; the same that the recipes were read with.
    public init(library: PipelineLibrary, options: RecipeOptions = RecipeOptions()) {
        self.library = library
        self.options = options
    }

    /// Compiles a recipe.
    ///
    /// - Throws: `wrong-architecture` when the recipe is for others; else the first problem with its place.
    public func compile(_ recipe: Recipe, for architecture: Architecture) throws(Diagnostic) -> CompiledRecipe {
        let package = recipe.package
        if !package.isFor(architecture) {
            throw Diagnostic(
                .wrongArchitecture,
                "\(package.name) is not for \(architecture) but for \(package.targetArchitectures.joined(separator: ", "))",
                at: package.nameSpan
            )
        }
        let (compiled, problems) = diagnose(recipe, for: architecture)
        if let first = problems.first { throw first }
        return compiled
    }

    /// Compiles a recipe as far as that can be done, and tells everything that is wrong with it.
    ///
    /// - Returns: the compiled recipe, which is whole only when there are no problems.
    public func diagnose(_ written: Recipe, for architecture: Architecture) -> (compiled: CompiledRecipe, problems: [Diagnostic]) {
        var problems: [Diagnostic] = []
        let report = { (diagnostic: Diagnostic) in Self.note(diagnostic, in: &problems) }
        let recipe = options.enabled.isEmpty ? written : enabling(written, report)
        let context = context(of: recipe, architecture, keepsScripts: true)
        var environment = recipe.environment
        var packages = [main(recipe, context, &environment, report)]
        packages.reserveCapacity(recipe.subpackages.count + 1)
        // By index, here and below: a loop would copy each value with all its parts.
        for index in recipe.subpackages.indices {
            packages.append(subpackage(recipe.subpackages[index], recipe, context, &environment, report))
        }
        let test = recipe.test.map { test in
            let scope = Scope(context, package: recipe.package.name, isSubpackage: false)
            return self.test(test, of: recipe.package.name, scope, report)
        }
        let compiled = CompiledRecipe(
            recipe: recipe,
            architecture: architecture,
            environment: environment,
            allPackages: packages,
            test: test,
            options: options,
            dependsOnArchitecture: context.dependsOnArchitecture
        )
        return (compiled, problems)
    }

    /// Compiles a recipe only to find everything that is wrong with it: what `diagnose` and its compiled recipe tell, in that order.
    ///
    /// - Returns: the problems, and whether those for other architectures may be others.
    public func check(_ written: Recipe, for architecture: Architecture) -> (problems: [Diagnostic], dependsOnArchitecture: Bool) {
        var problems: [Diagnostic] = []
        var remaining: [Diagnostic] = []
        let report = { (diagnostic: Diagnostic) in Self.note(diagnostic, in: &problems) }
        let context =
            options.enabled.isEmpty
            ? context(of: written, architecture, keepsScripts: false)
            : context(of: enabling(written, report), architecture, keepsScripts: false)
        func check(_ steps: [Step], _ scope: Scope, isActive: Bool) {
            if steps.isEmpty { return }
            var compiler = StepCompiler(library: library)
            let compiled = compiler.compile(steps, in: scope, report: report)
            if isActive { for step in compiled where step.isActive { step.collectProblems(in: &remaining) } }
        }
        let scope = Scope(context, package: written.package.name, isSubpackage: false)
        check(written.pipeline, scope, isActive: true)
        for index in written.subpackages.indices {
            let scope = Scope(context, package: written.subpackages[index].name, isSubpackage: true)
            let isActive = isActive(written.subpackages[index].condition, scope, report)
            check(written.subpackages[index].pipeline, scope, isActive: isActive)
            check(written.subpackages[index].test?.pipeline ?? [], scope, isActive: false)
        }
        check(written.test?.pipeline ?? [], scope, isActive: false)
        return (problems + remaining, context.dependsOnArchitecture)
    }

    /// As when it is read: a recipe full of problems is not worth listing to its end.
    private static func note(_ diagnostic: Diagnostic, in problems: inout [Diagnostic]) {
        if problems.count < Problems.most { problems.append(diagnostic) }
    }

    private func context(of recipe: Recipe, _ architecture: Architecture, keepsScripts: Bool) -> CompileContext {
        CompileContext(
            recipe.package.variables,
            variables: recipe.transformed,
            subpackages: recipe.subpackages,
            declaredOptions: recipe.options.isEmpty ? [] : Set(recipe.options.keys),
            networkReason: recipe.package.annotations[Step.networkAnnotation],
            architecture: architecture,
            options: options,
            keepsScripts: keepsScripts
        )
    }

    /// The recipe with the build options that are asked for.
    private func enabling(_ written: Recipe, _ report: Report) -> Recipe {
        var recipe = written
        do throws(Diagnostic) {
            try recipe.enable(options.enabled)
        } catch {
            report(error)
        }
        return recipe
    }

    /// Whether a subpackage's condition holds; so does one that is wrong.
    private func isActive(_ condition: LocatedText?, _ scope: Scope, _ report: Report) -> Bool {
        guard let condition, !condition.text.isEmpty else { return true }
        do throws(Diagnostic) {
            scope.context.isArchitectureUsed = false
            let text = try scope.resolve(condition.text, at: condition.span, isQuoting: true)
            if scope.context.isArchitectureUsed { scope.context.dependsOnArchitecture = true }
            return try Condition.evaluate(LocatedText(text: text, span: condition.span))
        } catch {
            report(error)
            return true
        }
    }

    private typealias Report = (Diagnostic) -> Void

    private func main(
        _ recipe: Recipe,
        _ context: CompileContext,
        _ environment: inout ImageConfiguration,
        _ report: Report
    ) -> CompiledPackage {
        let scope = Scope(context, package: recipe.package.name, isSubpackage: false)
        return CompiledPackage(
            name: recipe.package.name,
            description: recipe.package.description,
            url: recipe.package.url,
            commit: recipe.package.commit,
            dependencies: recipe.package.dependencies,
            options: recipe.package.options ?? PackageOptions(),
            scriptlets: recipe.package.scriptlets ?? Scriptlets(),
            allSteps: steps(recipe.pipeline, scope, &environment, report),
            test: nil,
            isActive: true,
            disabledChecks: recipe.package.disabledChecks,
            span: recipe.package.nameSpan
        )
    }

    private func subpackage(
        _ subpackage: Subpackage,
        _ recipe: Recipe,
        _ context: CompileContext,
        _ environment: inout ImageConfiguration,
        _ report: Report
    ) -> CompiledPackage {
        let scope = Scope(context, package: subpackage.name, isSubpackage: true)
        let isActive = isActive(subpackage.condition, scope, report)
        return CompiledPackage(
            name: subpackage.name,
            description: subpackage.description,
            url: subpackage.url,
            commit: subpackage.commit.isEmpty ? recipe.package.commit : subpackage.commit,
            dependencies: subpackage.dependencies,
            options: subpackage.options ?? PackageOptions(),
            scriptlets: subpackage.scriptlets ?? Scriptlets(),
            // Needs count even if the condition is false, as in the format's own compiler (RECIPE.md §7.4).
            allSteps: steps(subpackage.pipeline, scope, &environment, report),
            test: subpackage.test.map { test($0, of: subpackage.name, scope, report) },
            isActive: isActive,
            disabledChecks: subpackage.disabledChecks,
            span: subpackage.span
        )
    }

    private func steps(
        _ steps: [Step],
        _ scope: Scope,
        _ environment: inout ImageConfiguration,
        _ report: Report
    ) -> [CompiledStep] {
        if steps.isEmpty { return [] }
        var compiler = StepCompiler(library: library)
        let compiled = compiler.compile(steps, in: scope, report: report)
        environment.contents.packages += compiler.needs
        return compiled
    }

    private func test(_ test: TestSection, of package: String, _ scope: Scope, _ report: Report) -> CompiledTest {
        var compiler = StepCompiler(library: library)
        let steps = compiler.compile(test.pipeline, in: scope, report: report)
        return CompiledTest(
            allSteps: steps,
            hasPipeline: test.hasPipeline,
            givenEnvironment: test.environment,
            needs: compiler.needs + [package]
        )
    }
}

extension Recipe {
    /// Applies build options (RECIPE.md §5): their variables, which only what is compiled later sees, and their packages.
    fileprivate mutating func enable(_ names: [String]) throws(Diagnostic) {
        let enabled = names.compactMap { options[$0] }
        if enabled.isEmpty { return }
        for option in enabled {
            variables.merge(option.variables) { $1 }
            environment.contents.packages += option.add
            for name in option.remove {
                // The last one takes the place of the one that goes, as the order of documents shows.
                while let index = environment.contents.packages.firstIndex(of: name) {
                    environment.contents.packages.swapAt(index, environment.contents.packages.count - 1)
                    environment.contents.packages.removeLast()
                }
            }
        }
        var scope = VariableScope(package: package.variables, variables: variables)
        try scope.apply(transforms)
        transformed = scope.variables
    }
}
