import ArgumentParser
import Cryptography
import Diagnostics
import Recipes
import Seeds
import SystemPackage

/// `cuttle seed`.
struct Seed: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "seed",
        abstract: "Makes the Debian root that first packages are built in.",
        discussion: """
            The seed is an ordinary signed package in a repository of its own, made of the Debian packages that this machine's \
            apt can fetch. It is made once per list of Debian packages, and it can never become part of an image.

            What it holds is enough for C. For more, make another seed in a repository of its own, and build with that one instead:

              cuttle seed --name debian-toolchains --out-dir packages/toolchains \\
                --add cmake --add ninja-build --provide ninja
            """
    )

    @Option(help: ArgumentHelp("The repository to put it in.", valueName: "folder"), completion: .directory)
    var outDir = "packages/seed"

    @OptionGroup var signing: SigningOptions

    @Option(help: ArgumentHelp("The name of its package (default: debian-seed).", valueName: "name"))
    var name: String?

    @Option(
        help: ArgumentHelp(
            "A Debian package to hold besides the standard ones, provided under its name; may be given again.",
            valueName: "name"
        )
    )
    var add: [String] = []

    @Option(help: ArgumentHelp("A further name that recipes ask for, and that it brings; may be given again.", valueName: "name"))
    var provide: [String] = []

    @Flag(help: "Ask Debian for newer packages, even if a list is there.")
    var update = false

    @OptionGroup var store: StoreOptions

    func run() async throws {
        let additions = try SeedAdditions(name: name, packages: add, provides: provide)
        let key = try signing.builder()
        guard let architecture = Architecture.host else {
            throw Diagnostic(.usage, "this machine's architecture has no name in the format")
        }
        let builder = SeedBuilder(store: try store.open(), key: key, architecture: architecture.name, additions: additions)
        let progress = StatusLine()
        let result = try await builder.build(to: FilePath(outDir), isUpdating: update) { progress.show("seed: \($0)") }
        progress.clear()
        Console.note("\(result.isReused ? "unchanged" : "made of \(result.count) Debian packages"): \(result.package)")
    }
}
