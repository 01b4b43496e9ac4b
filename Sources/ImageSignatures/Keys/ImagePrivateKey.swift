import COpenSSL
import Cryptography
public import Diagnostics
import Files
public import SystemPackage

/// A private key that signs images: a `cosign.key` with its password, or a PEM file without one (SIGNING.md §1).
public final class ImagePrivateKey: @unchecked Sendable {
    // OpenSSL allows concurrent use of a key that is only read.
    private let key: OpaquePointer
    private let algorithm: KeyAlgorithm
    /// What messages call it: its file.
    public let name: String

    private init(owning key: OpaquePointer, name: String) throws(Diagnostic) {
        guard let algorithm = KeyAlgorithm(key) else {
            EVP_PKEY_free(key)
            throw Diagnostic(
                .badKey,
                "\(name) is a key of a kind that images are not signed with",
                hint: "these are: \(KeyAlgorithm.allowed)"
            )
        }
        self.key = key
        self.algorithm = algorithm
        self.name = name
    }

    deinit { EVP_PKEY_free(key) }

    /// Reads the text of a key file.
    ///
    /// - Parameters:
    ///   - name: what messages call it.
    ///   - password: is asked for when the key is encrypted.
    public convenience init(name: String, pem: [UInt8], password: () throws(Diagnostic) -> [UInt8]) throws(Diagnostic) {
        if let encrypted = try EncryptedKey(pem, name: name) {
            guard let plain = encrypted.box.open(password: try password()) else {
                throw Diagnostic(
                    .badKey,
                    "\(name) cannot be decrypted: the password is wrong, or the file was changed",
                    hint: "set COSIGN_PASSWORD to the key's password"
                )
            }
            guard let key = PEM.read(plain, { d2i_PrivateKey_bio($0, nil) }) else {
                throw Diagnostic(.badKey, "\(name) was decrypted, but holds no private key")
            }
            try self.init(owning: key, name: name)
            return
        }
        // A passphrase prompt would stop unattended work, so keys that OpenSSL has encrypted are refused.
        guard let key = PEM.read(pem, { PEM_read_bio_PrivateKey($0, nil, { _, _, _, _ in 0 }, nil) }) else {
            throw Diagnostic(
                .badKey,
                "\(name) is not a private key: neither one of cosign's nor one in PEM form without a passphrase",
                hint: "make one: cuttle image generate-key-pair"
            )
        }
        try self.init(owning: key, name: name)
    }

    /// Reads a key file.
    public convenience init(_ path: FilePath, password: () throws(Diagnostic) -> [UInt8]) throws(Diagnostic) {
        guard Files.exists(path) else {
            throw Diagnostic(.missingKey, "there is no private key \(path)", hint: "make one: cuttle image generate-key-pair")
        }
        try self.init(name: path.lastComponent?.string ?? path.string, pem: Files.read(path, limit: 1 << 20), password: password)
    }

    /// A new key on P-256, that is kept nowhere yet.
    public convenience init(generating name: String) throws(Diagnostic) {
        let context = EVP_PKEY_CTX_new_id(EVP_PKEY_EC, nil)
        defer { EVP_PKEY_CTX_free(context) }
        var made: OpaquePointer?
        guard EVP_PKEY_keygen_init(context) == 1, EVP_PKEY_CTX_set_group_name(context, "P-256") == 1,
            EVP_PKEY_keygen(context, &made) == 1, let made
        else { throw Diagnostic(.badKey, "OpenSSL could not make a key") }
        try self.init(owning: made, name: name)
    }

    /// The signature over bytes; ECDSA signatures are in DER form, and differ each time.
    public func sign(_ bytes: [UInt8]) throws(Diagnostic) -> [UInt8] {
        let context = EVP_MD_CTX_new()
        defer { EVP_MD_CTX_free(context) }
        var length = 0
        guard EVP_DigestSignInit(context, nil, algorithm.hashFunction, nil, key) == 1,
            EVP_DigestSign(context, nil, &length, bytes, bytes.count) == 1
        else { throw Diagnostic(.badKey, "OpenSSL could not sign with \(name)") }
        var signature = [UInt8](repeating: 0, count: length)
        guard EVP_DigestSign(context, &signature, &length, bytes, bytes.count) == 1 else {
            throw Diagnostic(.badKey, "OpenSSL could not sign with \(name)")
        }
        return Array(signature.prefix(length))
    }

    /// The public half.
    public func publicKey() throws(Diagnostic) -> ImagePublicKey {
        try ImagePublicKey(name: name, pem: PEM.write { PEM_write_bio_PUBKEY($0, key) })
    }

    /// The key as a file of cosign's, encrypted; an empty password is one too.
    public func encrypted(password: [UInt8]) throws(Diagnostic) -> String {
        let plain = try PEM.write { i2d_PKCS8PrivateKey_bio($0, key, nil, nil, 0, nil, nil) }
        return EncryptedKey(try SecretBox(closing: plain, password: password)).text
    }
}
