import ArgumentParser
import Builds
import Diagnostics
import Files
import JSON
import Recipes
import SystemPackage

/// `cuttle compile`.
struct Compile: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compile",
        abstract: "Compiles a recipe for an architecture, and prints it as JSON.",
        discussion: """
            Pipelines are loaded, variables replaced and needs gathered, as for a build; nothing is fetched or run. The keys are \
            those of melange compile.

              cuttle compile recipes/xz.yaml --arch x86_64 \\
                | jq -r '.environment.contents.packages[]'
            """
    )

    @Argument(
        help: ArgumentHelp("The recipe (default: .melange.yaml or melange.yaml here).", valueName: "recipe"),
        completion: .file(extensions: ["yaml", "yml"])
    )
    var recipe: String?

    @Option(help: ArgumentHelp("The architecture.", valueName: "name"), completion: .list(Architecture.all.map(\.name)))
    var arch: String

    @Option(help: ArgumentHelp("The commit that packages name (default: the one checked out).", valueName: "commit"))
    var gitCommit: String?

    @OptionGroup var recipes: RecipeOptionGroup

    @OptionGroup(visibility: .hidden) var ignored: IgnoredOptions

    func run() async throws {
        guard let architecture = try Architecture.list([arch]).first else {
            throw Diagnostic(.usage, "--arch names no architecture")
        }
        let path = try recipe.map { FilePath($0) } ?? Self.found()
        let options = try recipes.options()
        let recipe = try Recipe(path, options: options)
        let compiled = try RecipeCompiler(library: recipes.pipelines.library, options: options).compile(recipe, for: architecture)
        var commit = gitCommit
        if commit == nil { commit = await RecipeHistory.head(of: path) }
        Console.print(compiled.document(commit: commit ?? "unknown").text())
    }

    /// The recipe of the current folder.
    private static func found() throws -> FilePath {
        for name in [".melange.yaml", ".melange.yml", "melange.yaml", "melange.yml"] where Files.exists(FilePath(name)) {
            return FilePath(name)
        }
        throw Diagnostic(.missingFile, "melange.yaml is missing", hint: "name a recipe: cuttle compile recipe.yaml --arch \(arch())")
    }

    private static func arch() -> String { Architecture.host?.name ?? "x86_64" }
}

/// Flags of melange that mean nothing to a compilation: scripts give them all the same.
struct IgnoredOptions: ParsableArguments {
    @Option var buildDate: String?
    @Option var workspaceDir: String?
    @Option var sourceDir: String?
    @Option var cacheDir: String?
    @Option var cacheSource: String?
    @Option var apkCacheDir: String?
    @Option var signingKey: String?
    @Option var outDir: String?
    @Option var dependencyLog: String?
    @Option var namespace: String?
    @Option var logPolicy: [String] = []
    @Option var runner: String?
    @Option(name: [.customShort("k"), .long]) var keyringAppend: [String] = []
    @Option(name: [.customShort("r"), .long]) var repositoryAppend: [String] = []
    @Option var packageAppend: [String] = []
    @Option var gitRepoUrl: String?
    @Option var license: String?
    @Flag(inversion: .prefixedNo) var generateIndex = true
    @Flag var emptyWorkspace = false
    @Flag var stripOriginName = false
    @Flag var createBuildLog = false
    @Flag var debug = false
    @Flag var debugRunner = false
    @Flag(name: .shortAndLong) var interactive = false
    @Flag(inversion: .prefixedNo) var rm = true
    @Flag var failOnLintWarning = false
    @Flag var generateProvenance = false

    /// Flags that melange and apko also take with a value, `--generate-index=false`, in the spelling that is known here.
    static func spelledOut(_ arguments: [String]) -> [String] {
        let inverted = ["generate-index", "rm", "cleanup", "vcs", "sbom"]
        let plain = [
            "empty-workspace", "strip-origin-name", "create-build-log", "debug", "debug-runner", "interactive", "fail-on-lint-warning",
            "generate-provenance", "ignore-signatures", "offline", "local", "discover-keys", "spanning-tree",
        ]
        return arguments.flatMap { argument -> [String] in
            let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2, parts[0].hasPrefix("--"), parts[1] == "true" || parts[1] == "false" else { return [argument] }
            let name = String(parts[0].dropFirst(2))
            if inverted.contains(name) { return [parts[1] == "true" ? "--\(name)" : "--no-\(name)"] }
            if plain.contains(name) { return parts[1] == "true" ? ["--\(name)"] : [] }
            return [argument]
        }
    }
}
