import APK
import ArgumentParser
import Diagnostics
import Recipes
import Repositories

/// Where to look for what an address lists.
struct ListingOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The architecture, of addresses; host is this machine's.", valueName: "name"))
    var arch = "host"

    @OptionGroup var store: StoreOptions

    /// What an address lists now.
    func index(of address: String) async throws -> PackageIndex {
        let architectures = try Architecture.list([arch])
        guard let architecture = architectures.first, architectures.count == 1 else {
            throw Diagnostic(.usage, "--arch takes one architecture here", hint: "look at each by itself")
        }
        return try await RemoteRepositories(store.open(), isOffline: false).listing(address, architecture: architecture.name)
    }
}
