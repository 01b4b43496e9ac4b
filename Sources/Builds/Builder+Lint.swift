import APK
import Diagnostics
import Files
import JSON
import PackageLinting
import Recipes
import SystemPackage

/// The linters in a build (RECIPE.md §12.10): they look at the staged trees, before anything is written.
extension Builder {
    /// What is recorded with a result: for which question it was looked through, so that another question is asked anew.
    private static let question = "lint-question"

    /// Looks the staged trees through, shows what is found, and records it with the result.
    ///
    /// - Throws: all that keeps a package from being published.
    func lint(
        _ plan: BuildPlan,
        workspace: Workspace,
        to result: FilePath,
        report: @escaping @Sendable (BuildEvent) -> Void
    ) throws {
        var trees: [PackageTree] = []
        for package in plan.compiled.packages { trees.append(try PackageTree(staged: workspace.output(package.name))) }
        for found in try lint(plan, trees, report: report) { try found.write(to: result) }
        try Files.writeAtomically(Array(lintQuestion(plan).utf8), to: result.appending(Self.question))
    }

    /// Looks a stored result through when it was stored under another selection of linters.
    ///
    /// - Throws: all that keeps a package from being published.
    func lintAgain(_ result: FilePath, _ plan: BuildPlan, report: @escaping @Sendable (BuildEvent) -> Void) throws {
        let question = lintQuestion(plan)
        let file = result.appending(Self.question)
        if Files.exists(file), try Files.read(file, limit: 1 << 20) == Array(question.utf8) { return }
        var trees: [PackageTree] = []
        for path in Self.packages(in: result, plan) { trees.append(try PackageTree(PackageFile(path))) }
        for found in try lint(plan, trees, report: report) { try found.write(to: result) }
        try Files.writeAtomically(Array(question.utf8), to: file)
    }

    /// Puts the reports of a result beside the packages.
    func publishLintReports(of result: FilePath, to directory: FilePath) throws(Diagnostic) {
        for name in try Files.list(result) where name.hasPrefix("lint-") && name.hasSuffix(".json") {
            try Files.writeAtomically(Files.read(result.appending(name)), to: directory.appending(name))
        }
    }

    private func lint(
        _ plan: BuildPlan,
        _ trees: [PackageTree],
        report: @escaping @Sendable (BuildEvent) -> Void
    ) throws -> [PackageLintReport] {
        let linter = PackageLinter(settings.linting)
        var reports: [PackageLintReport] = []
        for (package, tree) in zip(plan.compiled.packages, trees) {
            var linted = LintedPackage(name: package.name, version: plan.compiled.recipe.package.fullVersion, tree: tree)
            linted.testPipelines = plan.testPipelines(of: package)
            linted.disabled = package.disabledChecks
            reports.append(try linter.lint(linted))
        }
        let findings = reports.flatMap(\.diagnostics)
        for finding in findings where finding.severity != .error { report(.warning(finding)) }
        let failures = findings.filter { $0.severity == .error }
        if !failures.isEmpty { throw DiagnosticList(failures) }
        return reports
    }

    /// All that the findings in given packages depend on.
    private func lintQuestion(_ plan: BuildPlan) -> String {
        let packages = plan.compiled.packages.map { package in
            let tests = plan.testPipelines(of: package).sorted().joined(separator: ", ")
            return "\(package.name): \(package.disabledChecks.sorted().joined(separator: ", ")); \(tests)\n"
        }
        return settings.linting.text + packages.joined()
    }
}

extension BuildPlan {
    /// The pipelines that the steps of a package's test use themselves.
    fileprivate func testPipelines(of package: CompiledPackage) -> Set<String> {
        let isMain = package.name == compiled.recipe.package.name
        let test = isMain ? compiled.test : package.test
        return Set(test?.allSteps.map(\.uses).filter { !$0.isEmpty } ?? [])
    }
}
