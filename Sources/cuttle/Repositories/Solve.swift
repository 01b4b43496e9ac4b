import APK
import ArgumentParser
import Cryptography
import Diagnostics
import JSON
import Recipes
import Repositories
import Solving
import Store
import SystemPackage

/// `cuttle solve`.
struct Solve: ImmediateCommand {
    static let configuration = CommandConfiguration(
        commandName: "solve",
        // What it is called when it is parsed by itself; the parser then asks less.
        _superCommandName: "cuttle",
        abstract: "Shows which packages would be installed, and why.",
        discussion: """
            Chooses packages for what is asked for, as apk-tools prefers them, and prints them in the order of installation. Nothing is \
            fetched or installed. What is asked for is written as in a list of packages: a name, name=1.2, name~1, name>=1.2-r3, \
            so:libc.so.6, !name for what must not be there, name@tag for a tagged repository.

            When there is no such set, the exit status is 1, and the reasons are written to standard error, in every format.

            With --solver apko, packages and their order are those that apko's own way of choosing leads to, for images that must stay as \
            they are. That way never goes back on a choice: it refuses some sets that there are, and takes some that lack something.

            Examples:
              cuttle solve sepia-baselayout xz -r packages -k local.rsa.pub
              cuttle solve busybox --repository APKINDEX.tar.gz --keyring-append keys \\
                --format dot | dot -Tsvg > why.svg
            """
    )

    @Argument(help: ArgumentHelp("What is asked for.", valueName: "package"))
    var packages: [String]

    @Option(
        name: [.customShort("r"), .customLong("repository"), .customLong("repository-append")],
        help: ArgumentHelp(
            "A repository to choose from: a folder, \"@tag folder\", or an APKINDEX.tar.gz; may be given again, the first is preferred.",
            valueName: "location"
        )
    )
    var repositories: [String] = []

    @Option(
        name: [.customShort("k"), .customLong("keyring-append")],
        help: ArgumentHelp("A public key to trust, a folder of *.pub files, or an address; may be given again.", valueName: "place")
    )
    var keyring: [String] = []

    @OptionGroup var discovery: DiscoveryOptions

    @Flag(help: "Take indexes as they are, whoever signed them.")
    var ignoreSignatures = false

    @Option(help: ArgumentHelp("The architecture; host is this machine's.", valueName: "name"))
    var arch = "host"

    @Flag(help: "Stay away from the network: what comes from addresses is taken from the store.")
    var offline = false

    @Option(help: "How the result is printed.")
    var format = Format.text

    @Flag(help: "Print the result as JSON, as --format json.")
    var json = false

    @Option(help: "Whose way of choosing packages it is to be: apk prefers what apk-tools does, apko takes what apko takes, or refuses.")
    var solver = SolvingPolicy.apk

    @OptionGroup var store: StoreOptions

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text
        case json
        case dot
    }

    func validate() throws {
        if repositories.isEmpty { throw ValidationError("there is nothing to choose from: give a repository with --repository") }
        if packages.isEmpty { throw ValidationError("nothing is asked for: name a package") }
    }

    func runAtOnce() throws -> Bool {
        if discovery.discoverKeys || keyring.contains(where: RemoteKeys.isRemote) { return false }
        if repositories.contains(where: { RemoteRepositories.isRemote(Repository.name(of: $0)) }) { return false }
        let request = try Request(self)
        let keys = ignoreSignatures ? nil : try Keyring(reading: keyring.map { FilePath($0) })
        let store = try? store.open()
        let opened = try open(request, keys: keys, store)
        if let store, keys != nil { opened.forEach { $0.reportOlderIndex(in: store, warn: Console.warn) } }
        try choose(request, from: opened)
        return true
    }

    func run() async throws {
        let request = try Request(self)
        var keys = ignoreSignatures ? nil : try await Keyring(keyring, store: self.store, isOffline: offline)
        // Without a place for a store each index is read anew.
        let store = try? store.open()
        if let store, let given = keys {
            let found = try await discovery.keys(
                of: repositories,
                architectures: [request.architecture],
                in: store,
                isOffline: offline
            )
            keys = Keyring(given.all + found)
        }
        if let store {
            try await RemoteRepositories(store, isOffline: offline).refresh(
                repositories,
                architecture: request.architecture.name,
                keyring: keys,
                warn: Console.warn
            )
        }
        try choose(request, from: open(request, keys: keys, store))
    }

    /// What is asked for, when it makes sense.
    private struct Request {
        let architecture: Architecture
        let world: [Dependency]

        init(_ command: Solve) throws {
            let architectures = try Architecture.list([command.arch])
            guard let architecture = architectures.first, architectures.count == 1 else {
                throw Diagnostic(.usage, "--arch takes one architecture here", hint: "solve for each by itself")
            }
            self.architecture = architecture
            world = try command.packages.map { text throws(Diagnostic) in try Dependency(text) }
        }
    }

    private func open(_ request: Request, keys: Keyring?, _ store: Store?) throws -> [Repository] {
        try repositories.map { location throws(Diagnostic) in
            try Repository(location, architecture: request.architecture.name, keyring: keys, store: store)
        }
    }

    private func choose(_ request: Request, from opened: [Repository]) throws {
        let set = RepositorySet(opened)
        let choices = try solver == .apk ? set.solve(request.world) : set.solve(written: packages, policy: solver)
        set.problems(of: Set(request.world.map(\.name) + choices.map(\.record.name))).forEach(Console.warn)
        let report = SolutionReport(choices)
        switch json ? .json : format {
        case .text:
            Console.write(report.text)
            Console.note("\(Console.count(choices.count, "package")), \(Console.size(report.installedSize)) installed")
        case .json: Console.print(report.document.text(indent: 2))
        case .dot: Console.write(report.dot)
        }
    }
}
