import ArgumentParser
import Diagnostics
import JSON
import Recipes
import SystemPackage
import Worlds

/// `cuttle check`.
struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Reads and compiles recipes, and reports all problems.",
        discussion: "Nothing is fetched or built. A recipe that is for other architectures is skipped."
    )

    @Argument(help: ArgumentHelp("Recipe files, or folders of them.", valueName: "path"), completion: .file())
    var paths: [String]

    @Option(help: ArgumentHelp("A folder of pipeline definitions; may be given again.", valueName: "folder"), completion: .directory)
    var pipelineDirs: [String] = []

    @Option(
        help: ArgumentHelp("Architectures to compile for (default: this machine's).", valueName: "names"),
        completion: .list(Architecture.all.map(\.name))
    )
    var arch: [String] = []

    @Flag(help: "Print the result as JSON.")
    var json = false

    func validate() throws {
        if paths.isEmpty { throw ValidationError("name at least one recipe, or a folder of them") }
    }

    func run() async throws {
        let architectures = arch.isEmpty ? [Architecture.host].compactMap { $0 } : try Architecture.list(arch)
        let library = PipelineLibrary(directories: pipelineDirs.map { FilePath($0) })
        let report = try await RecipeCheck(paths.map { FilePath($0) }, library: library, architectures: architectures).run()
        if json {
            let list = report.diagnostics.map { diagnostic -> JSON in
                .object([
                    "severity": .string(diagnostic.severity.rawValue),
                    "code": .string(diagnostic.code.name),
                    "file": diagnostic.span.map { .string($0.file.name) },
                    "line": diagnostic.span.map { .number(Int64($0.line)) },
                    "column": diagnostic.span.map { .number(Int64($0.column)) },
                    "message": .string(diagnostic.message),
                    "hint": diagnostic.hints.first.map { .string($0) },
                ])
            }
            Console.print(
                JSON.object([
                    "compiled": .number(Int64(report.compiled)), "skipped": .number(Int64(report.skipped)), "diagnostics": .array(list),
                ]).text(indent: 2)
            )
            if !report.diagnostics.isEmpty { throw ExitCode(report.diagnostics.map(\.code.exitStatus).max() ?? 2) }
            return
        }
        if !report.diagnostics.isEmpty { throw DiagnosticList(report.diagnostics) }
        Console.note("\(report.compiled) compiled\(report.skipped == 0 ? "" : ", \(report.skipped) skipped"), no problems")
    }
}
