public import Builds
import Diagnostics
import Files
import Recipes
import Sandboxes
import Store

/// Tests the packages of a set of recipes: all of them, whether others fail or not.
public struct WorldTester: Sendable {
    private let settings: TestSettings

    /// - Parameter settings: what the user asks for.
    public init(_ settings: TestSettings) {
        self.settings = settings
    }

    /// Plans all tests, then runs them one after the other.
    ///
    /// - Parameter package: the only package to test; nil for all.
    /// - Returns: what became of each package that has a test, and of each recipe that has none.
    /// - Throws: what makes tests impossible, before any has run.
    public func test(_ set: RecipeSet, only package: String?, report: @escaping @Sendable (BuildEvent) -> Void) async throws -> [TestResult]
    {
        try check(package, set)
        let trial = try settings.store.workDirectory(prefix: "sandbox-")
        try await Sandbox.check(in: trial.path)
        let planner = TestPlanner(settings)
        var entries: [Entry] = []
        var problems: [Diagnostic] = []
        for recipe in set.recipes {
            let packages = recipe.packages.filter { package == nil || $0.name == package }
            if packages.isEmpty { continue }
            let (known, found) = (entries.count, problems.count)
            for tested in packages {
                do {
                    if let plan = try await planner.plan(tested, of: recipe, warn: { report(.warning($0)) }) { entries.append(.plan(plan)) }
                } catch {
                    if error is CancellationError { throw error }
                    problems += Diagnostic.all(in: error)
                }
            }
            if entries.count == known, problems.count == found {
                entries.append(.none(package ?? recipe.recipe.package.name, recipe.recipe.package.fullVersion))
            }
        }
        if !problems.isEmpty { throw DiagnosticList(problems) }
        return try await run(entries, report)
    }

    private enum Entry {
        case plan(TestPlan)
        case none(String, String)
    }

    private func run(_ entries: [Entry], _ report: @escaping @Sendable (BuildEvent) -> Void) async throws -> [TestResult] {
        let tester = Tester(settings)
        var results: [TestResult] = []
        for entry in entries {
            try Task.checkCancellation()
            switch entry {
            case .plan(let plan): results.append(try await tester.run(plan, report: report))
            case .none(let package, let version):
                let result = TestResult(untested: package, version: version)
                report(.tested(result))
                results.append(result)
            }
        }
        return results
    }

    private func check(_ package: String?, _ set: RecipeSet) throws(Diagnostic) {
        guard let package else { return }
        let names = set.recipes.flatMap { $0.packages.map(\.name) }
        if names.contains(package) { return }
        throw Diagnostic(
            .unknownPackage,
            "no recipe given makes the package \"\(package)\"",
            hint: Similarity.hint(for: package, in: names) ?? "they make \(names.joined(separator: ", "))"
        )
    }
}

extension Diagnostic.Code {
    /// A package that no recipe makes.
    static let unknownPackage = input("unknown-package")
}
