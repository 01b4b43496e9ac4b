public import Builds
public import Diagnostics
public import Recipes

/// What a run would build, in which order: known before anything is fetched.
public struct BuildForecast: Sendable {
    /// One recipe of the run.
    public struct Entry: Sendable {
        public let compiled: CompiledRecipe
        /// The recipes of the run that are built before it.
        public let prerequisites: [String]
        /// Its steps that do something, with the package that they are for.
        public let steps: [(package: String, label: String, step: CompiledStep)]

        /// `<name>-<version>-r<epoch>`.
        public var title: String { "\(compiled.recipe.package.name)-\(compiled.recipe.package.fullVersion)" }
    }

    /// The recipes, each behind all that it needs.
    public let entries: [Entry]
    /// What would keep recipes from being built, in the order in which they were given. A need of the network is none: whether it is
    /// given is for the caller of the build to say.
    public let problems: [Diagnostic]

    /// Puts the recipes of a run in their order.
    ///
    /// - Throws: when they need one another in a circle, or a repository cannot be read.
    public init(_ set: RecipeSet, settings: BuildSettings, warn: (Diagnostic) -> Void = { _ in }) async throws {
        let planner = Planner(settings)
        try await planner.refreshRepositories(of: set.recipes, warn: warn)
        let order = try BuildOrder(set, standIns: planner.standIns())
        let names = set.recipes.map(\.recipe.package.name)
        var entries: [Entry] = []
        var waiting = Array(set.recipes.indices)
        var done: Set<Int> = []
        while let position = waiting.firstIndex(where: { order.prerequisites[$0].isSubset(of: done) }) {
            let index = waiting.remove(at: position)
            done.insert(index)
            let compiled = set.recipes[index]
            entries.append(
                Entry(
                    compiled: compiled,
                    prerequisites: order.prerequisites[index].sorted().map { names[$0] },
                    steps: compiled.packages.flatMap { package in Self.flat(package.steps).map { (package.name, $0.label, $0.step) } }
                )
            )
        }
        self.entries = entries
        problems = set.recipes.compactMap { recipe in
            do throws(Diagnostic) {
                try planner.check(recipe, planned: set.recipes)
                return nil
            } catch {
                return error.code == .networkNeeded ? nil : error
            }
        }
    }

    /// The steps that do something; inside a pipeline it is the pipeline's name that tells people where they are.
    private static func flat(_ steps: [CompiledStep], below label: String? = nil) -> [(label: String, step: CompiledStep)] {
        steps.flatMap { step in
            let name = label ?? step.label
            return (step.doesSomething ? [(name, step)] : []) + flat(step.children, below: step.children.isEmpty ? nil : name)
        }
    }
}
