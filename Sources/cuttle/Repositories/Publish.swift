import APK
import ArgumentParser
import Cryptography
import Diagnostics
import Files
import JSON
import Recipes
import Repositories
import SystemPackage

/// `cuttle repo publish`.
struct Publish: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "publish",
        abstract: "Adds packages to a repository, and lists them in its index.",
        discussion: """
            The packages may be of several architectures, each goes into the folder of its own; those for all architectures go into every \
            folder, and are listed as packages of its architecture. Every package must be signed with a trusted key, and is read in full \
            before. Either all are published or none: one that is published already with other content, or was withdrawn, is refused, \
            unless --force is given. One that is there as it is is left alone. Statements of provenance (*.intoto.jsonl) that lie beside \
            the packages are published with them, if they hold for all packages of the folder that they speak of.

              cuttle repo publish packages built/*.apk --signing-key local.rsa
            """
    )

    @Argument(help: ArgumentHelp("The repository's folder, without the architecture.", valueName: "folder"), completion: .directory)
    var folder: String

    @Argument(help: ArgumentHelp("Package files.", valueName: "package"), completion: .file(extensions: ["apk"]))
    var packages: [String] = []

    @OptionGroup(title: "Signing: the index; packages of the same keys are trusted")
    var signing: SigningOptions

    @Option(
        name: [.customShort("k"), .customLong("keyring-append")],
        help: ArgumentHelp("A public key to trust, a folder of *.pub files, or an address; may be given again.", valueName: "place")
    )
    var keyring: [String] = []

    @OptionGroup var store: StoreOptions

    @Option(
        help: ArgumentHelp(
            "An architecture whose folder gets packages for all architectures (default: all that the repository has, and those of the other packages); may be given again.",
            valueName: "name"
        ),
        completion: .list(Architecture.all.map(\.name))
    )
    var arch: [String] = []

    @Option(
        help: ArgumentHelp("A list of packages that are not to be published; may be given again.", valueName: "file"),
        completion: .file()
    )
    var withdrawnPackages: [String] = []

    @Option(
        help: ArgumentHelp("How long to wait for others who change the repository (default: until they are done).", valueName: "seconds")
    )
    var wait: Int?

    @Flag(name: [.customShort("f"), .long], help: "Replace packages that are published already, and publish withdrawn ones.")
    var force = false

    @Flag(help: "Show what would be published, and change nothing.")
    var dryRun = false

    @Flag(help: "Print what is published as JSON.")
    var json = false

    func validate() throws {
        if !signing.isGiven, !dryRun { throw ValidationError("give a key with --signing-key or --signing-command, or --dry-run") }
        if let wait, wait < 0 { throw ValidationError("--wait must be at least 0") }
    }

    func run() async throws {
        // Packages come after the parser (PackageOperands), so it cannot miss them.
        if packages.isEmpty {
            throw Diagnostic(
                .usage,
                "there is no package to publish",
                hint: "name package files: cuttle repo publish \(folder) PACKAGE.apk"
            )
        }
        let key = try signing.signer()
        var trusted = try await Keyring(keyring, store: store).all
        trusted += try key?.publicKeys() ?? []
        var publication = RepositoryPublication(FilePath(folder), key: key, keyring: Keyring(trusted))
        publication.architectures = try Architecture.list(arch).map(\.name)
        publication.isForced = force
        for file in withdrawnPackages { publication.withdrawn.formUnion(try WithdrawnPackages.names(in: FilePath(file))) }
        publication.lockLimit = wait.map { .seconds($0) }
        let items = try await publication.publish(
            packages.map { FilePath($0) },
            isDry: dryRun,
            waiting: Console.tellWaiting,
            warn: { Console.warn($0) }
        )
        if json {
            Console.print(JSON.object(["packages": .array(items.map(\.document)), "written": .boolean(!dryRun)]).text(indent: 2))
            return
        }
        for item in items { Console.print("\(dryRun ? item.outcome.intention : item.outcome.report) \(item.target)") }
    }
}

extension RepositoryPublication.Item {
    fileprivate var document: JSON {
        .object([
            "path": .string(target.string),
            "source": .string(source.string),
            "name": .string(record.name),
            "version": .string(record.version),
            "architecture": .string(architecture),
            "checksum": .string(record.identity.description),
            "outcome": .string(outcome.rawValue),
        ])
    }
}

extension RepositoryPublication.Item.Outcome {
    fileprivate var report: String {
        switch self {
        case .added: "published"
        case .replaced: "replaced"
        case .unchanged: "published already, nothing to do:"
        }
    }

    fileprivate var intention: String {
        switch self {
        case .added: "would publish"
        case .replaced: "would replace"
        case .unchanged: report
        }
    }
}

extension Console {
    /// Says for whom the program is waiting, who is changing a folder.
    static func tellWaiting(_ folder: FilePath, _ holder: String) { note("waiting for \(holder), which is changing \(folder)") }
}
