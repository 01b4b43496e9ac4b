import APK
import ArgumentParser
import Cryptography
import Diagnostics
import Files
import Repositories
import SystemPackage

/// `cuttle sign-index`.
struct SignIndex: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sign-index",
        abstract: "Signs indexes; what they list stays as it is.",
        discussion: """
            An index that is signed already is left alone unless --force is given; then its signatures are left out.

            Without a key, melange.rsa signs when it is there.

              cuttle sign-index --signing-key local.rsa packages/x86_64/APKINDEX.tar.gz
            """
    )

    @Argument(help: ArgumentHelp("Index files: APKINDEX.tar.gz.", valueName: "index"), completion: .file())
    var indexes: [String]

    @OptionGroup var signing: SigningOptions

    @Flag(name: [.customShort("f"), .long], help: "Sign what is signed already, in place of its signatures.")
    var force = false

    mutating func validate() throws {
        signing.takeStandardKey(SigningOptions.standardKey)
        try signing.require()
    }

    func run() async throws {
        let keys = try signing.keys()
        var files: [IndexFile] = []
        var problems: [Diagnostic] = []
        for path in indexes {
            do throws(Diagnostic) {
                if !Files.exists(FilePath(path)) { throw Diagnostic(.missingFile, "there is no index \(path)") }
                let file = try IndexFile(FilePath(path))
                // What cannot be read is not signed.
                _ = try PackageIndex(file, keyring: nil)
                files.append(file)
            } catch {
                problems.append(error)
            }
        }
        if !problems.isEmpty { throw DiagnosticList(problems) }
        for path in files.map(\.path) {
            let lock = try await RepositoryLock.ofFolder(around: path, waiting: Console.tellWaiting)
            defer { withExtendedLifetime(lock) {} }
            // Read again: somebody may have published something, or it is the one that was just signed, under another name.
            let file = try IndexFile(path)
            if file.isSigned, !force {
                let signers = file.signatures.map(\.keyName).joined(separator: ", ")
                Console.note(
                    "\(file.path): left as it is, signed with \(signers.isEmpty ? "an unknown kind of key" : signers); see --force"
                )
                continue
            }
            try file.sign(with: keys, to: file.path)
            Console.print("\(file.path): signed with \(keys.map(\.publicName).joined(separator: ", "))")
        }
    }
}
