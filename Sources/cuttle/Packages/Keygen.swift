import ArgumentParser
import Cryptography
import SystemPackage

/// `cuttle keygen`.
struct Keygen: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keygen",
        abstract: "Makes an RSA key pair for signing packages and indexes.",
        discussion: "Writes FILE (private, mode 0600) and FILE.pub, and never overwrites one of them."
    )

    @Argument(help: ArgumentHelp("The private key's file.", valueName: "file"), completion: .file())
    var file = "melange.rsa"

    @Option(help: ArgumentHelp("Length of the key in bits, at least 2048.", valueName: "bits"))
    var keySize = 4096

    func validate() throws {
        if keySize < 2048 || keySize > 16384 { throw ValidationError("--key-size must lie between 2048 and 16384") }
    }

    func run() throws {
        try PrivateKey.generate(FilePath(file), bits: keySize)
        Console.note("wrote the private key \(file) and the public key \(file).pub")
    }
}
