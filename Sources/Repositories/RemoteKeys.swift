public import Cryptography
public import Diagnostics
import Files
public import Store
import SystemPackage
public import Transfers

/// The keys to trust by where they are: files, folders, and addresses, of which copies are in the store (IMAGE.md §4.2).
///
/// A key is called by the last part of its address, as signatures name it; `%40` in it is an `@`.
public struct RemoteKeys: Sendable {
    private let store: Store
    private let isOffline: Bool
    private let credentials: Credentials?
    private static let largest: Int64 = 1 << 16

    /// - Parameters:
    ///   - isOffline: whether to take what is in the store, as it is.
    ///   - credentials: for servers that ask for them.
    public init(_ store: Store, isOffline: Bool, credentials: Credentials? = .ofEnvironment) {
        self.store = store
        self.isOffline = isOffline
        self.credentials = credentials
    }

    /// Whether a place is an address and no path.
    public static func isRemote(_ place: String) -> Bool { RemoteRepositories.isRemote(place) }

    /// Brings the keys of those places that are addresses up to date.
    ///
    /// - Parameter warn: is told of a key that is another one than before, and of one that anybody on the way could have replaced.
    public func refresh(_ places: [String], warn: (Diagnostic) -> Void) async throws {
        var seen: Set<String> = []
        for address in places where Self.isRemote(address) && seen.insert(address).inserted {
            try Task.checkCancellation()
            _ = try Self.name(of: address)
            if isOffline { continue }
            let shown = address.withoutCredentials
            if address.isInTheClear {
                warn(
                    Diagnostic(
                        .keyInTheClear,
                        "the key \(shown) comes over plain HTTP, where anybody on the way can put another in its place",
                        severity: .warning,
                        hint: "take it over https, or compare a copy once and give that"
                    )
                )
            }
            do {
                try await document(address).refresh(credentials) { bytes, before throws(Diagnostic) in
                    let key = try Self.key(bytes, address)
                    guard let before, let old = try? Self.key(before, address), old.fingerprint != key.fingerprint else { return }
                    warn(
                        Diagnostic(
                            .changedKey,
                            "the key \(shown) is another one than before",
                            severity: .warning,
                            notes: ["it was \(old.fingerprint)", "and is \(key.fingerprint)"],
                            hint: "it is trusted now: make sure by another way that its owner has changed it"
                        )
                    )
                }
            } catch var error as Diagnostic {
                if try document(address).stored() != nil { error.hints.append("with --offline the copy in the store is taken") }
                throw error
            }
        }
    }

    /// The keys of places; of addresses what the store has.
    ///
    /// - Throws: `missing-key` for what is not there.
    public func keys(_ places: [String]) throws(Diagnostic) -> [PublicKey] {
        var keys: [PublicKey] = []
        for place in places {
            if !Self.isRemote(place) {
                keys += try Keyring(reading: [FilePath(place)]).all
                continue
            }
            guard let bytes = try document(place).stored() else {
                throw Diagnostic(
                    .missingKey,
                    "the store has not the key \(place.withoutCredentials)",
                    hint: "leave --offline out once, so that it is fetched"
                )
            }
            keys.append(try Self.key(bytes, place))
        }
        return keys
    }

    /// The keys of places, brought up to date.
    @inline(never)  // Put into an asynchronous caller, it ends Swift 6.3.1 as that splits the caller into its parts.
    public func current(_ places: [String], warn: (Diagnostic) -> Void) async throws -> [PublicKey] {
        try await refresh(places, warn: warn)
        return try keys(places)
    }

    private func document(_ address: String) -> RemoteDocument {
        RemoteDocument(address, kind: "keys", in: store, limit: Self.largest)
    }

    /// Nothing but one RSA key: what a server gives in place of one, such as a page, is no key even if it shows one.
    private static func key(_ bytes: [UInt8], _ address: String) throws(Diagnostic) -> PublicKey {
        let text = String(decoding: bytes, as: UTF8.self).trimmingBlanks
        let (head, foot) = ("-----BEGIN PUBLIC KEY-----", "-----END PUBLIC KEY-----")
        let isAlone = text.hasPrefix(head) && text.hasSuffix(foot) && text.ranges(of: "-----BEGIN").count == 1
        guard isAlone, let key = try? PublicKey(name: name(of: address), pem: bytes), key.isRSA else {
            throw Diagnostic(
                .badKey,
                "\(address.withoutCredentials) does not give an RSA public key in PEM form",
                hint: "it must begin with \(head), and hold nothing else"
            )
        }
        return key
    }

    /// What the key at an address is called.
    static func name(of address: String) throws(Diagnostic) -> String {
        let path = address.withoutCredentials.prefix { !"?#".contains($0) }
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        // Scheme, nothing, host, and a path.
        guard parts.count > 3, let last = parts.last, let name = String(last).percentDecoded, Self.isName(name) else {
            throw Diagnostic(
                .badKey,
                "\(address.withoutCredentials) does not end in the name of a key",
                hint: "signatures name keys by their files, as in https://example.org/keys/sepia.rsa.pub"
            )
        }
        return name
    }

    /// Whether a text can be the name of a key: a file in a folder of keys that is not hidden (APK-FORMAT.md §4).
    static func isName(_ name: String) -> Bool {
        !name.isEmpty && !name.hasPrefix(".") && name.utf8.count <= 200
            && name.unicodeScalars.allSatisfy { $0 != "/" && $0.properties.generalCategory != .control }
    }
}

extension String {
    fileprivate var trimmingBlanks: Substring {
        let start = drop { $0.isWhitespace }
        guard let end = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return start[...end]
    }

    /// The text with its %XX replaced by what they stand for; nil when that is no text.
    var percentDecoded: String? {
        var bytes: [UInt8] = []
        var rest = Substring(self).utf8
        while let byte = rest.popFirst() {
            if byte != UInt8(ascii: "%") {
                bytes.append(byte)
                continue
            }
            guard let value = Digest(hex: String(Substring(rest.prefix(2))))?.bytes, value.count == 1 else { return nil }
            bytes += value
            rest = rest.dropFirst(2)
        }
        return String(validating: bytes, as: UTF8.self)
    }
}

extension Diagnostic.Code {
    /// A key at an address that is another one than before.
    public static let changedKey = work("changed-key")
    /// A key that was fetched without encryption.
    public static let keyInTheClear = work("key-in-the-clear")
}
