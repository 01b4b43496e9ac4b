public import Builds
import Cryptography
import Diagnostics
import Files
import Recipes
import Repositories
import Store
import SystemPackage

/// Builds a set of recipes beside their repository, tests what was built, and publishes all of it when every test passes.
///
/// So it does not matter which of the packages a test needs besides its own: all are there before the first test, and nobody else sees one
/// before the last.
public struct TestedWorldBuilder: Sendable {
    private let settings: BuildSettings
    private let jobs: Int

    /// - Parameter jobs: how many builds run at the same time.
    public init(_ settings: BuildSettings, jobs: Int) {
        self.settings = settings
        self.jobs = jobs
    }

    /// How it ended.
    public struct Outcome: Sendable {
        /// What was published, in build order; nothing when a test failed.
        public let builds: [BuildResult]
        /// What became of the tests.
        public let tests: [TestResult]

        /// Builds that nobody asked tests for.
        public init(untested builds: [BuildResult]) {
            self.init(builds: builds, tests: [])
        }

        init(builds: [BuildResult], tests: [TestResult]) {
            self.builds = builds
            self.tests = tests
        }
    }

    /// Builds, tests and publishes.
    ///
    /// - Throws: what makes a build or a test impossible, and a build that fails. Nothing is published then.
    public func build(_ set: RecipeSet, report: @escaping @Sendable (BuildEvent) -> Void) async throws -> Outcome {
        let stage = try settings.store.workDirectory(prefix: "stage-")
        defer { withExtendedLifetime(stage) {} }
        let folder = stage.path.appending("packages")
        do {
            return try await build(set, in: folder) { report(Self.plain($0, folder, settings.outputDirectory)) }
        } catch let error as CancellationError {
            throw error
        } catch {
            throw DiagnosticList(Diagnostic.all(in: error).map { Self.plain($0, folder, settings.outputDirectory) })
        }
    }

    private func build(
        _ set: RecipeSet,
        in folder: FilePath,
        report: @escaping @Sendable (BuildEvent) -> Void
    ) async throws -> Outcome {
        var staged = settings
        staged.outputDirectory = folder
        staged.checks.insert(.tests)
        // The stage has all that the repository has.
        staged.repositories.removeAll { Files.absolute(FilePath($0)) == Files.absolute(settings.outputDirectory) }
        let testing = try testing(staged)
        try check(set, testing)
        try RepositoryWriter.stage(settings.outputDirectory, architecture: settings.architecture.name, in: folder)
        let builds = try await WorldBuilder(staged, jobs: jobs).build(set, report: report)
        let tests = try await WorldTester(testing).test(set, only: nil, report: report)
        let builder = Builder(settings)
        var isPassed = true
        for build in builds {
            let names = Set(build.plan.compiled.packages.map(\.name))
            let failures = tests.filter { names.contains($0.package) }.flatMap(\.failures)
            try builder.note(failures, of: .tests, build.plan)
            if !failures.isEmpty { isPassed = false }
        }
        return Outcome(builds: isPassed ? try await builder.publish(builds, from: folder) : [], tests: tests)
    }

    /// The tests' settings: they stand on the same repositories and keys as the builds.
    private func testing(_ staged: BuildSettings) throws(Diagnostic) -> TestSettings {
        var testing = TestSettings(
            store: staged.store,
            architecture: staged.architecture,
            outputDirectory: staged.outputDirectory,
            logDirectory: staged.logDirectory
        )
        testing.repositories = staged.repositories
        testing.keyring = staged.keyring + (try staged.key.publicKeys())
        testing.mirrors = staged.mirrors
        testing.isOffline = staged.isOffline
        testing.allowsNetwork = staged.allowsNetwork
        testing.isForced = staged.isForced
        return testing
    }

    /// What can be known to fail fails before anything is built.
    private func check(_ set: RecipeSet, _ testing: TestSettings) throws {
        try Files.makeDirectory(settings.outputDirectory)
        if !Files.isWritable(settings.outputDirectory) {
            throw Diagnostic(.environment, "cannot write to \(settings.outputDirectory)")
        }
        let planner = TestPlanner(testing)
        var problems: [Diagnostic] = []
        for recipe in set.recipes {
            do throws(Diagnostic) {
                try planner.check(recipe)
            } catch {
                problems.append(error)
            }
        }
        if !problems.isEmpty { throw DiagnosticList(problems) }
    }

    /// A message that speaks of the repository that the caller knows, not of the stage, which is gone when it is read.
    private static func plain(_ diagnostic: Diagnostic, _ stage: FilePath, _ repository: FilePath) -> Diagnostic {
        func plain(_ text: String) -> String { text.replacing(stage.string, with: repository.string) }
        var diagnostic = diagnostic
        diagnostic.message = plain(diagnostic.message)
        diagnostic.notes = diagnostic.notes.map(plain)
        diagnostic.hints = diagnostic.hints.map(plain)
        return diagnostic
    }

    private static func plain(_ event: BuildEvent, _ stage: FilePath, _ repository: FilePath) -> BuildEvent {
        if case .warning(let diagnostic) = event { return .warning(plain(diagnostic, stage, repository)) }
        return event
    }
}
