import COpenSSL
public import Diagnostics
import Files
public import SystemPackage

/// An RSA public key that packages and indexes are checked against.
public final class PublicKey: @unchecked Sendable {
    // OpenSSL allows concurrent use of a key that is only read.
    private let key: OpaquePointer
    /// Its file name, by which a signature refers to it (APK-FORMAT.md §4).
    public let name: String
    /// The PEM text.
    public let pem: [UInt8]

    /// Reads PEM text (`BEGIN PUBLIC KEY`).
    public init(name: String, pem: [UInt8]) throws(Diagnostic) {
        guard let key = PEM.read(pem, { PEM_read_bio_PUBKEY($0, nil, nil, nil) }) else {
            throw Diagnostic(.badKey, "\(name) is not a public key in PEM form")
        }
        self.key = key
        self.name = name
        self.pem = pem
    }

    /// Reads a PEM file; its name is the file's.
    public convenience init(_ path: FilePath) throws(Diagnostic) {
        guard Files.exists(path) else { throw Diagnostic(.missingKey, "there is no public key \(path)") }
        try self.init(name: path.lastComponent?.string ?? "", pem: Files.read(path, limit: 1 << 20))
    }

    deinit { EVP_PKEY_free(key) }

    /// Whether a PKCS#1 v1.5 signature fits a digest that was computed over the signed bytes.
    public func verify(_ signature: [UInt8], of digest: Digest, _ function: HashFunction) -> Bool {
        guard EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA, let context = EVP_PKEY_CTX_new(key, nil) else { return false }
        defer { EVP_PKEY_CTX_free(context) }
        guard EVP_PKEY_verify_init(context) == 1,
            EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) == 1,
            EVP_PKEY_CTX_set_signature_md(context, function.algorithm) == 1
        else { return false }
        return EVP_PKEY_verify(context, signature, signature.count, digest.bytes, digest.bytes.count) == 1
    }
}

/// The public keys that are trusted, by file name.
public struct Keyring: Sendable {
    private var keys: [String: PublicKey] = [:]

    /// A keyring with these keys; the first of a name wins.
    public init(_ keys: [PublicKey] = []) {
        for key in keys where self.keys[key.name] == nil { self.keys[key.name] = key }
    }

    /// Reads key files, and all `*.pub` files of folders.
    public init(reading paths: [FilePath]) throws(Diagnostic) {
        var keys: [PublicKey] = []
        for path in paths {
            // A link to a folder is a folder too.
            if FileStatus.ifPresent(path.appending("."))?.kind == .directory {
                for name in try Files.list(path) where name.hasSuffix(".pub") { keys.append(try PublicKey(path.appending(name))) }
            } else {
                keys.append(try PublicKey(path))
            }
        }
        self.init(keys)
    }

    /// The key with a file name.
    public subscript(name name: String) -> PublicKey? { keys[name] }
    /// The file names of all keys, in order.
    public var names: [String] { keys.keys.sorted() }
    /// All keys in order of their names.
    public var all: [PublicKey] { names.compactMap { keys[$0] } }
}
