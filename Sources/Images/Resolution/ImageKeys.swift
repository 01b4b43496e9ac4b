public import Cryptography
public import Diagnostics
public import ImageConfigurations
import Repositories
public import Store
public import Transfers

/// Finds the public keys that a configuration names: files, and addresses on the web (IMAGE.md §4.2).
public struct ImageKeys: Sendable {
    private let keys: RemoteKeys
    private let isOffline: Bool

    /// - Parameters:
    ///   - isOffline: whether to take what the store has of keys on the web, as it is.
    ///   - credentials: for servers that ask for them.
    public init(_ store: Store, isOffline: Bool, credentials: Credentials? = .ofEnvironment) {
        keys = RemoteKeys(store, isOffline: isOffline, credentials: credentials)
        self.isOffline = isOffline
    }

    /// A key, and where the configuration says it is.
    public struct Located: Sendable {
        public let location: String
        public let key: PublicKey
    }

    /// The keys in the order of the configuration.
    ///
    /// - Parameter warn: is told of keys that changed since they were fetched last.
    /// - Throws: `missing-key` and what else is wrong with one of them, with the place.
    public func read(_ configuration: ImageConfiguration, warn: (Diagnostic) -> Void) async throws -> [Located] {
        var located: [Located] = []
        let spans = configuration.keyringSpans
        for (index, location) in configuration.contents.keyring.enumerated() {
            do {
                located += try await keys.current([location], warn: warn).map { Located(location: location, key: $0) }
            } catch var error as Diagnostic {
                error.span = error.span ?? (spans.indices.contains(index) ? spans[index] : nil)
                throw error
            }
        }
        return located
    }
}
