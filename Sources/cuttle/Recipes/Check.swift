import ArgumentParser
import Diagnostics
import JSON
import RecipeLinting
import Recipes
import SystemPackage
import Worlds

/// `cuttle check`.
struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Reads and compiles recipes, and reports all problems.",
        discussion: """
            Nothing is fetched or built. A recipe is compiled for each of its architectures, or for those given; one that is for \
            none of these is skipped. A line "#nolint:rule" in a recipe disables a rule for it.

              cuttle check recipes --pipeline-dirs pipelines
            """
    )

    @Argument(help: ArgumentHelp("Recipe files, or folders of them.", valueName: "path"), completion: .file())
    var paths: [String] = []

    @OptionGroup var recipes: RecipeOptionGroup

    @Option(
        help: ArgumentHelp("Architectures to compile for (default: each recipe's own, else x86_64 and aarch64).", valueName: "names"),
        completion: .list(Architecture.all.map(\.name))
    )
    var arch: [String] = []

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("The least severity to report: error, warning or info.", valueName: "severity"),
        completion: .list(["error", "warning", "info"])
    )
    var severity = "warning"

    @Option(
        help: ArgumentHelp("A rule not to ask; may be given again.", valueName: "rule"),
        completion: .list(RecipeLinter.rules.map(\.name))
    )
    var skipRule: [String] = []

    @Flag(help: "Print the rules that recipes are looked through by, and check nothing.")
    var listRules = false

    @Flag(help: "Print the result as JSON.")
    var json = false

    @Flag(help: "Print the result as SARIF, for code review tools.")
    var sarif = false

    func validate() throws {
        if paths.isEmpty && !listRules { throw ValidationError("name at least one recipe, or a folder of them") }
        let names = RecipeLinter.rules.map(\.name)
        for rule in skipRule.flatMap(\.listed) where !names.contains(rule) {
            let hint = Similarity.hint(for: rule, in: names) ?? "see cuttle check --list-rules"
            throw ValidationError("there is no rule \"\(rule)\": \(hint)")
        }
        if json && sarif { throw ValidationError("--json and --sarif exclude each other") }
        if Diagnostic.Severity(rawValue: severity) == nil {
            throw ValidationError("--severity is error, warning or info, not \"\(severity)\"")
        }
    }

    func run() async throws {
        if listRules {
            showRules()
            return
        }
        let folders = recipes.pipelines.folders
        let files = RecipeFiles(below: paths.map { FilePath($0) }, skipping: folders)
        if files.paths.isEmpty, files.problems.isEmpty {
            throw Diagnostic(.missingFile, "there is no recipe below \(paths.joined(separator: ", "))")
        }
        let check = RecipeCheck(
            files.paths,
            library: recipes.pipelines.library,
            options: try recipes.options(),
            architectures: try Architecture.list(arch),
            linter: RecipeLinter(skipping: Set(skipRule.flatMap(\.listed)))
        )
        var report = await check.run()
        report.diagnostics.insert(contentsOf: files.problems, at: 0)
        let least = Diagnostic.Severity(rawValue: severity) ?? .warning
        report.diagnostics.removeAll { $0.severity < least }
        if json {
            Console.print(CheckReport.json(report).text(indent: 2))
        } else if sarif {
            Console.print(CheckReport.sarif(report, version: Cuttle.configuration.version).text(indent: 2))
        } else {
            show(report)
        }
        let errors = report.diagnostics.filter { $0.severity == .error }
        if let status = errors.map(\.code.exitStatus).max() { throw ExitCode(status) }
    }

    private func showRules() {
        if json {
            let rules = RecipeLinter.rules.map { rule -> JSON in
                .object(["name": .string(rule.name), "severity": .string(rule.severity.rawValue), "summary": .string(rule.summary)])
            }
            Console.print(JSON.object(["rules": .array(rules)]).text(indent: 2))
            return
        }
        let width = RecipeLinter.rules.map(\.name.count).max() ?? 0
        for rule in RecipeLinter.rules {
            let name = rule.name + String(repeating: " ", count: width - rule.name.count)
            let severity = rule.severity.rawValue + String(repeating: " ", count: 7 - rule.severity.rawValue.count)
            Console.print("\(name)  \(severity)  \(rule.summary)")
        }
    }

    private func show(_ report: RecipeCheck.Report) {
        if !report.diagnostics.isEmpty { _ = Console.show(DiagnosticList(report.diagnostics)) }
        for skipped in report.skipped { Console.note("skipped: \(skipped.message)") }
        let counts = Diagnostic.Severity.allCases.reversed().compactMap { severity -> String? in
            let count = report.diagnostics.count { $0.severity == severity }
            return count == 0 ? nil : Console.count(count, severity == .info ? "note" : severity.rawValue)
        }
        let skipped = report.skipped.isEmpty ? "" : ", \(report.skipped.count) skipped"
        let found = counts.isEmpty ? "no problems" : counts.joined(separator: ", ")
        Console.note("\(report.compiled) compiled\(skipped), \(found)")
    }
}
