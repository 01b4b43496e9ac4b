public import Cryptography
public import Diagnostics
import Files
public import ImageConfigurations
public import Store
import SystemPackage
public import Transfers

/// Finds the public keys that a configuration names: files, and addresses on the web (IMAGE.md §4.2).
public struct ImageKeys: Sendable {
    private static let largest = 1 << 20
    private let store: Store
    private let isOffline: Bool
    private let credentials: Credentials?

    /// - Parameters:
    ///   - isOffline: whether to take what the store has of keys on the web, as it is.
    ///   - credentials: for servers that ask for them.
    public init(_ store: Store, isOffline: Bool, credentials: Credentials? = .ofEnvironment) {
        self.store = store
        self.isOffline = isOffline
        self.credentials = credentials
    }

    /// The texts of the keys, in the order of the configuration.
    ///
    /// - Throws: `missing-key` with the place; what is wrong with one of them.
    public func read(_ configuration: ImageConfiguration) async throws -> [ImageLock.Key] {
        var keys: [ImageLock.Key] = []
        for (index, location) in configuration.contents.keyring.enumerated() {
            let spans = configuration.keyringSpans
            do {
                keys.append(ImageLock.Key(location: location, content: try await content(location)))
            } catch var error as Diagnostic {
                error.span = error.span ?? (spans.indices.contains(index) ? spans[index] : nil)
                throw error
            }
        }
        return keys
    }

    private func content(_ location: String) async throws -> [UInt8] {
        guard ["http://", "https://"].contains(where: location.hasPrefix) else {
            let path = FilePath(location)
            guard Files.exists(path) else { throw Diagnostic(.missingKey, "there is no public key \(location)") }
            return try Files.read(path, limit: Self.largest)
        }
        let shown = location.withoutCredentials
        let folder = store.path.appending("keys")
        let kept = folder.appending("\(Digest.of(shown).hex).pub")
        if isOffline {
            guard Files.exists(kept) else {
                throw Diagnostic(
                    .missingKey,
                    "the store has no copy of the public key \(shown)",
                    hint: "leave --offline out once, so that it is fetched"
                )
            }
            return try Files.read(kept, limit: Self.largest)
        }
        try Files.makeDirectory(folder)
        let work = try store.workDirectory(prefix: "fetch-")
        defer { withExtendedLifetime(work) {} }
        let new = work.path.appending("key.pub")
        try await Download.file(location, to: new, credentials: credentials, limit: Int64(Self.largest))
        let content = try Files.read(new, limit: Self.largest)
        _ = try PublicKey(name: shown, pem: content)
        try Files.rename(new, to: kept)
        return content
    }
}

extension ImageLock.Key {
    /// The key under the name that signatures call it by: the last part of its location.
    ///
    /// - Throws: `bad-key`.
    public func publicKey() throws(Diagnostic) -> PublicKey {
        try PublicKey(name: String(location.split(separator: "/").last ?? ""), pem: Array(content.utf8))
    }
}
