import COpenSSL
import Cryptography
public import Diagnostics
import Files
public import SystemPackage

/// A public key that signatures of images are checked with: the content of a `cosign.pub` (SIGNING.md §1).
public final class ImagePublicKey: @unchecked Sendable {
    // OpenSSL allows concurrent use of a key that is only read.
    private let key: OpaquePointer
    private let algorithm: KeyAlgorithm
    /// What messages call it: its file.
    public let name: String
    /// By which bundles hint at it: base64 of the SHA-256 over its DER form (SIGNING.md §4.1).
    public let hint: String

    /// Takes a key over, and frees it in the end.
    ///
    /// - Parameter name: what messages call it.
    init(owning key: OpaquePointer, name: String) throws(Diagnostic) {
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
        hint = Base64.encode(Digest.of(Self.der(key)).bytes)
    }

    deinit { EVP_PKEY_free(key) }

    /// Reads PEM text (`BEGIN PUBLIC KEY`).
    ///
    /// - Parameter name: what messages call it.
    public convenience init(name: String, pem: [UInt8]) throws(Diagnostic) {
        guard let key = PEM.read(pem, { PEM_read_bio_PUBKEY($0, nil, nil, nil) }) else {
            throw Diagnostic(.badKey, "\(name) is not a public key in PEM form", hint: "give the file that begins with BEGIN PUBLIC KEY")
        }
        try self.init(owning: key, name: name)
    }

    /// Reads a PEM file.
    public convenience init(_ path: FilePath) throws(Diagnostic) {
        guard Files.exists(path) else { throw Diagnostic(.missingKey, "there is no public key \(path)") }
        try self.init(name: path.lastComponent?.string ?? path.string, pem: Files.read(path, limit: 1 << 20))
    }

    /// The key as PEM text.
    public var pem: [UInt8] {
        get throws(Diagnostic) { try PEM.write { PEM_write_bio_PUBKEY($0, key) } }
    }

    /// Whether a signature was made over these bytes by the private half; ECDSA signatures are in DER form.
    public func verifies(_ signature: [UInt8], of bytes: [UInt8]) -> Bool {
        guard let context = EVP_MD_CTX_new() else { return false }
        defer { EVP_MD_CTX_free(context) }
        guard EVP_DigestVerifyInit(context, nil, algorithm.hashFunction, nil, key) == 1 else { return false }
        return EVP_DigestVerify(context, signature, signature.count, bytes, bytes.count) == 1
    }

    private static func der(_ key: OpaquePointer) -> [UInt8] {
        var start: UnsafeMutablePointer<UInt8>?
        let count = i2d_PUBKEY(key, &start)
        defer { CRYPTO_free(start, nil, 0) }
        guard let start, count > 0 else { return [] }
        return Array(UnsafeBufferPointer(start: start, count: Int(count)))
    }
}
