import APK
import ArgumentParser
import Builds
import Cryptography
import Diagnostics
import Files
import JSON
import PackageLinting
import Rebuilds
import Recipes
import Sources
import Store
import SystemPackage

/// `cuttle rebuild`.
struct Rebuild: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rebuild",
        abstract: "Builds packages again from what they carry, and compares them bit for bit.",
        discussion: """
            A package that Cuttle built tells which recipe it was made from, and in which environment. Packages of the same build \
            are built once. The environment is taken by digest from the repositories; sources come from upstream, mirrors or the \
            store. Signatures are not compared: they are anybody's, and without a key a new one signs what is built.

              cuttle rebuild packages/x86_64/xz-*.apk -r packages/seed -k local.rsa.pub
            """
    )

    @Argument(help: ArgumentHelp("Package files.", valueName: "package"), completion: .file(extensions: ["apk"]))
    var packages: [String]

    @OptionGroup var repository: RepositoryOptions

    @Option(help: ArgumentHelp("A folder or address with copies of sources; may be given again.", valueName: "place"), completion: .file())
    var sourceMirror: [String] = []

    @Option(help: ArgumentHelp("A folder that takes what is built (default: it is dropped).", valueName: "folder"), completion: .directory)
    var outDir: String?

    @Option(help: ArgumentHelp("The folder of the recipe's own files, if it has any.", valueName: "folder"), completion: .directory)
    var sourceDir: String?

    @Option(
        help: ArgumentHelp(
            "A recipe, or a folder of recipes; their own files lie beside them, in folders with their names; may be given again.",
            valueName: "path"
        ),
        completion: .file()
    )
    var recipe: [String] = []

    @OptionGroup var signing: SigningOptions

    @Option(help: ArgumentHelp("Where to write a log per step.", valueName: "folder"), completion: .directory)
    var logDir = "logs/rebuild"

    @Flag(help: "Stay away from the network: sources come from the store and from folders.")
    var offline = false

    @Flag(help: "Let steps that declare a need of the network have it.")
    var allowNetwork = false

    @Flag(help: "Print the results as JSON.")
    var json = false

    @OptionGroup var store: StoreOptions

    func validate() throws {
        if packages.isEmpty { throw ValidationError("name at least one package") }
        if sourceDir != nil, !recipe.isEmpty { throw ValidationError("--source-dir and --recipe exclude one another") }
    }

    func run() async throws {
        let store = try store.open()
        let trusted = try await repository.keys(in: store, isOffline: offline)
        let builds = try builds(trusting: Keyring(trusted))
        let key: any Signer = signing.isGiven ? try signing.builder() : try PrivateKey.ephemeral()
        let progress = BuildProgress()
        var rebuilders: [Rebuilder] = []
        var problems: [Diagnostic] = []
        for build in builds {
            var settings = BuildSettings(
                store: store,
                architecture: build.compiled.architecture,
                key: key,
                outputDirectory: FilePath(outDir ?? "packages"),
                logDirectory: FilePath(logDir)
            )
            settings.repositories = repository.repositories
            settings.keyring = trusted
            settings.mirrors = sourceMirror.map { SourceProvider.Mirror($0) }
            settings.isOffline = offline
            settings.allowsNetwork = allowNetwork
            // They were looked through when they were published.
            settings.linting = try LintSelection(required: [], warned: [])
            settings.sourceDirectory = ownFiles(of: build)
            rebuilders.append(Rebuilder(settings))
            do { try await Rebuilder(settings).check(build) } catch { problems += Diagnostic.all(in: error) }
        }
        if !problems.isEmpty { throw DiagnosticList(problems) }
        var outcomes: [Rebuilder.Outcome] = []
        for (build, rebuilder) in zip(builds, rebuilders) {
            outcomes += try await rebuilder.rebuild(build, to: outDir.map { FilePath($0) }) { progress.report($0) }
        }
        try show(outcomes)
    }

    /// The folder of the recipe's own files, as far as the user tells.
    private func ownFiles(of build: RecordedBuild) -> FilePath? {
        if let sourceDir { return FilePath(sourceDir) }
        let name = build.compiled.recipe.package.name
        var recipes = recipe.map { FilePath($0) }
        let folders = recipes.filter { FileStatus.ifPresent($0)?.kind == .directory }
        for folder in folders {
            let own = folder.appending(name)
            if FileStatus.ifPresent(own)?.kind == .directory { return own }
        }
        recipes.removeAll { folders.contains($0) }
        let named = recipes.first { $0.stem == name } ?? (recipes.count == 1 ? recipes.first : nil)
        return named.flatMap { path in path.stem.map { path.removingLastComponent().appending($0) } }
    }

    /// The packages, verified, those of one build together.
    private func builds(trusting keyring: Keyring) throws -> [RecordedBuild] {
        var groups: [(text: [UInt8]?, files: [PackageFile])] = []
        var problems: [Diagnostic] = []
        for path in packages {
            do throws(Diagnostic) {
                if !Files.exists(FilePath(path)) { throw Diagnostic(.missingFile, "there is no package \(path)") }
                let file = try PackageFile(FilePath(path))
                // What it tells is going to be run.
                try file.verify(keyring: keyring)
                if file.configuration != nil, let index = groups.firstIndex(where: { $0.text == file.configuration }) {
                    groups[index].files.append(file)
                } else {
                    groups.append((file.configuration, [file]))
                }
            } catch {
                problems.append(error)
            }
        }
        if !problems.isEmpty { throw DiagnosticList(problems) }
        return try groups.map { try RecordedBuild($0.files) }
    }

    private func show(_ outcomes: [Rebuilder.Outcome]) throws {
        if json {
            let list = outcomes.map { outcome -> JSON in
                .object([
                    "package": .string(outcome.package.string),
                    "identical": .boolean(outcome.differences.isEmpty),
                    "differences": .array(outcome.differences.map(\.document)),
                ])
            }
            Console.print(JSON.object(["rebuilds": .array(list)]).text(indent: 2))
        }
        var problems: [Diagnostic] = []
        for outcome in outcomes {
            if outcome.differences.isEmpty {
                if !json { Console.print("\(outcome.package): identical") }
            } else {
                problems.append(outcome.refusal)
            }
        }
        if !problems.isEmpty { throw DiagnosticList(problems) }
    }
}

extension PackageDifference {
    fileprivate var document: JSON {
        .object([
            "member": .string(member.rawValue),
            "path": .nonEmpty(path),
            "kind": .string(kind.rawValue),
            "detail": .string(detail),
            "cause": cause.map { .string($0.rawValue) },
        ])
    }
}
