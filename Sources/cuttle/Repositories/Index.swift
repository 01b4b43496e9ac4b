import APK
import ArgumentParser
import Cryptography
import Diagnostics
import Files
import JSON
import Recipes
import Repositories
import SystemPackage

/// `cuttle index`.
struct Index: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "index",
        abstract: "Makes an index of packages: APKINDEX.tar.gz.",
        discussion: """
            The packages may be made by anyone. Packages of an index that is named with --source, or of the output itself with --merge, \
            stay listed; those of the same name and version are replaced. Without a key the index is not signed. Builds keep the index of their repository themselves.

            A package file that such an index lists by its name, with as many bytes, and that was not changed since the index was written, \
            is not read: what the index says of it is taken over. Both the index and the times of files are believed for that; --read-all \
            reads every file.

              cuttle index -o packages/x86_64/APKINDEX.tar.gz --signing-key local.rsa \\
                packages/x86_64/*.apk
            """
    )

    @Argument(help: ArgumentHelp("Package files.", valueName: "package"), completion: .file(extensions: ["apk"]))
    var packages: [String] = []

    @Option(
        name: [.customShort("o"), .long],
        help: ArgumentHelp("The index to write.", valueName: "file"),
        completion: .file()
    )
    var output = "APKINDEX.tar.gz"

    @Option(
        name: [.customShort("s"), .long],
        help: ArgumentHelp("An index whose packages are listed too.", valueName: "file"),
        completion: .file()
    )
    var source: String?

    @Flag(name: [.customShort("m"), .long], help: "Keep what the output lists already.")
    var merge = false

    @Flag(help: "Read every package file, also one that the index seems to describe already.")
    var readAll = false

    @Option(
        name: [.customShort("a"), .long],
        help: ArgumentHelp("List only packages for this architecture, and for none.", valueName: "architecture")
    )
    var arch: String?

    @OptionGroup var signing: SigningOptions

    @Option(
        name: [.customShort("k"), .customLong("keyring-append")],
        help: ArgumentHelp(
            "A public key that an index to be merged may be signed with, beside the signing key, or its address; may be given again.",
            valueName: "place"
        )
    )
    var keyring: [String] = []

    @OptionGroup var store: StoreOptions

    @Flag(help: "Sign what an index to be merged lists, whoever signed that.")
    var ignoreSignatures = false

    @Flag(help: "Print what is listed as JSON.")
    var json = false

    /// The architecture as packages name it.
    private var architecture: String? { arch.map { Architecture($0)?.name ?? $0 } }

    func run() async throws {
        let key = try signing.signer()
        let target = FilePath(output)
        let lock = try await RepositoryLock.ofFolder(around: target, waiting: Console.tellWaiting)
        defer { withExtendedLifetime(lock) {} }
        var oldest = Int64.max
        var sources = source.map { [FilePath($0)] } ?? []
        if merge, Files.exists(target) { sources.append(target) }
        if packages.isEmpty, sources.isEmpty {
            throw Diagnostic(
                .usage,
                "there is no package to list",
                hint: "name package files: cuttle index PACKAGE.apk; or an index with --source"
            )
        }
        var old: [PackageIndex] = []
        let trusted = key == nil || ignoreSignatures ? nil : try await Keyring(keyring, store: store)
        for path in sources {
            // The time before the content: what is written meanwhile is newer.
            if Files.exists(path) { oldest = min(oldest, try FileStatus(followingLinks: path).modified) }
            old.append(try read(path, signingWith: key, trusting: trusted))
        }
        var records = old.reduce(into: IndexRecords()) { $0 += $1.records }
        if arch != nil { records.removeAll { !isListed($0) } }
        var builder = IndexBuilder(records)
        try await add(to: &builder, unchangedSince: oldest)
        var index = builder.index
        // What is updated keeps what it says of itself; what is new says what its source says.
        index.description = old.last?.description ?? []
        try index.write(to: target, key: key, temporaryFolder: lock?.temporaryFolder())
        if json {
            Console.print(JSON.object(["index": .string(output), "packages": .array(index.records.map(\.document))]).text(indent: 2))
        } else {
            Console.print("\(output): \(Console.count(index.records.count, "package"))")
        }
    }

    /// Whether a package is for the architecture that was asked for, or for all.
    private func isListed(_ record: IndexRecord) -> Bool {
        architecture == nil || record.architecture == architecture || record.architecture == "noarch"
    }

    /// Lists all packages that were named: those known already, and those that are read.
    private func add(to builder: inout IndexBuilder, unchangedSince time: Int64) async throws {
        let paths = packages.map { FilePath($0) }
        // Of two files with one name, one may be another package: both are read.
        let counts = Dictionary(paths.map { ($0.lastComponent?.string ?? "", 1) }, uniquingKeysWith: +)
        var unread: [FilePath] = []
        for path in paths {
            let isOne = counts[path.lastComponent?.string ?? ""] == 1
            if !readAll, isOne, let position = builder.known(path, unchangedSince: time) {
                try builder.keep(position, from: path)
            } else {
                unread.append(path)
            }
        }
        var problems: [Diagnostic] = []
        var read: [(FilePath, IndexRecord)] = []
        for (path, outcome) in zip(unread, try await PackageRecords.read(unread)) {
            switch outcome {
            case .success(let record): read.append((path, record))
            case .failure(let problem): problems.append(problem)
            }
        }
        if !problems.isEmpty { throw DiagnosticList(problems) }
        for (path, record) in read {
            if !isListed(record) {
                Console.warn(
                    Diagnostic(.otherArchitecture, "\(path) is for \(record.architecture), and is not listed", severity: .warning)
                )
                continue
            }
            do throws(Diagnostic) { try builder.add(record, from: path) } catch { problems.append(error) }
        }
        if !problems.isEmpty { throw DiagnosticList(problems) }
    }
}

extension Index {
    /// What an index lists; when that is going to be signed, somebody who is trusted must have signed it before.
    private func read(_ path: FilePath, signingWith key: (any Signer)?, trusting keyring: Keyring?) throws(Diagnostic) -> PackageIndex {
        if !Files.exists(path) { throw Diagnostic(.missingFile, "there is no index \(path)") }
        let file = try IndexFile(path, content: Files.read(path, limit: 300 << 20))
        guard let key, let keyring else {
            if key == nil, file.isSigned, path == FilePath(output) {
                Console.warn(
                    Diagnostic(
                        .unsignedIndex,
                        "\(path) was signed, and is not any more",
                        severity: .warning,
                        hint: "sign it: --signing-key, or cuttle sign-index"
                    )
                )
            }
            return try PackageIndex(file, keyring: nil)
        }
        let trusted = keyring.all + (try key.publicKeys())
        do throws(Diagnostic) {
            return try PackageIndex(file, keyring: Keyring(trusted))
        } catch  where error.code == .untrusted {
            var error = error
            error.hints = ["what it lists would be signed: give its key with --keyring-append, or --ignore-signatures"]
            throw error
        }
    }
}

extension Diagnostic.Code {
    /// An index that loses its signature.
    static let unsignedIndex = work("unsigned-index")
}

extension IndexRecord {
    /// The record for programs.
    var document: JSON {
        .object([
            "name": .string(name),
            "version": .string(version),
            "architecture": .nonEmpty(architecture),
            "origin": .nonEmpty(origin),
            "description": .nonEmpty(description),
            "url": .nonEmpty(url),
            "license": .nonEmpty(license),
            "maintainer": .nonEmpty(maintainer),
            "commit": .nonEmpty(commit),
            "build_time": .number(buildTime),
            "checksum": .string(identity.description),
            "size": .number(size),
            "installed_size": .number(installedSize),
            "provider_priority": providerPriority.map { .number(Int64($0)) },
            "dependencies": .nonEmpty(dependencies),
            "provides": .nonEmpty(provides),
            "install_if": .nonEmpty(installIf),
        ])
    }
}
