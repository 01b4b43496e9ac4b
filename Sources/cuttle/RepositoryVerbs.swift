import APK
import ArgumentParser
import Cryptography
import Diagnostics
import Files
import JSON
import Recipes
import Repositories
import SystemPackage

/// `cuttle repo`.
struct RepositoryVerbs: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "repo",
        abstract: "Keeps a repository as a whole: publishes, serves, prunes, withdraws, compares, signs anew.",
        discussion:
            "A repository is a folder with a folder for each architecture. Builds publish into it themselves (cuttle build --out-dir).",
        subcommands: [Publish.self, RepositoryServing.self, Prune.self, Withdraw.self, Difference.self, Resign.self]
    )

    /// The folders of a repository that have an index: its architectures, or the folder itself.
    static func directories(of folder: FilePath) throws(Diagnostic) -> [FilePath] {
        if Files.exists(folder.appending("APKINDEX.tar.gz")) { return [folder] }
        guard FileStatus.ifPresent(folder)?.kind == .directory else { throw Diagnostic(.missingFile, "there is no folder \(folder)") }
        // What begins with a dot is on its way.
        let found = try Files.list(folder).filter { !$0.hasPrefix(".") }.sorted().map { folder.appending($0) }.filter {
            Files.exists($0.appending("APKINDEX.tar.gz"))
        }
        if found.isEmpty {
            throw Diagnostic(
                .missingRepository,
                "\(folder) is no repository: it has no APKINDEX.tar.gz, and no folder with one",
                hint: "make one with cuttle index"
            )
        }
        return found
    }
}

/// `cuttle repo prune`.
struct Prune: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune",
        abstract: "Removes old versions from a repository.",
        discussion: """
            The index is written first, the files go last. Who reads a repository on the web has an index for a while before it asks for \
            packages: with --keep-files, files stay that long after they have left the index, and a later prune deletes them.

              cuttle repo prune packages --keep 3 --signing-key local.rsa --dry-run
              cuttle repo prune packages --keep-files 86400 --signing-key local.rsa
            """
    )

    @Argument(help: ArgumentHelp("The repository's folder.", valueName: "folder"), completion: .directory)
    var folder: String

    @Option(help: ArgumentHelp("How many versions of each package stay.", valueName: "number"))
    var keep = 1

    @Option(help: ArgumentHelp("How long files stay after they have left the index, for readers of older ones.", valueName: "seconds"))
    var keepFiles: Int64 = 0

    @OptionGroup var removal: RemovalOptions

    func validate() throws {
        if keep < 1 { throw ValidationError("--keep must be at least 1") }
        if keepFiles < 0 { throw ValidationError("--keep-files must not be negative") }
    }

    func run() async throws {
        let isChanged = try await removal.run(FilePath(folder), retaining: keepFiles) { removal throws(Diagnostic) in
            try removal.outdated(keeping: keep)
        }
        if !isChanged { Console.note("nothing to remove from \(folder)") }
    }
}

/// `cuttle repo withdraw`.
struct Withdraw: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "withdraw",
        abstract: "Removes packages from a repository by name and version.",
        discussion: """
            What is removed is noted in the file withdrawn-packages.txt of its folder, so that it is not published again. Exit status: 1 when \
            a name is that of no package, and was not withdrawn before; the others are withdrawn all the same. \
            The names stand on the command line or in files, a name-version a line; a line may end in .apk, and # begins a comment.

              cuttle repo withdraw packages xz-5.6.0-r0 --signing-key local.rsa
              cuttle repo withdraw packages --packages-file list.txt --signing-key local.rsa
            """
    )

    @Argument(help: ArgumentHelp("The repository's folder.", valueName: "folder"), completion: .directory)
    var folder: String

    @Argument(help: ArgumentHelp("Packages: name-version.", valueName: "package"))
    var packages: [String] = []

    @Option(help: ArgumentHelp("A list of packages; may be given again.", valueName: "file"), completion: .file())
    var packagesFile: [String] = []

    @OptionGroup var removal: RemovalOptions

    func validate() throws {
        if packages.isEmpty, packagesFile.isEmpty { throw ValidationError("name a package, or give a list with --packages-file") }
    }

    func run() async throws {
        var names = packages
        for file in packagesFile {
            names += try WithdrawnPackages.names(in: FilePath(file)).map { String($0.dropLast(".apk".count)) }
        }
        if names.isEmpty { throw Diagnostic(.usage, "\(packagesFile.joined(separator: ", ")) names no package") }
        var unknown = Set(names)
        var listed: [IndexRecord] = []
        let isChanged = try await removal.run(FilePath(folder), discarding: names) { removal throws(Diagnostic) in
            let (found, missing) = try removal.named(names)
            unknown.formIntersection(missing)
            // A list that grows names also what was withdrawn by it before.
            let withdrawn = try WithdrawnPackages(removal.directory).names
            unknown = unknown.filter { !withdrawn.contains($0.hasSuffix(".apk") ? $0 : "\($0).apk") }
            if !unknown.isEmpty { listed += try removal.records() }
            return found
        } discarded: { name in
            unknown.remove(name)
            unknown.remove(String(name.dropLast(4)))
        }
        // What could be withdrawn is: that must not wait for somebody to mend a list.
        if !isChanged, unknown.isEmpty { Console.note("nothing to remove from \(folder)") }
        if unknown.isEmpty { return }
        // Each architecture has them.
        let titles = Dictionary(grouping: listed, by: \.name).mapValues { Set($0.map { "\($0.name)-\($0.version)" }).sorted() }
        // To look for the likes of each of many takes long.
        let looksForOthers = unknown.count <= Self.mostHints
        throw DiagnosticList(unknown.sorted().map { Self.unknown($0, among: titles, looksForOthers: looksForOthers) })
    }

    private static let mostHints = 20

    /// - Parameter titles: the packages that there are, by their names.
    private static func unknown(_ name: String, among titles: [String: [String]], looksForOthers: Bool) -> Diagnostic {
        let versions = titles[name] ?? []
        let near =
            looksForOthers
            ? Similarity.hint(for: name, in: titles.values.flatMap { $0 }.sorted()) ?? Similarity.hint(for: name, in: titles.keys.sorted())
            : nil
        // Every version ends in an epoch.
        let isComplete = name.contains(/-r[0-9]+(\.apk)?$/)
        return Diagnostic(
            .unknownPackage,
            "no package is called \(name)",
            hint: !versions.isEmpty
                ? "name it with its version: \(versions.joined(separator: ", "))"
                : near ?? (isComplete ? nil : "name it with its version, as in xz-5.6.0-r0")
        )
    }
}

/// What removing has in common: the key, which has signed the index and signs it anew, and that it may be only shown.
struct RemovalOptions: ParsableArguments {
    @OptionGroup var signing: SigningOptions

    @Flag(help: "Show what would be removed, and remove nothing.")
    var dryRun = false

    @Flag(help: "Print what is removed as JSON.")
    var json = false

    func validate() throws {
        if !signing.isGiven, !dryRun { throw ValidationError("give a key with --signing-key, a --signing-command, or --dry-run") }
    }

    /// Finds out what to remove in each architecture's folder, and removes it when all that is known.
    ///
    /// - Parameters:
    ///   - retention: for how many seconds files stay; nil deletes them at once.
    ///   - names: packages that are withdrawn for good: their files are deleted also when only they are left; nil withdraws none.
    /// - Returns: whether there was something to remove.
    func run(
        _ folder: FilePath,
        retaining retention: Int64? = nil,
        discarding names: [String]? = nil,
        _ choose: (RepositoryRemoval) throws(Diagnostic) -> [IndexRecord],
        discarded: (String) -> Void = { _ in }
    ) async throws -> Bool {
        let key = try signing.signer()
        var removals: [RepositoryRemoval] = []
        for directory in try RepositoryVerbs.directories(of: folder) {
            let removal = RepositoryRemoval(directory, key: key)
            // What is wrong is known before anything is changed.
            _ = try choose(removal)
            removals.append(removal)
        }
        var list: [JSON] = []
        var deleted: [String] = []
        for removal in removals {
            // Chosen again: what is chosen before the repository is locked may have gone since.
            let (records, deletedAtOnce) = try await removal.remove(
                retaining: retention,
                forGood: names != nil,
                dryRun: dryRun,
                waiting: Console.tellWaiting
            ) { () throws(Diagnostic) in try choose(removal) }
            var files = deletedAtOnce
            if let names {
                let others = try await removal.discard(names, dryRun: dryRun, waiting: Console.tellWaiting)
                others.forEach(discarded)
                files += others
            }
            let listed = Set(records.map(\.fileName))
            for record in records {
                let path = removal.directory.appending(record.fileName).string
                list.append(.object(["path": .string(path), "name": .string(record.name), "version": .string(record.version)]))
                let isKept = (retention ?? 0) > 0
                if !json { Console.print("\(dryRun ? "would remove" : "removed") \(path)\(isKept ? " from the index" : "")") }
            }
            for file in files {
                let path = removal.directory.appending(file).string
                deleted.append(path)
                if !json, !listed.contains(file) { Console.print("\(dryRun ? "would delete" : "deleted") \(path)") }
            }
        }
        if json {
            let document = JSON.object(["removed": .array(list), "deleted": .strings(deleted), "written": .boolean(!dryRun)])
            Console.print(document.text(indent: 2))
        }
        return !list.isEmpty || !deleted.isEmpty
    }
}

/// Where to look for what an address lists.
struct ListingOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The architecture, of addresses; host is this machine's.", valueName: "name"))
    var arch = "host"

    @OptionGroup var store: StoreOptions

    /// What an address lists now.
    func index(of address: String) async throws -> PackageIndex {
        let architectures = try Architecture.list([arch])
        guard let architecture = architectures.first, architectures.count == 1 else {
            throw Diagnostic(.usage, "--arch takes one architecture here", hint: "look at each by itself")
        }
        return try await RemoteRepositories(store.open(), isOffline: false).listing(address, architecture: architecture.name)
    }
}

/// `cuttle repo diff`.
struct Difference: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Shows what differs between two repositories or indexes.",
        discussion: """
            Of each name the newest packages are compared. Exit status: 0 no difference, 1 some.

              cuttle repo diff old/x86_64 packages/x86_64
              cuttle repo diff https://packages.example.org/sepia packages/x86_64
            """
    )

    @Argument(help: ArgumentHelp("The first: a folder, an APKINDEX.tar.gz, or an address.", valueName: "old"), completion: .file())
    var old: String

    @Argument(help: ArgumentHelp("The second.", valueName: "new"), completion: .file())
    var new: String

    @OptionGroup var listing: ListingOptions

    @Flag(help: "Print the differences as JSON.")
    var json = false

    func run() async throws {
        let difference = RepositoryDifference(try await index(old), try await index(new))
        if json {
            Console.print(difference.document.text(indent: 2))
        } else {
            for record in difference.removed { Console.print("- \(record.name) \(record.version)") }
            for record in difference.added { Console.print("+ \(record.name) \(record.version)") }
            for change in difference.changed {
                Console.print(
                    "~ \(change.name) \(change.isRebuilt ? "\(change.old.version), built anew" : "\(change.old.version) -> \(change.new.version)")"
                )
            }
        }
        if !(difference.added.isEmpty && difference.removed.isEmpty && difference.changed.isEmpty) { throw ExitCode(1) }
    }

    /// All packages of a place.
    private func index(_ place: String) async throws -> PackageIndex {
        RemoteRepositories.isRemote(place) ? try await listing.index(of: place) : try Self.index(FilePath(place))
    }

    private static func index(_ path: FilePath) throws(Diagnostic) -> PackageIndex {
        if path.string.hasSuffix(".tar.gz") {
            if !Files.exists(path) { throw Diagnostic(.missingFile, "there is no index \(path)") }
            return try PackageIndex(reading: path, keyring: nil)
        }
        let folders = try RepositoryVerbs.directories(of: path)
        if folders.count > 1 {
            let names = folders.compactMap { $0.lastComponent?.string }.joined(separator: ", ")
            throw Diagnostic(.usage, "\(path) has packages for \(names)", hint: "compare them one by one: \(folders[0])")
        }
        return try PackageIndex(reading: folders[0].appending("APKINDEX.tar.gz"), keyring: nil)
    }
}

extension RepositoryDifference {
    fileprivate var document: JSON {
        func entry(_ record: IndexRecord) -> JSON { .object(["name": .string(record.name), "version": .string(record.version)]) }
        return .object([
            "added": .array(added.map(entry)),
            "removed": .array(removed.map(entry)),
            "changed": .array(
                changed.map { .object(["name": .string($0.name), "old": .string($0.old.version), "new": .string($0.new.version)]) }
            ),
        ])
    }
}

/// `cuttle repo resign`.
struct Resign: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resign",
        abstract: "Signs a repository anew: every package, then the index.",
        discussion: """
            For a change of keys, give the old key and the new one: installers take the first signature whose key they know. When all of \
            them know the new key, sign with it alone. Signatures from before are left out; what is in the packages stays as it is. \
            Statements of provenance name the bytes of files: they do not speak of packages that were signed anew, until these are built again.

              cuttle repo resign packages --signing-key old.rsa --signing-key new.rsa
            """
    )

    @Argument(help: ArgumentHelp("The repository's folder.", valueName: "folder"), completion: .directory)
    var folder: String

    @OptionGroup var signing: SigningOptions

    @Option(
        name: [.customShort("k"), .customLong("keyring-append")],
        help: ArgumentHelp("A public key that the index may be signed with so far, or its address; may be given again.", valueName: "place")
    )
    var keyring: [String] = []

    @OptionGroup var store: StoreOptions

    func validate() throws { try signing.require() }

    func run() async throws {
        let keys = try signing.keys()
        var trusted = try await Keyring(keyring, store: store).all
        for key in keys { trusted.append(try key.publicKey()) }
        let directories = try RepositoryVerbs.directories(of: FilePath(folder))
        let signings = directories.map { RepositorySigning($0, keyring: Keyring(trusted)) }
        // One that cannot be signed must not leave the others with keys of their own.
        if signings.count > 1 { for signing in signings { try signing.check() } }
        for (directory, signing) in zip(directories, signings) {
            let count = try await signing.sign(with: keys, waiting: Console.tellWaiting)
            Console.print(
                "\(directory): \(Console.count(count, "package")) and the index signed with \(keys.map(\.publicName).joined(separator: ", "))"
            )
            let statements = try Files.list(directory).filter { $0.hasSuffix(".intoto.jsonl") }.count
            if statements == 0 { continue }
            Console.warn(
                Diagnostic(
                    .staleProvenance,
                    "\(Console.count(statements, "statement")) of provenance in \(directory) may speak of packages as they were before",
                    severity: .warning,
                    hint: "they name the bytes of files, with signatures: cuttle verify compares them; a new build makes new ones"
                )
            )
        }
    }
}

extension Diagnostic.Code {
    /// A name that no package has.
    static let unknownPackage = work("unknown-package")
    /// Statements about files that were changed since.
    static let staleProvenance = work("stale-provenance")
}
