import APK
import ArgumentParser
import Cryptography
import Diagnostics
import SystemPackage

/// `cuttle verify`.
struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Checks packages: signature, control, data, and every file in it."
    )

    @Argument(help: ArgumentHelp("Package files.", valueName: "package"))
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
                let package = try PackageFile(FilePath(path))
                try package.signedContent.verify(package.signatures, keyring: keyring, subject: path)
                try package.readData { _, _ in }
                Console.print("\(path): OK")
            } catch {
                problems.append(error)
            }
        }
        if !problems.isEmpty { throw DiagnosticList(problems) }
    }
}
