public import Diagnostics

/// What signs packages and indexes: a key, or several that all sign.
public protocol Signer: Sendable {
    /// The keys in the order in which their signatures stand; at least one.
    var signingKeys: [any SigningKey] { get }
}

extension Signer {
    /// The public halves of all keys, in their order.
    public func publicKeys() throws(Diagnostic) -> [PublicKey] {
        var keys: [PublicKey] = []
        for key in signingKeys { keys.append(try key.publicKey()) }
        return keys
    }

    /// The file names of the public halves, in their order.
    public var publicNames: [String] { signingKeys.map(\.publicName) }
}

/// A key that signs, wherever its private half is.
public protocol SigningKey: Signer {
    /// The file name of the public half, which signatures carry (APK-FORMAT.md §4).
    var publicName: String { get }

    /// The PKCS#1 v1.5 signature over bytes (APK-FORMAT.md §4).
    func sign(_ bytes: [UInt8], _ function: HashFunction) throws(Diagnostic) -> [UInt8]

    /// The public half.
    func publicKey() throws(Diagnostic) -> PublicKey
}

extension SigningKey {
    public var signingKeys: [any SigningKey] { [self] }
}

extension PrivateKey: SigningKey {}

/// Several keys that all sign, so that who trusts one of them trusts what is signed.
public struct SigningKeys: Signer {
    public let signingKeys: [any SigningKey]

    /// - Parameter keys: in the order of their signatures, with names of their own. Nil when there are none.
    public init?(_ keys: [any SigningKey]) {
        if keys.isEmpty { return nil }
        signingKeys = keys
    }
}
