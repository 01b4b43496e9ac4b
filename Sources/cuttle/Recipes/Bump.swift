import ArgumentParser
import Bumps
import Diagnostics
import JSON
import Recipes
import SystemPackage

/// `cuttle bump`.
struct Bump: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bump",
        abstract: "Takes a recipe to another version, or raises its epoch.",
        usage: """
            cuttle bump [--expected-commit <commit>] [--dry-run] [--json] <recipe> <version>
            cuttle bump --epoch [--dry-run] [--json] <recipe> ...
            """,
        discussion: """
            Only the values change; comments and layout stay. The version is set, and the epoch to 0, or one higher when the \
            version is the same. Each file that the main pipeline fetches is fetched for its new digest; each tag that it checks \
            out is looked up for its commit. Nothing is written when anything fails. What changes is printed as a patch.

            Example:
              cuttle bump stone.yaml 1.1 --dry-run
              cuttle bump --epoch stone.yaml 'py3-*.yaml'
            """
    )

    @Argument(
        help: ArgumentHelp("A recipe and its new version; with --epoch recipes, or patterns for their names.", valueName: "recipe"),
        completion: .file(extensions: ["yaml"])
    )
    var arguments: [String]

    @Flag(help: "Raise only the epoch, so that the same version is built again.")
    var epoch = false

    @Option(help: ArgumentHelp("The commit of the new version (default: looked up by its tag).", valueName: "commit"))
    var expectedCommit: String?

    @Flag(help: "Write nothing; only show what would change.")
    var dryRun = false

    @Flag(help: "Print what changes as JSON.")
    var json = false

    func validate() throws {
        if epoch {
            if expectedCommit != nil { throw ValidationError("--epoch leaves the sources alone, so it takes no --expected-commit") }
        } else if arguments.count != 2 {
            throw ValidationError("name one recipe and its new version, as in: cuttle bump stone.yaml 1.1")
        }
    }

    func run() async throws {
        let edits = try await epoch ? epochEdits() : [versionEdit()]
        let warnings = edits.flatMap(\.warnings)
        if !warnings.isEmpty { _ = Console.show(DiagnosticList(warnings)) }
        if !dryRun { try RecipeEdit.write(edits) }
        if json {
            Console.print(JSON.array(edits.map { $0.json(isWritten: !dryRun && !$0.changes.isEmpty) }).text(indent: 2))
        } else {
            Console.write(edits.map(\.difference).joined())
        }
    }

    /// All edits, or all that is wrong.
    private func epochEdits() throws -> [RecipeEdit] {
        var edits: [RecipeEdit] = []
        var problems: [Diagnostic] = []
        for path in try RecipeNames.paths(arguments) {
            do throws(Diagnostic) { edits.append(try EpochBump.edit(path)) } catch { problems.append(error) }
        }
        if !problems.isEmpty { throw DiagnosticList(problems) }
        return edits
    }

    private func versionEdit() async throws -> RecipeEdit {
        let paths = try RecipeNames.paths([arguments[0]])
        if paths.count > 1 { throw ValidationError("recipes are taken to another version one by one; \(arguments[0]) is \(paths.count)") }
        let bump = VersionBump(
            paths[0],
            to: arguments[1],
            expectedCommit: expectedCommit,
            architecture: .host,
            progress: { Console.note($0) }
        )
        return try await bump.edit()
    }
}
