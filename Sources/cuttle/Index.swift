import APK
import ArgumentParser
import Cryptography
import Diagnostics
import Files
import JSON
import Repositories
import SystemPackage

/// `cuttle index`.
struct Index: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Makes an index of packages: APKINDEX.tar.gz.",
        discussion: """
            The packages may be made by anyone. Packages of an index that is named with --source, or of the output itself with --merge,
            stay listed; those of the same name and version are replaced. Builds keep the index of their repository themselves.

              cuttle index -o packages/x86_64/APKINDEX.tar.gz --signing-key local.rsa packages/x86_64/*.apk
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

    @Option(
        name: [.customShort("a"), .long],
        help: ArgumentHelp("List only packages for this architecture, and for none.", valueName: "architecture")
    )
    var arch: String?

    @Option(
        help: ArgumentHelp("A private key that signs the index (default: it is not signed).", valueName: "file"),
        completion: .file()
    )
    var signingKey: String?

    @Option(
        name: [.customShort("k"), .customLong("keyring-append")],
        help: ArgumentHelp(
            "A public key that an index to be merged may be signed with, beside the signing key; may be given again.",
            valueName: "path"
        )
    )
    var keyring: [String] = []

    @Flag(help: "Sign what an index to be merged lists, whoever signed that.")
    var ignoreSignatures = false

    @Flag(help: "Print what is listed as JSON.")
    var json = false

    func run() throws {
        let key = try signingKey.map { path throws(Diagnostic) in try PrivateKey(FilePath(path)) }
        var sources = source.map { [FilePath($0)] } ?? []
        if merge, Files.exists(FilePath(output)) { sources.append(FilePath(output)) }
        if packages.isEmpty, sources.isEmpty { throw ValidationError("name at least one package") }
        var records: [IndexRecord] = []
        for path in sources { records += try read(path, signingWith: key) }
        var builder = IndexBuilder(records)
        var problems: [Diagnostic] = []
        for file in try PackageFile.open(packages) {
            if let arch, file.info.architecture != arch, file.info.architecture != "noarch" {
                Console.warn(
                    Diagnostic(
                        .otherArchitecture,
                        "\(file.path) is for \(file.info.architecture), and is not listed",
                        severity: .warning
                    )
                )
                continue
            }
            do throws(Diagnostic) { try builder.add(file) } catch { problems.append(error) }
        }
        if !problems.isEmpty { throw DiagnosticList(problems) }
        let index = builder.index
        try index.write(to: FilePath(output), key: key)
        if json {
            Console.print(JSON.object(["index": .string(output), "packages": .array(index.records.map(\.document))]).text(indent: 2))
        } else {
            Console.print("\(output): \(Console.count(index.records.count, "package"))")
        }
    }
}

extension Index {
    /// What an index lists; when that is going to be signed, somebody who is trusted must have signed it before.
    private func read(_ path: FilePath, signingWith key: PrivateKey?) throws(Diagnostic) -> [IndexRecord] {
        if !Files.exists(path) { throw Diagnostic(.missingFile, "there is no index \(path)") }
        let file = try IndexFile(path)
        guard let key, !ignoreSignatures else {
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
            return try PackageIndex(file, keyring: nil).records
        }
        let trusted = try Keyring(reading: keyring.map { FilePath($0) }).all + [try key.publicKey()]
        do throws(Diagnostic) {
            return try PackageIndex(file, keyring: Keyring(trusted)).records
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
