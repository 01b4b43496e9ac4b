import COpenSSL
public import Diagnostics
import Files
public import SystemPackage

/// An RSA private key that signs packages and indexes.
public final class PrivateKey: @unchecked Sendable {
    // OpenSSL allows concurrent use of a key that is only read.
    private let key: OpaquePointer
    /// The file name of the public half, which signatures carry: `<private key's file name>.pub` (PACKAGE.md §2.1).
    public let publicName: String

    private init(key: OpaquePointer, publicName: String) {
        self.key = key
        self.publicName = publicName
    }

    deinit { EVP_PKEY_free(key) }

    /// Reads a PEM file (PKCS#1 or PKCS#8, without passphrase).
    public convenience init(_ path: FilePath) throws(Diagnostic) {
        guard Files.exists(path) else {
            throw Diagnostic(.missingKey, "there is no signing key \(path)", hint: "make one: cuttle keygen \(path)")
        }
        let text = try Files.read(path, limit: 1 << 20)
        // A passphrase prompt would stop an unattended build, so an encrypted key is refused.
        let read = PEM.read(text) { PEM_read_bio_PrivateKey($0, nil, { _, _, _, _ in 0 }, nil) }
        guard let key = read else {
            throw Diagnostic(.badKey, "\(path) is not an RSA private key in PEM form", hint: "make one: cuttle keygen NAME.rsa")
        }
        self.init(key: key, publicName: (path.lastComponent?.string ?? "key") + ".pub")
        guard EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA else {
            throw Diagnostic(.badKey, "\(path) is not an RSA key; packages are signed with RSA")
        }
    }

    /// Makes a new key pair and writes it: `path` (PKCS#1 PEM, mode 0600) and `path.pub` (SubjectPublicKeyInfo PEM).
    ///
    /// - Parameter bits: at least 2048.
    public static func generate(_ path: FilePath, bits: Int = 4096) throws(Diagnostic) {
        let publicPath = FilePath(path.string + ".pub")
        for existing in [path, publicPath] where Files.exists(existing) {
            throw Diagnostic(.keyExists, "\(existing) exists already; it is left as it is", hint: "give another name")
        }
        guard let key = newKey(bits: bits) else {
            throw Diagnostic(.badKey, "OpenSSL could not make an RSA key of \(bits) bits")
        }
        defer { EVP_PKEY_free(key) }
        try Files.makeDirectory(path.removingLastComponent())
        let privateText = try PEM.write { PEM_write_bio_PrivateKey_traditional($0, key, nil, nil, 0, nil, nil) }
        let publicText = try PEM.write { PEM_write_bio_PUBKEY($0, key) }
        try Files.writeAtomically(privateText, to: path, mode: 0o600)
        try Files.writeAtomically(publicText, to: publicPath)
    }

    /// A new key that is kept nowhere: for what asks for a key and signs nothing that anybody would check.
    public static func ephemeral() throws(Diagnostic) -> PrivateKey {
        guard let key = newKey(bits: 2048) else { throw Diagnostic(.badKey, "OpenSSL could not make an RSA key") }
        return PrivateKey(key: key, publicName: "ephemeral.pub")
    }

    /// The PKCS#1 v1.5 signature over bytes (APK-FORMAT.md §4).
    public func sign(_ bytes: [UInt8], _ function: HashFunction) throws(Diagnostic) -> [UInt8] {
        let context = EVP_MD_CTX_new()
        defer { EVP_MD_CTX_free(context) }
        var length = 0
        guard EVP_DigestSignInit(context, nil, function.algorithm, nil, key) == 1,
            EVP_DigestSign(context, nil, &length, bytes, bytes.count) == 1
        else { throw Diagnostic(.badKey, "OpenSSL could not sign with this key") }
        var signature = [UInt8](repeating: 0, count: length)
        guard EVP_DigestSign(context, &signature, &length, bytes, bytes.count) == 1 else {
            throw Diagnostic(.badKey, "OpenSSL could not sign with this key")
        }
        return Array(signature.prefix(length))
    }

    /// The public half as PEM text.
    public func publicKey() throws(Diagnostic) -> PublicKey {
        try PublicKey(name: publicName, pem: PEM.write { PEM_write_bio_PUBKEY($0, key) })
    }

    private static func newKey(bits: Int) -> OpaquePointer? {
        let context = EVP_PKEY_CTX_new_id(EVP_PKEY_RSA, nil)
        defer { EVP_PKEY_CTX_free(context) }
        var key: OpaquePointer?
        guard EVP_PKEY_keygen_init(context) == 1, EVP_PKEY_CTX_set_rsa_keygen_bits(context, Int32(bits)) == 1 else { return nil }
        return EVP_PKEY_keygen(context, &key) == 1 ? key : nil
    }
}

extension Diagnostic.Code {
    /// A key file that was named, or that is needed, does not exist.
    public static let missingKey = input("missing-key")
    /// A key file does not hold a usable key.
    public static let badKey = input("bad-key")
    /// A key would be overwritten.
    public static let keyExists = input("key-exists")
}
