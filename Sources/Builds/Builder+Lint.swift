import APK
import Diagnostics
import Files
import JSON
import PackageLinting
import Recipes
import Repositories
import Roots
import SystemPackage

/// The linters in a build (RECIPE.md §12.10): they look at the staged trees, before anything is written.
extension Builder {
    /// What is recorded with a result: for which question it was looked through, so that another question is asked anew.
    private static let question = "lint-question"

    /// A package with what was found in it.
    struct Linted {
        let package: CompiledPackage
        let tree: LintedTree
        var report: PackageLintReport
    }

    /// Looks the staged trees through, and shows what is found.
    ///
    /// - Throws: all that keeps a package from being published.
    func lint(
        _ plan: BuildPlan,
        workspace: Workspace,
        report: @escaping @Sendable (BuildEvent) -> Void
    ) throws -> [Linted] {
        var trees: [LintedTree] = []
        for package in plan.compiled.packages { trees.append(try LintedTree(staged: workspace.output(package.name))) }
        return try lint(plan, trees, report: report)
    }

    /// Looks a stored result through when it was stored under another selection of linters.
    ///
    /// - Throws: all that keeps a package from being published.
    func lintAgain(_ result: FilePath, _ plan: BuildPlan, report: @escaping @Sendable (BuildEvent) -> Void) throws {
        let file = result.appending(Self.question)
        if Files.exists(file), try Files.read(file, limit: 1 << 20) == Array(lintQuestion(plan).utf8) { return }
        var trees: [LintedTree] = []
        for path in Self.packages(in: result, plan) { trees.append(try LintedTree(PackageFile(path))) }
        try lintDependencies(plan, lint(plan, trees, report: report), in: result, report: report)
    }

    /// Compares the dependencies of the written packages with what their files need, and records all findings with the result.
    ///
    /// - Throws: all that keeps a package from being published.
    func lintDependencies(
        _ plan: BuildPlan,
        _ linted: [Linted],
        in result: FilePath,
        report: @escaping @Sendable (BuildEvent) -> Void
    ) throws {
        var packages: [(info: PackageInfo, tree: LintedTree)] = []
        for (path, linted) in zip(Self.packages(in: result, plan), linted) {
            packages.append((try PackageFile(path).info, linted.tree))
        }
        let unpacked = PackageTrees(store: settings.store)
        var environment: [UndeclaredDependencies.Provider] = []
        for choice in plan.environment { environment.append(.init(choice.record, tree: try unpacked.tree(choice.file()))) }
        let check = try UndeclaredDependencies(environment: environment, packages: packages)
        var findings: [Diagnostic] = []
        for (linted, package) in zip(linted, packages) {
            var found = linted.report
            // Who wants no dependencies is not told of any.
            if !linted.package.options.noDepends,
                let severity = settings.linting.severity(of: .undeclaredDependency, disabled: linted.package.disabledChecks),
                let finding = check.finding(package.info, package.tree)
            {
                found.add(finding, of: .undeclaredDependency, severity)
                findings += found.diagnostics.suffix(1)
            }
            try found.write(to: result)
        }
        try show(findings, report: report)
        try Files.writeAtomically(Array(lintQuestion(plan).utf8), to: result.appending(Self.question))
    }

    /// Puts the reports of packages beside them; there are none of packages without findings.
    func publishLintReports(of plans: [BuildPlan], from folder: FilePath, to directory: FilePath) throws(Diagnostic) {
        for package in plans.flatMap({ Self.packages(in: folder, $0) }) {
            let name = "lint-\(package.stem ?? "").json"
            guard Files.exists(folder.appending(name)) else { continue }
            try Files.writeAtomically(Files.read(folder.appending(name)), to: directory.appending(name))
        }
    }

    private func lint(
        _ plan: BuildPlan,
        _ trees: [LintedTree],
        report: @escaping @Sendable (BuildEvent) -> Void
    ) throws -> [Linted] {
        let linter = PackageLinter(settings.linting)
        var all: [Linted] = []
        for (package, tree) in zip(plan.compiled.packages, trees) {
            var linted = LintedPackage(name: package.name, version: plan.compiled.recipe.package.fullVersion, tree: tree)
            linted.testPipelines = plan.compiled.testPipelines(of: package)
            linted.disabled = package.disabledChecks
            all.append(Linted(package: package, tree: tree, report: try linter.lint(linted)))
        }
        try show(all.flatMap(\.report.diagnostics), report: report)
        return all
    }

    /// Shows the warnings among findings.
    ///
    /// - Throws: the others.
    private func show(_ findings: [Diagnostic], report: (BuildEvent) -> Void) throws {
        for finding in findings where finding.severity != .error { report(.warning(finding)) }
        let failures = findings.filter { $0.severity == .error }
        if !failures.isEmpty { throw DiagnosticList(failures) }
    }

    /// All that the findings in given packages depend on.
    private func lintQuestion(_ plan: BuildPlan) -> String {
        let packages = plan.compiled.packages.map { package in
            let tests = plan.compiled.testPipelines(of: package).sorted().joined(separator: ", ")
            return "\(package.name): \(package.disabledChecks.sorted().joined(separator: ", ")); \(tests)\n"
        }
        return settings.linting.text + packages.joined()
    }
}
