public import Builds
import Diagnostics
import Files
import Recipes
import Sandboxes
import Store
import SystemPackage

/// Builds a set of recipes in their order, several at a time.
public struct WorldBuilder: Sendable {
    private let settings: BuildSettings
    private let jobs: Int
    /// What a build should find free on the store's file system, in bytes.
    private static let neededSpace: Int64 = 1 << 30

    /// - Parameter jobs: how many builds run at the same time.
    public init(_ settings: BuildSettings, jobs: Int) {
        self.settings = settings
        self.jobs = max(1, jobs)
    }

    /// Checks everything that can be checked, then builds.
    ///
    /// - Returns: the results in build order.
    /// - Throws: the first failure, after the builds that were running have ended; what depends on it is not started.
    public func build(_ set: RecipeSet, report: @escaping @Sendable (BuildEvent) -> Void) async throws -> [BuildResult] {
        let planner = Planner(settings)
        try await planner.refreshRepositories(of: set.recipes) { report(.warning($0)) }
        let order = try BuildOrder(set, standIns: planner.standIns())
        let trial = try settings.store.workDirectory(prefix: "sandbox-")
        try await Sandbox.check(in: trial.path)
        try checkPlaces()
        var sources: [[FilePath]] = []
        var problems: [Diagnostic] = []
        for recipe in set.recipes {
            do throws(Diagnostic) {
                try planner.check(recipe, planned: set.recipes)
            } catch {
                problems.append(error)
            }
        }
        // Nothing is fetched for a run that cannot succeed.
        if !problems.isEmpty { throw DiagnosticList(problems) }
        for recipe in set.recipes {
            do {
                sources.append(try await planner.sources(of: recipe) { report(.warning($0)) })
            } catch {
                problems += Diagnostic.all(in: error)
            }
        }
        if !problems.isEmpty { throw DiagnosticList(problems) }
        return try await run(set, order, sources: sources, planner, report)
    }

    private func checkPlaces() throws(Diagnostic) {
        for folder in [settings.outputDirectory, settings.logDirectory] {
            try Files.makeDirectory(folder)
            if !Files.isWritable(folder) { throw Diagnostic(.environment, "cannot write to \(folder)") }
        }
        let free = try Files.freeSpace(at: settings.store.path)
        if free < Self.neededSpace {
            throw Diagnostic(
                .environment,
                "only \(free >> 20) MiB are free at \(settings.store.path); builds want \(Self.neededSpace >> 20) MiB",
                hint: "free some space, or give another place with --store"
            )
        }
    }

    /// What became of one recipe.
    private struct Outcome: Sendable {
        let index: Int
        let result: Result<BuildResult, DiagnosticList>
    }

    private func run(
        _ set: RecipeSet,
        _ order: BuildOrder,
        sources: [[FilePath]],
        _ planner: Planner,
        _ report: @escaping @Sendable (BuildEvent) -> Void
    ) async throws -> [BuildResult] {
        let names = set.recipes.map(\.recipe.package.name)
        let origins = set.recipes.map(\.origins)
        return try await withThrowingTaskGroup(of: Outcome.self) { group in
            var waiting = Array(set.recipes.indices)
            var done: Set<Int> = []
            var results: [BuildResult] = []
            var problems: [Diagnostic] = []
            var running = 0
            while true {
                while running < jobs, problems.isEmpty,
                    let position = waiting.firstIndex(where: { order.prerequisites[$0].isSubset(of: done) })
                {
                    let index = waiting.remove(at: position)
                    // Packages of this run that are no prerequisite may be there or not; a build must not depend on that.
                    let hidden = Set(origins.indices.filter { !order.prerequisites[index].contains($0) }.flatMap { origins[$0] })
                    running += 1
                    group.addTask {
                        await build(index, set.recipes[index], sources: sources[index], hiding: hidden, planner, report)
                    }
                }
                guard let outcome = try await group.next() else { break }
                running -= 1
                switch outcome.result {
                case .success(let value):
                    done.insert(outcome.index)
                    results.append(value)
                case .failure(let list): problems += list.diagnostics
                }
            }
            if problems.contains(where: { $0.code == .interrupted }) { throw CancellationError() }
            if !problems.isEmpty {
                for index in waiting { problems[0].notes.append("not started: \(names[index])") }
                throw DiagnosticList(problems)
            }
            // Every recipe has been built now; anything else would be a defect that must not pass for success.
            guard waiting.isEmpty else { throw Diagnostic(.internalError, "recipes were left over: \(waiting.map { names[$0] })") }
            return results
        }
    }

    private func build(
        _ index: Int,
        _ recipe: CompiledRecipe,
        sources: [FilePath],
        hiding hidden: Set<String>,
        _ planner: Planner,
        _ report: @escaping @Sendable (BuildEvent) -> Void
    ) async -> Outcome {
        do {
            let plan = try await planner.plan(recipe, sources: sources, hiding: hidden)
            return Outcome(index: index, result: .success(try await Builder(settings).build(plan, report: report)))
        } catch {
            return Outcome(index: index, result: .failure(DiagnosticList(Diagnostic.all(in: error))))
        }
    }
}
