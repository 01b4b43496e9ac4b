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

    @Flag(help: "Print what is listed as JSON.")
    var json = false

    func run() throws {
        let key = try signingKey.map { path throws(Diagnostic) in try PrivateKey(FilePath(path)) }
        var records: [IndexRecord] = []
        var sources = source.map { [FilePath($0)] } ?? []
        if merge, Files.exists(FilePath(output)) { sources.append(FilePath(output)) }
        for path in sources {
            if !Files.exists(path) { throw Diagnostic(.missingFile, "there is no index \(path)") }
            // Without a key to check it by, this is as trustworthy as the packages.
            records += try PackageIndex(reading: path, keyring: nil).records
        }
        if packages.isEmpty, sources.isEmpty { throw ValidationError("name at least one package") }
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
