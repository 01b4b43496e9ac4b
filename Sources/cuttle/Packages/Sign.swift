import APK
import ArgumentParser
import Cryptography
import Diagnostics
import Files
import Repositories
import SystemPackage

/// `cuttle sign`.
struct Sign: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sign",
        abstract: "Signs packages anew; what is in them stays as it is.",
        discussion: """
            The packages may be made by anyone. Signatures that they have are left out, so name all keys that are to sign; an installer \
            takes the first signature whose key it knows. A damaged package is not signed.

            Without a key, local-melange.rsa signs when it is there.

              cuttle sign --signing-key local.rsa packages/x86_64/*.apk
            """
    )

    @Argument(help: ArgumentHelp("Package files.", valueName: "package"), completion: .file(extensions: ["apk"]))
    var packages: [String]

    @OptionGroup var signing: SigningOptions

    @Option(name: .customShort("k"), help: ArgumentHelp("The same as --signing-key.", valueName: "file"), completion: .file())
    var key: [String] = []

    @Option(help: ArgumentHelp("The folder for signed packages (default: they are replaced).", valueName: "folder"), completion: .directory)
    var outDir: String?

    mutating func validate() throws {
        signing.signingKey += key
        signing.takeStandardKey("local-melange.rsa")
        try signing.require()
    }

    func run() async throws {
        let keys = try signing.keys()
        let names = packages.compactMap { FilePath($0).lastComponent?.string }
        if outDir != nil, Set(names).count < names.count {
            throw Diagnostic(.usage, "two packages have one name, and would be one file in --out-dir")
        }
        let files = try PackageFile.open(packages)
        if let outDir { try Files.makeDirectory(FilePath(outDir)) }
        var problems: [Diagnostic] = []
        for (file, name) in zip(files, names) {
            let target = outDir.map { FilePath($0).appending(name) } ?? file.path
            let lock = try await RepositoryLock.ofFolder(around: target, waiting: Console.tellWaiting)
            defer { withExtendedLifetime(lock) {} }
            do throws(Diagnostic) {
                try file.sign(with: keys, to: target)
                Console.print("\(target): signed with \(keys.map(\.publicName).joined(separator: ", "))")
            } catch {
                problems.append(error)
            }
        }
        if !problems.isEmpty { throw DiagnosticList(problems) }
    }
}
