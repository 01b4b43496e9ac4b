import ArgumentParser
import CLinux
import Cryptography
import Glibc
import Recipes
import Repositories
import Store

/// `--discover-keys`.
struct DiscoveryOptions: ParsableArguments {
    @Flag(help: "Trust also the keys that repositories on the web, and Alpine's list of releases, name over https.")
    var discoverKeys = false

    /// The keys that are found for architectures; none when nobody asks for them.
    func keys(
        of locations: [String],
        architectures: [Architecture],
        in store: Store,
        isOffline: Bool
    ) async throws -> [PublicKey] {
        guard discoverKeys else { return [] }
        let discovery = KeyDiscovery(store, isOffline: isOffline, today: Self.today)
        var keys: [PublicKey] = []
        for architecture in architectures {
            keys += try await discovery.keys(of: locations, architecture: architecture.name, warn: Console.warn)
        }
        return keys
    }

    /// The day, in the time of Greenwich.
    private static var today: String {
        var now = time(nil)
        var parts = tm()
        gmtime_r(&now, &parts)
        func digits(_ value: Int32) -> String { value < 10 ? "0\(value)" : "\(value)" }
        return "\(parts.tm_year + 1900)-\(digits(parts.tm_mon + 1))-\(digits(parts.tm_mday))"
    }
}
