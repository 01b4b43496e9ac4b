import ArgumentParser
import Cryptography
import Diagnostics
import Files
import ImageConfigurations
import Images
import JSON
import Recipes
import SystemPackage

/// `cuttle image lock`.
struct ImageLocking: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lock",
        abstract: "Writes down which packages an image consists of, so that it can be built again of the same.",
        discussion: """
            The lock file names every package with its location and the digests of its parts, for each architecture by itself, and a \
            digest over the configuration with all that it includes. Keys and repositories of the command line are used, and not named in it: an image that shall name them takes them again.

            Example:
              cuttle image lock images/hello.yaml -r packages -k local.rsa.pub
              cuttle image build images/hello.yaml hello:1 out -r packages -k local.rsa.pub \\
                --lockfile images/hello.lock.json
            """
    )

    @Argument(help: ArgumentHelp("The image configuration.", valueName: "configuration"), completion: .file())
    var path: String

    @OptionGroup var architectures: ImageArchitectureOptions

    @Option(
        help: ArgumentHelp("The lock file (default: the configuration's path, with .lock.json for its extension).", valueName: "file"),
        completion: .file()
    )
    var output: String?

    @Flag(help: "Print what was locked as JSON.")
    var json = false

    @OptionGroup var input: ImageInputOptions

    func run() async throws { try await lock(to: file("lock.json")) }

    /// Chooses packages and writes the lock file.
    func lock(to output: String) async throws {
        let (loaded, configuration) = try input.load(path)
        let architectures = try architectures.chosen(configuration)
        let chosen = architectures.list
        let (resolver, resolutions) = try await architectures.choosing { architectures in
            let resolver = try await input.resolver(configuration, architectures)
            try await resolver.refresh(configuration, architectures, warn: Console.warn)
            return (
                resolver, try resolver.resolve(configuration, architectures, adding: try input.morePackages(), warn: Console.warn)
            )
        }
        let status = StatusLine()
        for resolution in resolutions { try await resolver.fetch(resolution) { status.show($0) } }
        status.clear()
        let keys = try await lockedKeys(loaded.configuration, chosen)
        let lock = try ImageLock(loaded, name: path, keyring: keys, resolutions: resolutions)
        try Files.writeOutput(Array(lock.text.utf8), to: FilePath(output))
        if json {
            Console.print(
                JSON.object([
                    "lockfile": .string(output), "checksum": .string(loaded.checksum), "packages": .number(Int64(lock.packages.count)),
                ]).text(indent: 2)
            )
        } else {
            let count = Console.count(lock.packages.count, "package")
            Console.note("\(output): \(count) for \(chosen.map(\.imageName).joined(separator: ", "))")
        }
    }

    /// The keys that the configuration names, and with `--discover-keys` those that its repositories do.
    private func lockedKeys(_ configuration: ImageConfiguration, _ architectures: [Architecture]) async throws -> [ImageLock.Key] {
        let store = try input.store.open()
        let named = try await ImageKeys(store, isOffline: input.offline).read(configuration, warn: Console.warn)
        var keys = named.map { ImageLock.Key(location: $0.location, content: $0.key.pem) }
        let contents = configuration.contents
        for repository in Set(contents.buildRepositories + contents.runtimeRepositories + contents.repositories) {
            let found = try await input.discovery.keys(
                of: [repository],
                architectures: architectures,
                in: store,
                isOffline: input.offline
            )
            keys += found.map { ImageLock.Key(location: "\(repository)/\($0.name)", content: $0.pem) }
        }
        var seen: Set<String> = []
        return keys.filter { seen.insert($0.location).inserted }
    }

    /// The file to write: without a name of its own, it has that of the configuration.
    func file(_ suffix: String) -> String {
        if let output, !output.isEmpty { return output }
        return Self.name(path, suffix)
    }

    /// A path with another extension, or with one.
    private static func name(_ path: String, _ suffix: String) -> String {
        let file = path[(path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex)...]
        let stem = file.lastIndex(of: ".").map { path[..<$0] } ?? path[...]
        return "\(stem).\(suffix)"
    }
}

/// `cuttle image resolve`: what `lock` was called before, for scripts that still do.
struct ImageResolve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resolve",
        abstract: "Writes a lock file named .resolved.json: use lock.",
        shouldDisplay: false
    )

    @OptionGroup var locking: ImageLocking

    func run() async throws {
        Console.warn(
            Diagnostic(.usage, "resolve is an old name of lock", severity: .warning, hint: "use cuttle image lock")
        )
        try await locking.lock(to: locking.file("resolved.json"))
    }
}
