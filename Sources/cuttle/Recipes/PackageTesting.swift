import ArgumentParser
import Builds
import Diagnostics
import Files
import JSON
import Recipes
import Sources
import Store
import SystemPackage
import Worlds

/// `cuttle test`.
struct PackageTesting: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Runs the tests of recipes against the packages that were built.",
        discussion: """
            Each package is tested in a root of its own, which is thrown away. It has a loopback network and no other. All tests \
            are run, also when some fail; what passed with the same inputs is not run again.

              cuttle test recipes/xz.yaml -r packages -k local.rsa.pub
              cuttle test recipes/xz.yaml xz-libs -k local.rsa.pub

            Exit status: 0 all tests passed, or there are none; 1 a test failed; 2 wrong usage or bad input, such as a package \
            that is not built.
            """
    )

    @Argument(
        help: ArgumentHelp("Recipe files, or folders of them; last the only package to test, if not all.", valueName: "recipe"),
        completion: .file()
    )
    var recipes: [String]

    @Option(help: ArgumentHelp("The repository with the packages to test.", valueName: "folder"), completion: .directory)
    var outDir = "packages"

    @OptionGroup var repository: RepositoryOptions

    @Option(help: ArgumentHelp("A package to add to every environment; may be given again.", valueName: "package"))
    var testPackageAppend: [String] = []

    @Flag(help: "Take repositories whose signatures are missing or unknown.")
    var ignoreSignatures = false

    @Option(
        help: ArgumentHelp("The architecture to test (default: this machine's).", valueName: "name"),
        completion: .list(Architecture.all.map(\.name))
    )
    var arch: String?

    @Option(help: ArgumentHelp("A folder of files that tests find in their workspace.", valueName: "folder"), completion: .directory)
    var sourceDir: String?

    @Option(help: ArgumentHelp("A build option of the recipe to enable; may be given again.", valueName: "name"))
    var testOption: [String] = []

    @OptionGroup var recipeOptions: RecipeOptionGroup

    @Option(help: ArgumentHelp("A folder or address with copies of sources; may be given again.", valueName: "place"), completion: .file())
    var sourceMirror: [String] = []

    @Option(help: ArgumentHelp("Where to write a log per step.", valueName: "folder"), completion: .directory)
    var logDir = "logs"

    @Flag(help: "Stay away from the network: sources come from the store and from folders.")
    var offline = false

    @Flag(help: "Let steps that declare a need of the network have it.")
    var allowNetwork = false

    @Flag(name: [.customLong("force"), .customLong("rerun")], help: "Run even what passed with the same inputs.")
    var force = false

    @Flag(help: "Print the results as JSON.")
    var json = false

    @OptionGroup var store: StoreOptions

    @OptionGroup(visibility: .hidden) var ignored: IgnoredRunOptions

    func validate() throws {
        if paths.isEmpty { throw ValidationError("name at least one recipe") }
        if sourceDir != nil, paths.count > 1 { throw ValidationError("--source-dir goes with a single recipe") }
    }

    /// The only package to test: a last argument that is no path.
    private var package: String? {
        guard recipes.count > 1, let last = recipes.last else { return nil }
        let isPath = last.contains("/") || last.hasSuffix(".yaml") || last.hasSuffix(".yml") || Files.exists(FilePath(last))
        return isPath ? nil : last
    }

    private var paths: [String] { package == nil ? recipes : recipes.dropLast() }

    func run() async throws {
        let clock = ContinuousClock()
        let start = clock.now
        let settings = try await settings()
        var options = try recipeOptions.options()
        options.enabled += testOption.flatMap(\.listed)
        let set = try RecipeSet(
            paths.map { FilePath($0) },
            compiler: RecipeCompiler(library: recipeOptions.pipelines.library, options: options),
            options: options,
            architecture: settings.architecture
        ) {
            Console.note("skipped: \($0.message)")
        }
        let progress = BuildProgress()
        let refreshing = Task { await progress.refresh() }
        let outcome: Result<[TestResult], any Error>
        do {
            outcome = .success(try await WorldTester(settings).test(set, only: package) { progress.report($0) })
        } catch {
            outcome = .failure(error)
        }
        refreshing.cancel()
        await refreshing.value
        try TestReport(try outcome.get()).show(isJSON: json, total: clock.now - start, logs: logDir)
    }

    private func settings() async throws -> TestSettings {
        guard let architecture = try arch.map({ try Architecture.list([$0]).first }) ?? Architecture.host else {
            throw Diagnostic(.usage, "this machine's architecture has no name in the format", hint: "give one with --arch")
        }
        if let sourceDir, FileStatus.ifPresent(FilePath(sourceDir))?.kind != .directory {
            throw Diagnostic(.missingFile, "there is no folder \(sourceDir)", hint: "--source-dir takes a folder of files for the test")
        }
        var settings = TestSettings(
            store: try store.open(),
            architecture: architecture,
            outputDirectory: FilePath(outDir),
            logDirectory: FilePath(logDir)
        )
        settings.repositories = repository.repositories
        settings.keyring = ignoreSignatures ? nil : try await repository.keys(in: settings.store, isOffline: offline)
        settings.packages = testPackageAppend.flatMap(\.listed)
        settings.mirrors = sourceMirror.map { SourceProvider.Mirror($0) }
        settings.isOffline = offline
        settings.allowsNetwork = allowNetwork
        settings.sourceDirectory = sourceDir.map { FilePath($0) }
        settings.isForced = force
        return settings
    }
}
