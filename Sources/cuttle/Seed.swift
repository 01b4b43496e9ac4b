import ArgumentParser
import Cryptography
import Diagnostics
import Recipes
import Seeds
import SystemPackage

/// `cuttle seed`.
struct Seed: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Makes the Debian root that first packages are built in.",
        discussion: """
            The seed is an ordinary signed package in a repository of its own, made of the Debian packages that this machine's
            apt can fetch. It is made once per list of Debian packages, and it can never become part of an image.
            """
    )

    @Option(help: ArgumentHelp("The repository to put it in.", valueName: "folder"), completion: .directory)
    var outDir = "packages/seed"

    @Option(help: ArgumentHelp("The private key that signs it.", valueName: "file"), completion: .file())
    var signingKey = "melange.rsa"

    @Flag(help: "Ask Debian for newer packages, even if a list is there.")
    var update = false

    @OptionGroup var store: StoreOptions

    func run() async throws {
        let key = try PrivateKey(FilePath(signingKey))
        guard let architecture = Architecture.host else {
            throw Diagnostic(.usage, "this machine's architecture has no name in the format")
        }
        let builder = SeedBuilder(store: try store.open(), key: key, architecture: architecture.name)
        let progress = StatusLine()
        let result = try await builder.build(to: FilePath(outDir), isUpdating: update) { progress.show("seed: \($0)") }
        progress.clear()
        Console.note("\(result.isReused ? "unchanged" : "made of \(result.count) Debian packages"): \(result.package)")
    }
}
