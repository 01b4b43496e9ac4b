import ArgumentParser
import Cryptography
import Diagnostics
import Repositories
import Store
import SystemPackage

/// `--repository-append` and `--keyring-append`.
struct RepositoryOptions: ParsableArguments {
    @Option(
        name: [.customShort("r"), .customLong("repository-append")],
        help: ArgumentHelp("A repository to take packages from: a folder, an index, or an address; may be given again.", valueName: "place")
    )
    var repositories: [String] = []

    @Option(
        name: [.customShort("k"), .customLong("keyring-append")],
        help: ArgumentHelp("A public key to trust, a folder of *.pub files, or an address; may be given again.", valueName: "place")
    )
    var keyring: [String] = []

    /// The keys that are trusted; those at addresses are brought up to date.
    func keys(in store: Store, isOffline: Bool) async throws -> [PublicKey] {
        try await RemoteKeys(store, isOffline: isOffline).current(keyring, warn: Console.warn)
    }
}

extension Keyring {
    /// The keys of places, for verbs that need no store but for keys at addresses.
    init(_ places: [String], store: StoreOptions, isOffline: Bool = false) async throws {
        guard places.contains(where: RemoteKeys.isRemote) else {
            try self.init(reading: places.map { FilePath($0) })
            return
        }
        let keys = try await RemoteKeys(store.open(), isOffline: isOffline).current(places, warn: Console.warn)
        self.init(keys)
    }
}
