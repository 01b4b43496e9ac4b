public import Cryptography
public import Diagnostics
import JSON
public import Store
public import Transfers

/// Finds the keys of repositories on the web by what their publishers say of them (IMAGE.md §4.2): Alpine's list of releases, and the
/// `apk-configuration` of a repository.
///
/// What is found so is trusted as much as the connection to the server, and no more; so it is done only where somebody asks for it, and never
/// in the clear.
public struct KeyDiscovery: Sendable {
    private let store: Store
    private let isOffline: Bool
    private let credentials: Credentials?
    private let releases: String
    private let today: String
    private static let largestList: Int64 = 4 << 20
    private static let largestConfiguration: Int64 = 1 << 20
    private static let mostKeys = 100

    /// - Parameters:
    ///   - isOffline: whether to take what is in the store, as it is.
    ///   - credentials: for servers that ask for them.
    ///   - releases: the address of Alpine's list of releases.
    ///   - today: YYYY-MM-DD; keys that were given up before are not taken.
    public init(
        _ store: Store,
        isOffline: Bool,
        credentials: Credentials? = .ofEnvironment,
        releases: String = "https://alpinelinux.org/releases.json",
        today: String
    ) {
        self.store = store
        self.isOffline = isOffline
        self.credentials = credentials
        self.releases = releases
        self.today = today
    }

    /// The keys of repositories for an architecture.
    ///
    /// - Parameters:
    ///   - locations: as `Repository` takes them; folders have no keys to be found.
    ///   - warn: is told why keys could not be found: without them the repository is refused anyway, unless its key is given.
    public func keys(of locations: [String], architecture: String, warn: (Diagnostic) -> Void) async throws -> [PublicKey] {
        var keys: [PublicKey] = []
        for location in Set(locations).sorted() {
            let address = Repository.name(of: location)
            guard RemoteRepositories.isRemote(address) else { continue }
            do {
                if let branch = Self.alpineBranch(of: address), let list = try await document(releases, limit: Self.largestList) {
                    let addresses = try keyAddresses(list, branch, architecture)
                    keys += try await RemoteKeys(store, isOffline: isOffline, credentials: nil).current(addresses, warn: warn)
                }
                // Of a tagged repository apko does not ask.
                if address == location { keys += try await configuredKeys(address) }
            } catch let error as Diagnostic {
                var warning = error
                warning.severity = .warning
                warn(warning.noting("so no keys of \(address.withoutCredentials) were found"))
            }
        }
        return Keyring(keys).all
    }

    /// The release that an address is of: `https://…/alpine/BRANCH/REPOSITORY`.
    static func alpineBranch(of address: String) -> String? {
        let parts = address.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count >= 6, parts[parts.count - 3] == "alpine", parts.suffix(2).allSatisfy({ !$0.isEmpty }) else { return nil }
        return String(parts[parts.count - 2])
    }

    /// Where the keys of a release are that are in force today, after Alpine's list of releases.
    private func keyAddresses(_ list: JSON, _ branch: String, _ architecture: String) throws(Diagnostic) -> [String] {
        let release = list["release_branches"]?.items?.first { $0["rel_branch"]?.string == branch }
        let entries = release?["keys"]?[architecture]?.items ?? []
        let addresses = entries.prefix(Self.mostKeys).compactMap { entry -> String? in
            if let end = entry["deprecated_since"]?.string, !end.isEmpty, end <= today { return nil }
            // The list has had keys with a blank where their names have an @.
            return entry["url"]?.string?.replacing("%20", with: "@")
        }
        for address in addresses where !RemoteKeys.isRemote(address) || address.isInTheClear {
            throw Diagnostic(.badKey, "\(releases) names the key \(address), which is not to be had over https")
        }
        return addresses
    }

    /// The keys that a repository names in a set of JSON Web Keys (RFC 7517).
    private func configuredKeys(_ repository: String) async throws -> [PublicKey] {
        let base = repository.hasSuffix("/") ? String(repository.dropLast()) : repository
        guard let configuration = try await document("\(base)/apk-configuration", limit: Self.largestConfiguration) else { return [] }
        guard let place = configuration["jwks_uri"]?.string else { return [] }
        guard RemoteRepositories.isRemote(place), let set = try await document(place, limit: Self.largestConfiguration) else {
            throw Diagnostic(.badKey, "\(base.withoutCredentials)/apk-configuration names \(place), where there are no keys")
        }
        var keys: [PublicKey] = []
        for entry in (set["keys"]?.items ?? []).prefix(Self.mostKeys) {
            let name = entry["kid"]?.string ?? ""
            guard entry["kty"]?.string == "RSA", RemoteKeys.isName(name),
                let modulus = entry["n"]?.string.flatMap(Self.decode), let exponent = entry["e"]?.string.flatMap(Self.decode)
            else { throw Diagnostic(.badKey, "\(place.withoutCredentials) holds what is no RSA key with a name: \"\(name)\"") }
            keys.append(try PublicKey(name: "\(name).rsa.pub", modulus: modulus, exponent: exponent))
        }
        return keys
    }

    /// A document of JSON; nil when the server has none.
    private func document(_ address: String, limit: Int64) async throws -> JSON? {
        let shown = address.withoutCredentials
        if address.isInTheClear { throw Diagnostic(.keyInTheClear, "\(shown) is not asked for keys: it comes over plain HTTP") }
        let document = RemoteDocument(address, kind: "documents", in: store, limit: limit)
        func read(_ bytes: [UInt8]) throws(Diagnostic) -> JSON {
            do { return try JSON(parsing: bytes) } catch {
                throw Diagnostic(.badKey, "\(shown) is not JSON: at byte \(error.offset): \(error.problem)")
            }
        }
        if !isOffline {
            do {
                try await document.refresh(credentials) { bytes, _ throws(Diagnostic) in _ = try read(bytes) }
            } catch let error as Diagnostic where error.code == .notFound {
                return nil
            }
        }
        return try document.stored().map { bytes throws(Diagnostic) in try read(bytes) }
    }

    /// Base64 without padding, of the alphabet for addresses (RFC 7515 §2).
    private static func decode(_ text: String) -> [UInt8]? {
        let standard = text.replacing("-", with: "+").replacing("_", with: "/")
        return Base64.decode(standard + String(repeating: "=", count: (4 - standard.utf8.count % 4) % 4))
    }
}
