public import Diagnostics
public import ImageConfigurations

/// A recipe for one architecture: every pipeline loaded, every variable replaced, every condition known (RECIPE.md §1.3).
public struct CompiledRecipe: Sendable {
    /// What it was made from, build options applied.
    public let recipe: Recipe
    public let architecture: Architecture
    /// The build environment, with what the pipelines need.
    public let environment: ImageConfiguration
    /// The main package, then all subpackages in the recipe's order, also those whose condition is false.
    public let allPackages: [CompiledPackage]
    /// The test of the main package.
    public let test: CompiledTest?
    /// What the caller added to the recipe.
    public let options: RecipeOptions
    /// Whether other architectures may have other problems: whether a condition, or an input that is checked, depends on it.
    public let dependsOnArchitecture: Bool

    /// What packages of this recipe may name as their origin: the main package, or each itself (`--strip-origin-name`).
    public var origins: [String] { allPackages.map(\.name) }
    /// What is built: the main package, then the subpackages whose condition holds.
    public var packages: [CompiledPackage] { allPackages.filter(\.isActive) }

    /// Variables of the environment of every step (RECIPE.md §10), without SOURCE_DATE_EPOCH and PATH.
    public var variables: [String: String] { environment.environment.filter { !$0.value.isEmpty } }

    /// What the steps need from upstream, in order.
    public var sources: [SourceStep] {
        packages.flatMap { $0.steps.flatMap(\.sources) }
    }

    /// What would keep the build from succeeding, as far as the recipe alone tells.
    public var problems: [Diagnostic] {
        var problems: [Diagnostic] = []
        for package in allPackages where package.isActive { package.collectProblems(in: &problems) }
        return problems
    }
}

/// One package of a compiled recipe.
public struct CompiledPackage: Sendable {
    public let name: String
    public let description: String
    public let url: String
    /// Given in the recipe; empty otherwise.
    public let commit: String
    public let dependencies: DependencySection
    public let options: PackageOptions
    public let scriptlets: Scriptlets
    /// All steps, also those whose condition is false.
    public let allSteps: [CompiledStep]
    /// The test of a subpackage.
    public let test: CompiledTest?
    /// Whether its condition holds.
    public let isActive: Bool
    /// Linters whose findings are warnings only.
    public let disabledChecks: [String]
    /// Where its name stands.
    public let span: SourceSpan

    /// The steps that will be run.
    public var steps: [CompiledStep] { allSteps.filter(\.isActive) }

    /// What would keep its steps from succeeding.
    func collectProblems(in problems: inout [Diagnostic]) {
        for step in allSteps where step.isActive { step.collectProblems(in: &problems) }
    }
}

/// A compiled section `test`.
public struct CompiledTest: Sendable {
    /// All steps, also those whose condition is false.
    public let allSteps: [CompiledStep]
    /// Whether there is a list of steps, be it empty, as documents tell.
    let hasPipeline: Bool
    let givenEnvironment: ImageConfiguration
    let needs: [String]

    /// The steps that will be run.
    public var steps: [CompiledStep] { allSteps.filter(\.isActive) }

    /// What the steps need from upstream, in order.
    public var sources: [SourceStep] { steps.flatMap(\.sources) }

    /// What would keep the test from succeeding, as far as the recipe alone tells.
    public var problems: [Diagnostic] {
        var problems: [Diagnostic] = []
        for step in steps { step.collectProblems(in: &problems) }
        return problems
    }

    /// The environment with the package under test and what its pipelines need, sorted, none twice (RECIPE.md §8.8).
    public var environment: ImageConfiguration {
        var environment = givenEnvironment
        let packages = Set(environment.contents.packages + needs)
        environment.contents.packages = packages.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        return environment
    }
}
