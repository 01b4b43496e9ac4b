import ArgumentParser
import Cryptography
import Diagnostics
import Files
import Signing
import SystemPackage

/// `--signing-key`, `--signing-command` and `--signing-public-key`: who signs.
struct SigningOptions: ParsableArguments {
    @Option(help: ArgumentHelp("A private key that signs; may be given again, and all sign.", valueName: "file"), completion: .file())
    var signingKey: [String] = []

    @Option(
        help: ArgumentHelp(
            "A shell command that signs with a key that is elsewhere: it gets the bytes on standard input and prints the raw signature; may be given again.",
            valueName: "command"
        )
    )
    var signingCommand: [String] = []

    @Option(
        help: ArgumentHelp("The public key of a --signing-command; one for each, in the same order.", valueName: "file"),
        completion: .file()
    )
    var signingPublicKey: [String] = []

    /// The private key that builds and seeds are signed with when nobody says.
    static let standardKey = "melange.rsa"

    var isGiven: Bool { !signingKey.isEmpty || !signingCommand.isEmpty }

    func validate() throws {
        if signingCommand.count != signingPublicKey.count {
            throw ValidationError(
                "each --signing-command needs its --signing-public-key: there are \(signingCommand.count) and \(signingPublicKey.count)"
            )
        }
        if signingCommand.contains(where: { $0.allSatisfy(\.isWhitespace) }) { throw ValidationError("--signing-command is empty") }
    }

    /// Takes the key that melange's verb takes when nobody names one, if it is there.
    mutating func takeStandardKey(_ name: String) {
        if !isGiven, Files.exists(FilePath(name)) { signingKey = [name] }
    }

    /// Refuses to go on without a key.
    func require() throws {
        if !isGiven { throw ValidationError("give a key with --signing-key, or a --signing-command") }
    }

    /// The keys: files in the order given, then commands.
    func keys() throws(Diagnostic) -> [any SigningKey] {
        var keys: [any SigningKey] = []
        for path in signingKey { keys.append(try PrivateKey(FilePath(path))) }
        for (command, path) in zip(signingCommand, signingPublicKey) {
            keys.append(try SigningCommand(command, key: PublicKey(FilePath(path))))
        }
        var names: Set<String> = []
        for key in keys where !names.insert(key.publicName).inserted {
            throw Diagnostic(
                .usage,
                "two keys are called \(key.publicName), and installers tell keys by their names",
                hint: "rename one of them, and the public key that is trusted"
            )
        }
        return keys
    }

    /// Who signs; nil when nobody was given.
    func signer() throws(Diagnostic) -> (any Signer)? { SigningKeys(try keys()) }

    /// Who signs what takes long to make: what was given, else the standard key.
    ///
    /// Commands sign once for nothing, so that what is wrong with them is known before the work.
    ///
    /// - Parameter isDryRun: whether nothing will be signed: no command is run then, and the standard key need not be there.
    func builder(isDryRun: Bool = false) throws(Diagnostic) -> any Signer {
        if let keys = SigningKeys(try keys()) {
            if !isDryRun { for case let command as SigningCommand in keys.signingKeys { try command.check() } }
            return keys
        }
        let path = FilePath(Self.standardKey)
        return isDryRun && !Files.exists(path) ? try PrivateKey.ephemeral() : try PrivateKey(path)
    }
}
