import APK
import ArgumentParser
import Attestations
import Cryptography
import Diagnostics
import Files
import SystemPackage

/// `cuttle verify`.
struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Checks packages: signature, control, data, and every file in it; and what is said of them.",
        discussion: """
            Of a file NAME.intoto.jsonl the signature is checked, and that the packages beside it are those that it speaks of.

              cuttle verify packages/x86_64/*.apk packages/x86_64/*.intoto.jsonl -k local.rsa.pub
            """
    )

    @Argument(help: ArgumentHelp("Package files.", valueName: "package"), completion: .file())
    var packages: [String]

    @Option(
        name: [.customShort("k"), .customLong("keyring-append")],
        help: ArgumentHelp("A public key to trust, or a folder of *.pub files; may be given again.", valueName: "path")
    )
    var keyring: [String] = []

    func run() throws {
        let keyring = try Keyring(reading: keyring.map { FilePath($0) })
        var problems: [Diagnostic] = []
        for path in packages {
            do throws(Diagnostic) {
                if !Files.exists(FilePath(path)) { throw Diagnostic(.missingFile, "there is no package \(path)") }
                if path.hasSuffix(".intoto.jsonl") {
                    try ProvenanceCheck(FilePath(path)).run(keyring: keyring)
                } else {
                    try PackageFile(FilePath(path)).verify(keyring: keyring)
                }
                Console.print("\(path): OK")
            } catch {
                problems.append(error)
            }
        }
        if !problems.isEmpty { throw DiagnosticList(problems) }
    }
}
