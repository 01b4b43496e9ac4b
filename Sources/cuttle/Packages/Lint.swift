import APK
import Analysis
import ArgumentParser
import Builds
import Diagnostics
import Files
import JSON
import PackageLinting
import SystemPackage

/// `cuttle lint`.
struct Lint: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lint",
        abstract: "Looks packages through for what should not be in them.",
        discussion: """
            The packages may be made by anyone, and need not be signed. What only recipes tell, such as which rules they disable and what \
            their tests use, is taken from the recipe that a package carries, and not asked for where it carries none. Packages that are named together are also looked through for files that several of them have.

              cuttle lint packages/x86_64/xz-*.apk
              cuttle lint --explain packages/x86_64/xz-*.apk
            """
    )

    @Argument(help: ArgumentHelp("Package files.", valueName: "package"), completion: .file())
    var packages: [String] = []

    @OptionGroup var linting: LintOptions

    @Flag(help: "Print the rules, with what each asks for, and look at nothing.")
    var listRules = false

    @Flag(help: "Show where each dependency and provide comes from, and look for nothing.")
    var explain = false

    @Flag(help: "Print the findings as JSON.")
    var json = false

    @Option(help: ArgumentHelp("Where --persist-lint-results writes.", valueName: "folder"), completion: .directory)
    var outDir = "packages"

    func validate() throws {
        if packages.isEmpty && !listRules { throw ValidationError("name at least one package") }
    }

    func run() throws {
        if listRules {
            showRules()
            return
        }
        if explain {
            try showExplanations()
            return
        }
        let selection = try linting.selection()
        let linter = PackageLinter(selection)
        var reports: [PackageLintReport] = []
        var seen: [(file: PackageFile, listing: PackageListing)] = []
        var problems: [Diagnostic] = []
        for path in packages {
            do throws(Diagnostic) {
                if !Files.exists(FilePath(path)) { throw Diagnostic(.missingFile, "there is no package \(path)") }
                let file = try PackageFile(FilePath(path))
                var package = LintedPackage(name: file.info.name, version: file.info.version, tree: try LintedTree(file))
                package.readRecipe(of: file)
                var report = try linter.lint(package)
                let listing = PackageListing(package.tree)
                if let severity = selection.severity(of: .fileConflict, disabled: []) {
                    for other in seen where other.listing.mayMeet(listing) {
                        if let finding = try FileConflicts.finding(file, other.file) { report.add(finding, of: .fileConflict, severity) }
                    }
                }
                seen.append((file, listing))
                if linting.persistLintResults {
                    try report.write(to: FilePath(outDir).appending(file.info.architecture))
                }
                reports.append(report)
            } catch {
                problems.append(error)
            }
        }
        if json { Console.print(JSON.object(["packages": .array(reports.map(\.json))]).text(indent: 2)) }
        let findings = reports.flatMap(\.diagnostics)
        if !json && !findings.isEmpty { _ = Console.show(DiagnosticList(findings)) }
        if !problems.isEmpty { throw DiagnosticList(problems) }
        if !json { Console.note(Self.summary(reports, findings)) }
        if reports.contains(where: \.hasFailed) { throw ExitCode(1) }
    }

    private static func summary(_ reports: [PackageLintReport], _ findings: [Diagnostic]) -> String {
        let counts = [Diagnostic.Severity.error, .warning].compactMap { severity -> String? in
            let count = findings.count { $0.severity == severity }
            return count == 0 ? nil : Console.count(count, severity.rawValue)
        }
        return "\(Console.count(reports.count, "package")), \(counts.isEmpty ? "no problems" : counts.joined(separator: ", "))"
    }

    private func showExplanations() throws {
        var files: [PackageFile] = []
        for path in packages {
            if !Files.exists(FilePath(path)) { throw Diagnostic(.missingFile, "there is no package \(path)") }
            files.append(try PackageFile(FilePath(path)))
        }
        let explanations = try Explanation.explain(files)
        if json {
            Console.print(JSON.object(["packages": .array(explanations.map(\.json))]).text(indent: 2))
        } else {
            Console.write(explanations.map(\.text).joined(separator: "\n"))
        }
    }

    private func showRules() {
        if json {
            let rules = LintSelection.allRules.map { rule -> JSON in
                .object([
                    "name": .string(rule.name), "default": .string(rule.importance.rawValue), "summary": .string(rule.summary),
                    "hint": .string(rule.hint),
                ])
            }
            Console.print(JSON.object(["rules": .array(rules)]).text(indent: 2))
            return
        }
        let width = LintSelection.allRules.map(\.name.count).max() ?? 0
        for rule in LintSelection.allRules {
            let name = rule.name + String(repeating: " ", count: width - rule.name.count)
            let importance = rule.importance.rawValue + String(repeating: " ", count: 8 - rule.importance.rawValue.count)
            Console.print("\(name)  \(importance)  \(rule.summary)")
        }
    }
}

/// `--lint-require`, `--lint-warn` and `--persist-lint-results`.
struct LintOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("The linters that must find nothing, instead of the usual ones; may be given again.", valueName: "names"),
        completion: .list(LintSelection.allRules.map(\.name))
    )
    var lintRequire: [String] = []

    @Option(
        help: ArgumentHelp("The linters whose findings are only shown, instead of the usual ones; may be given again.", valueName: "names"),
        completion: .list(LintSelection.allRules.map(\.name))
    )
    var lintWarn: [String] = []

    @Flag(help: "Write the findings of each package to lint-<package>.json in the repository.")
    var persistLintResults = false

    /// Which findings matter how much.
    func selection() throws(Diagnostic) -> LintSelection {
        try LintSelection(
            required: lintRequire.isEmpty ? nil : lintRequire.flatMap(\.listed),
            warned: lintWarn.isEmpty ? nil : lintWarn.flatMap(\.listed)
        )
    }
}
