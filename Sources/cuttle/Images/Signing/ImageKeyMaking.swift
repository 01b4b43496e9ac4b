import ArgumentParser
import Diagnostics
import Files
import ImageSignatures
import SystemPackage

/// `cuttle image generate-key-pair`.
struct ImageKeyMaking: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate-key-pair",
        abstract: "Makes a key pair that signs images.",
        discussion: "Writes PREFIX.key, encrypted with the password in COSIGN_PASSWORD (which may be empty), and PREFIX.pub."
    )

    @Option(help: ArgumentHelp("What the files are called, without .key and .pub.", valueName: "prefix"), completion: .file())
    var outputKeyPrefix = "cosign"

    func run() throws {
        let (privatePath, publicPath) = (FilePath("\(outputKeyPrefix).key"), FilePath("\(outputKeyPrefix).pub"))
        for path in [privatePath, publicPath] where Files.exists(path) {
            throw Diagnostic(.usage, "\(path) exists already; it is left as it is", hint: "give another name with --output-key-prefix")
        }
        guard let password = ImageKeyOptions.password else {
            throw Diagnostic(
                .usage,
                "there is no password to encrypt \(privatePath) with",
                hint: "set COSIGN_PASSWORD to one; an empty one will do where the file is safe"
            )
        }
        let key = try ImagePrivateKey(generating: privatePath.string)
        try Files.writeAtomically(Array(key.encrypted(password: password).utf8), to: privatePath, mode: 0o600)
        try Files.writeAtomically(key.publicKey().pem, to: publicPath)
        Console.note("wrote the private key \(privatePath) and the public key \(publicPath)")
    }
}
