import APK
import Analysis
import Cryptography
public import Diagnostics
import Files
import ImageConfigurations
import Packaging
import Recipes
import Repositories
import Roots
public import Sandboxes
import Store
public import SystemPackage

/// Runs plans: one plan gives staged trees, packages, and their place in the repository (RECIPE.md §12).
public struct Builder: Sendable {
    let settings: BuildSettings

    /// - Parameter settings: those that the plans were made with.
    public init(_ settings: BuildSettings) {
        self.settings = settings
    }

    /// Builds, or takes the stored result of the same inputs, and publishes.
    public func build(_ plan: BuildPlan, report: @escaping @Sendable (BuildEvent) -> Void) async throws -> BuildResult {
        let clock = ContinuousClock()
        let start = clock.now
        try refuseWithdrawn(plan)
        var logs: FilePath?
        var isReused = true
        let stored = settings.store.result(plan.key)
        let result: FilePath
        if let stored, !settings.isForced, isSound(stored, plan) {
            result = stored
            try lintAgain(stored, plan, report: report)
        } else {
            isReused = false
            let folder = settings.logDirectory.appending(plan.compiled.recipe.package.name)
            logs = folder
            result = try await run(plan, logDirectory: folder, isReplacing: stored != nil, report: report)
        }
        try await inspect(plan, Self.packages(in: result, plan), report: report)
        let writer = try RepositoryWriter(settings.outputDirectory, architecture: settings.architecture.name, key: settings.key)
        let files = Self.packages(in: result, plan)
        let changes = changes(files, in: writer.directory, report: report)
        let explanations = settings.explains ? try explanations(files, plan) : []
        try await publish([plan], from: result, by: writer, report: report)
        if settings.keepsLintReports { try publishLintReports(of: [plan], from: result, to: writer.directory) }
        let done = BuildResult(
            title: plan.title,
            packages: Self.packages(in: result, plan).compactMap(\.lastComponent).map { writer.directory.appending($0) },
            isReused: isReused,
            duration: clock.now - start,
            logDirectory: logs,
            changes: changes,
            explanations: explanations,
            plan: plan
        )
        report(.finished(done))
        return done
    }

    private func run(
        _ plan: BuildPlan,
        logDirectory: FilePath,
        isReplacing: Bool,
        report: @escaping @Sendable (BuildEvent) -> Void
    ) async throws -> FilePath {
        let work = try settings.store.workDirectory(prefix: "build-")
        defer { withExtendedLifetime(work) {} }
        let result = try await make(plan, in: work.path, logDirectory: logDirectory, report: report)
        return try settings.store.adoptResult(result, for: plan.key, isReplacing: isReplacing)
    }

    /// Runs a plan; nothing is taken from the store's results, or put among them.
    ///
    /// - Parameters:
    ///   - work: an empty folder, on a file system that can carry an overlay.
    ///   - surroundings: what the steps can learn about where and when they run.
    ///   - workspaceParent: a folder on another file system for what the steps work on; nil for `work`.
    /// - Returns: the folder with the packages.
    public func make(
        _ plan: BuildPlan,
        in work: FilePath,
        surroundings: Surroundings = .usual,
        workspaceParent: FilePath? = nil,
        logDirectory: FilePath,
        report: @escaping @Sendable (BuildEvent) -> Void
    ) async throws -> FilePath {
        let compiled = plan.compiled
        report(
            .started(package: compiled.recipe.package.name, steps: compiled.packages.reduce(0) { $0 + StepRunner.count($1.steps) })
        )
        let root = try root(for: plan)
        let workspace = try Workspace((workspaceParent ?? work).appending("workspace"))
        if let folder = plan.sourceDirectory { try workspace.populate(from: folder, time: plan.date) }
        let scratch = work.appending("sandbox")
        try Files.makeDirectory(scratch)
        let sandbox = try Sandbox(root: root, scratch: scratch, workspace: workspace.path, surroundings: surroundings)
        try Files.removeTree(logDirectory)
        try Files.makeDirectory(logDirectory)
        let workspacePath = workspace.path
        try await Deadline(nanoseconds: compiled.recipe.package.timeout, title: plan.title).run {
            let workspace = try Workspace(workspacePath)
            var runner = StepRunner(plan: plan, sandbox: sandbox, workspace: workspace, logDirectory: logDirectory, report: report)
            for package in compiled.packages {
                _ = try workspace.makeOutput(package.name)
                try await runner.run(package.steps, of: package.name)
            }
        }
        try workspace.checkOutputs(compiled.packages.map(\.name))
        report(.packaging(package: compiled.recipe.package.name))
        let result = work.appending("result")
        try Files.makeDirectory(result)
        let linted = try lint(plan, workspace: workspace, report: report)
        try checkLicenses(plan, workspace: workspace, report: report)
        try addBills(plan, workspace: workspace)
        try package(plan, workspace: workspace, work: work, to: result, report: report)
        try lintDependencies(plan, linted, in: result, report: report)
        try writeProvenance(plan, packages: Self.packages(in: result, plan), to: result)
        return result
    }

    /// The root that the steps of a plan see.
    public func root(for plan: BuildPlan) throws(Diagnostic) -> FilePath {
        var packages: [PackageFile] = []
        for choice in plan.environment { packages.append(try choice.file()) }
        return try RootComposer(store: settings.store).root(packages, accounts: plan.compiled.environment.accounts)
    }

    private func package(
        _ plan: BuildPlan,
        workspace: Workspace,
        work: FilePath,
        to directory: FilePath,
        report: @escaping @Sendable (BuildEvent) -> Void
    ) throws(Diagnostic) {
        let packager = Packager(key: settings.key, workDirectory: work)
        let trees = plan.compiled.packages.map { workspace.output($0.name) }
        let configuration = plan.record.configuration(of: plan.compiled, commit: plan.commit)
        for package in plan.compiled.packages {
            var staged = StagedPackage(package, plan: plan, tree: workspace.output(package.name))
            staged.configuration = configuration
            _ = try packager.write(staged, siblings: trees, to: directory) { report(.warning($0)) }
        }
    }

    /// Whether a stored result still is what a build put there: signed by these keys, whole, and for this plan.
    ///
    /// What is published is listed in a signed index, so nothing gets there on the store's word alone.
    private func isSound(_ result: FilePath, _ plan: BuildPlan) -> Bool {
        guard let signers = try? settings.key.publicKeys(), hasProvenance(result, plan, signers: signers) else { return false }
        let expected = zip(Self.packages(in: result, plan), plan.compiled.packages)
        return expected.allSatisfy { path, package in
            guard let file = try? PackageFile(path), (try? file.verify(signers: signers)) != nil else { return false }
            return file.info.name == package.name && file.info.version == plan.compiled.recipe.package.fullVersion
                && file.info.architecture == plan.compiled.architecture.name
        }
    }

    /// The files of a stored result, main package first.
    public static func packages(in result: FilePath, _ plan: BuildPlan) -> [FilePath] {
        plan.compiled.packages.map { result.appending("\($0.name)-\(plan.compiled.recipe.package.fullVersion).apk") }
    }
}

extension StagedPackage {
    init(_ package: CompiledPackage, plan: BuildPlan, tree: FilePath) {
        let recipe = plan.compiled.recipe.package
        self.init(tree: tree, name: package.name, version: recipe.fullVersion, architecture: plan.compiled.architecture.name)
        origin = plan.record.stripsOriginName ? package.name : recipe.name
        maintainer = plan.record.namespace
        description = package.description.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        url = package.url
        commit = package.commit.isEmpty ? plan.commit : package.commit
        licenses = recipe.licenses
        buildDate = plan.date
        dependencies = package.dependencies.runtime
        provides = package.dependencies.provides
        replaces = package.dependencies.replaces
        providerPriority = package.dependencies.providerPriority
        replacesPriority = package.dependencies.replacesPriority
        if package.options.noProvides { exclusions.insert(.provides) }
        if package.options.noDepends { exclusions.insert(.dependencies) }
        if package.options.noCommands { exclusions.insert(.commands) }
        scripts = package.scriptlets.scripts
        triggerPaths = package.scriptlets.triggerPaths
        // Those of a subpackage have no effect, as its warning says (RECIPE.md §3.3).
        if package.name == recipe.name { capabilities = Self.capabilities(recipe.fileCapabilities) }
    }

    /// Entries of one spelling of a path add up; of two spellings the later stands (RECIPE.md §3.7).
    private static func capabilities(_ entries: [FileCapability]) -> [String: FileCapabilities] {
        var bySpelling: [String: FileCapabilities] = [:]
        var byPath: [String: FileCapabilities] = [:]
        for entry in entries {
            for (names, flags) in entry.add { bySpelling[entry.path, default: FileCapabilities()].add(names, flags: flags) }
            byPath[entry.path.split(separator: "/").filter { $0 != "." }.joined(separator: "/")] = bySpelling[entry.path]
        }
        return byPath
    }
}
