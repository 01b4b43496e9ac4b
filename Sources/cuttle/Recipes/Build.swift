import Analysis
import ArgumentParser
import Builds
import Cryptography
import Diagnostics
import Files
import Glibc
import JSON
import Rebuilds
import Recipes
import Sources
import SystemPackage
import Transfers
import Worlds

/// `cuttle build`.
struct Build: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "build",
        abstract: "Builds packages of recipes, and publishes them in a repository.",
        discussion: """
            A recipe whose inputs have not changed is not built again. Several recipes are built in the order in which they \
            need one another.

              cuttle build recipes/xz.yaml -r packages/seed -k local.rsa.pub \\
                --signing-key local.rsa
            """
    )

    @Argument(help: ArgumentHelp("Recipe files, or folders of them.", valueName: "recipe"), completion: .file())
    var recipes: [String]

    @Option(help: ArgumentHelp("The repository to publish in; later builds read it too.", valueName: "folder"), completion: .directory)
    var outDir = "packages"

    @OptionGroup var signing: SigningOptions

    @OptionGroup var repository: RepositoryOptions

    @Option(
        help: ArgumentHelp("The architecture to build for (default: this machine's).", valueName: "name"),
        completion: .list(Architecture.all.map(\.name))
    )
    var arch: String?

    @Option(help: ArgumentHelp("A folder or address with copies of sources; may be given again.", valueName: "place"), completion: .file())
    var sourceMirror: [String] = []

    @Option(
        help: ArgumentHelp("A folder of the recipe's own files (default: the folder beside it with its name).", valueName: "folder"),
        completion: .directory
    )
    var sourceDir: String?

    @OptionGroup var recipeOptions: RecipeOptionGroup

    @Option(help: ArgumentHelp("Where to write a log per step.", valueName: "folder"), completion: .directory)
    var logDir = "logs"

    @OptionGroup var date: DateOptions

    @Option(help: ArgumentHelp("The commit that packages name (default: the last one to the recipe).", valueName: "commit"))
    var gitCommit: String?

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("How many recipes to build at the same time (default: half the processors).", valueName: "n")
    )
    var jobs: Int?

    @Flag(help: "Stay away from the network: sources come from the store and from folders.")
    var offline = false

    @Flag(help: "Let steps that declare a need of the network have it.")
    var allowNetwork = false

    @Flag(help: "Print what would be built, in which order, and build nothing.")
    var dryRun = false

    @Flag(help: "Build even what has not changed.")
    var force = false

    @Flag(help: "Print why each package needs and offers what it does: the rule, and the file.")
    var explain = false
    @Flag(help: "Build twice under changed clock, processors, names and order of files; publish only what comes out the same.")
    var checkReproducible = false

    @Flag(help: "Run the tests of the recipes on what was built; publish nothing unless all of them pass.")
    var test = false

    @Flag(help: "Print the results as JSON.")
    var json = false

    @OptionGroup var linting: LintOptions

    @OptionGroup var origin: OriginOptions

    @OptionGroup var store: StoreOptions

    @OptionGroup(visibility: .hidden) var ignored: IgnoredRunOptions

    func validate() throws {
        if recipes.isEmpty { throw ValidationError("name at least one recipe") }
        if sourceDir != nil, recipes.count > 1 { throw ValidationError("--source-dir goes with a single recipe") }
        if let jobs, jobs < 1 { throw ValidationError("--jobs must be at least 1") }
    }

    func run() async throws {
        let clock = ContinuousClock()
        let start = clock.now
        let settings = try await settings()
        let options = try recipeOptions.options()
        let set = try RecipeSet(
            recipes.map { FilePath($0) },
            compiler: RecipeCompiler(library: settings.library, options: options),
            options: options,
            architecture: settings.architecture
        ) {
            Console.note("skipped: \($0.message)")
        }
        if dryRun {
            try await DryRun(set, settings: settings).show(isJSON: json)
            return
        }
        let jobs = jobs ?? max(2, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))) / 2)
        let progress = BuildProgress()
        let refreshing = Task { await progress.refresh() }
        let outcome: Result<TestedWorldBuilder.Outcome, any Error>
        do {
            outcome = .success(try await build(set, settings, jobs: jobs) { progress.report($0) })
        } catch {
            outcome = .failure(error)
        }
        refreshing.cancel()
        await refreshing.value
        try show(try outcome.get(), total: clock.now - start)
    }

    private func build(
        _ set: RecipeSet,
        _ settings: BuildSettings,
        jobs: Int,
        report: @escaping @Sendable (BuildEvent) -> Void
    ) async throws -> TestedWorldBuilder.Outcome {
        if test { return try await TestedWorldBuilder(settings, jobs: jobs).build(set, report: report) }
        return .init(untested: try await WorldBuilder(settings, jobs: jobs).build(set, report: report))
    }

    private func settings() async throws -> BuildSettings {
        guard let architecture = try arch.map({ try Architecture.list([$0]).first }) ?? Architecture.host else {
            throw Diagnostic(.usage, "this machine's architecture has no name in the format", hint: "give one with --arch")
        }
        // A key that is not there is noticed before anything is made.
        let key = try signing.builder(isDryRun: dryRun)
        var settings = BuildSettings(
            store: try store.open(),
            architecture: architecture,
            key: key,
            outputDirectory: FilePath(outDir),
            logDirectory: FilePath(logDir)
        )
        settings.repositories = repository.repositories
        settings.keyring = try await repository.keys(in: settings.store, isOffline: offline)
        settings.library = recipeOptions.pipelines.library
        settings.mirrors = sourceMirror.map { SourceProvider.Mirror($0) }
        settings.isOffline = offline
        settings.sourceDirectory = sourceDir.map { FilePath($0) }
        settings.buildDate = try date.seconds()
        settings.commit = gitCommit
        settings.namespace = origin.namespace
        settings.stripsOriginName = origin.stripOriginName
        settings.recipeRepository = origin.gitRepoUrl.withoutCredentials
        settings.recipeLicense = origin.license == "NOASSERTION" ? "" : origin.license
        settings.isForced = force
        settings.explains = explain
        settings.allowsNetwork = allowNetwork
        settings.linting = try linting.selection()
        settings.keepsLintReports = linting.persistLintResults
        if checkReproducible {
            settings.checks.insert(.reproducibility)
            let check = ReproducibilityCheck(settings)
            settings.inspection = { try await check.inspect($0, $1, report: $2) }
        }
        return settings
    }

    private func show(_ outcome: TestedWorldBuilder.Outcome, total: Duration) throws {
        let results = outcome.builds
        let tests = TestReport(outcome.tests)
        let failure = tests.failure(consequence: "so nothing is published in \(outDir)")
        if json {
            let list = results.map { result -> JSON in
                .object([
                    "recipe": .string(result.title),
                    "reused": .boolean(result.isReused),
                    "packages": .strings(result.packages.map(\.string)),
                    "logs": result.logDirectory.map { .string($0.string) },
                    "changes": .nonEmpty(result.changes.map(\.json)),
                    "explanations": .nonEmpty(result.explanations.map(\.json)),
                ])
            }
            Console.print(JSON.object(["builds": .array(list), "tests": test ? tests.document : nil]).text(indent: 2))
        }
        if let failure { throw failure }
        if json { return }
        let built = results.filter { !$0.isReused }
        for result in built {
            for package in result.packages {
                let size = (try? FileStatus(package).size) ?? 0
                Console.note("  \(package)  \(Console.size(size))")
            }
        }
        for explanation in results.flatMap(\.explanations) { Console.write(explanation.text) }
        let unchanged = results.count - built.count
        var parts = [built.isEmpty ? nil : "\(built.count) built", unchanged == 0 ? nil : "\(unchanged) unchanged"].compactMap { $0 }
        if test { parts.append(tests.tested == 0 ? "nothing to test" : "tests: \(tests.summary)") }
        Console.note("\(parts.joined(separator: ", ")) in \(BuildProgress.seconds(total)); repository \(outDir), logs \(logDir)")
    }
}

extension Console {
    /// A number of bytes for people.
    static func size(_ bytes: Int64) -> String {
        if bytes < 1024 { return "\(bytes) B" }
        if bytes < 1024 * 1024 { return "\(bytes / 1024) KiB" }
        let (whole, rest) = bytes.quotientAndRemainder(dividingBy: 1024 * 1024)
        return "\(whole).\(rest * 10 / (1024 * 1024)) MiB"
    }
}
