import ArgumentParser
import Cryptography
import Diagnostics
import Files
import Repositories
import SystemPackage

/// `cuttle repo resign`.
struct Resign: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resign",
        abstract: "Signs a repository anew: every package, then the index.",
        discussion: """
            For a change of keys, give the old key and the new one: installers take the first signature whose key they know. When all of \
            them know the new key, sign with it alone. Signatures from before are left out; what is in the packages stays as it is. \
            Statements of provenance name the bytes of files: they do not speak of packages that were signed anew, until these are built again.

              cuttle repo resign packages --signing-key old.rsa --signing-key new.rsa
            """
    )

    @Argument(help: ArgumentHelp("The repository's folder.", valueName: "folder"), completion: .directory)
    var folder: String

    @OptionGroup var signing: SigningOptions

    @Option(
        name: [.customShort("k"), .customLong("keyring-append")],
        help: ArgumentHelp("A public key that the index may be signed with so far, or its address; may be given again.", valueName: "place")
    )
    var keyring: [String] = []

    @OptionGroup var store: StoreOptions

    func validate() throws { try signing.require() }

    func run() async throws {
        let keys = try signing.keys()
        var trusted = try await Keyring(keyring, store: store).all
        for key in keys { trusted.append(try key.publicKey()) }
        let directories = try RepositoryVerbs.directories(of: FilePath(folder))
        let signings = directories.map { RepositorySigning($0, keyring: Keyring(trusted)) }
        // One that cannot be signed must not leave the others with keys of their own.
        if signings.count > 1 { for signing in signings { try signing.check() } }
        for (directory, signing) in zip(directories, signings) {
            let count = try await signing.sign(with: keys, waiting: Console.tellWaiting)
            Console.print(
                "\(directory): \(Console.count(count, "package")) and the index signed with \(keys.map(\.publicName).joined(separator: ", "))"
            )
            let statements = try Files.list(directory).filter { $0.hasSuffix(".intoto.jsonl") }.count
            if statements == 0 { continue }
            Console.warn(
                Diagnostic(
                    .staleProvenance,
                    "\(Console.count(statements, "statement")) of provenance in \(directory) may speak of packages as they were before",
                    severity: .warning,
                    hint: "they name the bytes of files, with signatures: cuttle verify compares them; a new build makes new ones"
                )
            )
        }
    }
}

extension Diagnostic.Code {
    /// Statements about files that were changed since.
    static let staleProvenance = work("stale-provenance")
}
