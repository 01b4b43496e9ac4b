import APK
import Diagnostics
import Files
import ImageConfigurations
import Recipes
import Repositories
import Roots
import Sandboxes
import Store
import SystemPackage

/// Runs planned tests, each in a sandbox, a root and a workspace of its own (RECIPE §13).
public struct Tester: Sendable {
    private let settings: TestSettings

    /// - Parameter settings: those that the plans were made with.
    public init(_ settings: TestSettings) {
        self.settings = settings
    }

    /// Runs a test, unless it passed with the same inputs.
    ///
    /// - Returns: how it ended; a step that fails is no error of this function.
    /// - Throws: only what ends the whole run: an interruption.
    public func run(_ plan: TestPlan, report: @escaping @Sendable (BuildEvent) -> Void) async throws -> TestResult {
        if !settings.isForced, let key = plan.key, settings.store.note(.test, of: key) != nil {
            return done(plan, .passed, isReused: true, .zero, logs: nil, report)
        }
        let clock = ContinuousClock()
        let start = clock.now
        let logs = settings.logDirectory.appending(plan.recipe).appending("tests").appending(plan.package)
        report(.testing(package: plan.package, steps: StepRunner.count(plan.steps)))
        do {
            try await execute(plan, logDirectory: logs, report: report)
            if let key = plan.key { try settings.store.keepNote(.test, of: key, Array("passed\n".utf8)) }
        } catch let error as CancellationError {
            throw error
        } catch {
            // What passed once and fails now is not to be taken for passed again.
            if let key = plan.key { try settings.store.dropNote(.test, of: key) }
            return done(plan, .failed(Diagnostic.all(in: error)), isReused: false, clock.now - start, logs: logs, report)
        }
        return done(plan, .passed, isReused: false, clock.now - start, logs: logs, report)
    }

    private func execute(_ plan: TestPlan, logDirectory: FilePath, report: @escaping @Sendable (BuildEvent) -> Void) async throws {
        var packages: [PackageFile] = []
        for choice in plan.environment { packages.append(try choice.file()) }
        let accounts = plan.test.environment.accounts
        let root = try RootComposer(store: settings.store).root(packages, accounts: accounts, isInstalled: true)
        let work = try settings.store.workDirectory(prefix: "test-")
        defer { withExtendedLifetime(work) {} }
        let path = work.path.appending("workspace")
        let workspace = try Workspace(path)
        if let folder = settings.sourceDirectory { try workspace.populate(from: folder, time: 0) }
        let scratch = work.path.appending("sandbox")
        try Files.makeDirectory(scratch)
        let sandbox = try Sandbox(root: root, scratch: scratch, workspace: path, purpose: plan.purpose)
        try Files.removeTree(logDirectory)
        try Files.makeDirectory(logDirectory)
        try await Deadline(nanoseconds: plan.timeout, title: plan.title).run {
            var runner = StepRunner(
                plan,
                sandbox: sandbox,
                workspace: try Workspace(path),
                logDirectory: logDirectory,
                report: report
            )
            try await runner.run(plan.steps, of: plan.package)
        }
    }

    private func done(
        _ plan: TestPlan,
        _ outcome: TestResult.Outcome,
        isReused: Bool,
        _ duration: Duration,
        logs: FilePath?,
        _ report: (BuildEvent) -> Void
    ) -> TestResult {
        let result = TestResult(
            package: plan.package,
            version: plan.record.version,
            identity: plan.record.identity.description,
            outcome: outcome,
            isReused: isReused,
            duration: duration,
            logDirectory: logs
        )
        report(.tested(result))
        return result
    }
}
