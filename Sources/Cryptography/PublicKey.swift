import COpenSSL
public import Diagnostics
import Files
import Glibc
import Synchronization
public import SystemPackage

/// An RSA public key that packages and indexes are checked against.
public final class PublicKey: Sendable {
    /// OpenSSL allows concurrent use of a key that is only read.
    private struct Handle: @unchecked Sendable {
        let key: OpaquePointer
    }

    /// Made when it is needed.
    private let handle: Mutex<Handle?>
    /// Its file name, by which a signature refers to it (APK-FORMAT.md §4).
    public let name: String
    /// The PEM text.
    public let pem: [UInt8]

    /// Reads PEM text (`BEGIN PUBLIC KEY`).
    public init(name: String, pem: [UInt8]) throws(Diagnostic) {
        self.name = name
        self.pem = pem
        if PlainRSAKey.fits(pem) {
            handle = Mutex(nil)
            return
        }
        guard let key = Self.read(pem) else { throw Diagnostic(.badKey, "\(name) is not a public key in PEM form") }
        handle = Mutex(Handle(key: key))
    }

    private static func read(_ pem: [UInt8]) -> OpaquePointer? { PEM.read(pem) { PEM_read_bio_PUBKEY($0, nil, nil, nil) } }

    private var key: OpaquePointer? {
        handle.withLock { handle in
            if handle == nil { handle = Self.read(pem).map { Handle(key: $0) } }
            return handle
        }?.key
    }

    /// Reads a PEM file; its name is the file's.
    public convenience init(_ path: FilePath) throws(Diagnostic) {
        guard Files.exists(path) else { throw Diagnostic(.missingKey, "there is no public key \(path)") }
        try self.init(name: path.lastComponent?.string ?? "", pem: Files.read(path, limit: 1 << 20))
    }

    /// Makes an RSA key of its numbers, most significant byte first.
    public convenience init(name: String, modulus: [UInt8], exponent: [UInt8]) throws(Diagnostic) {
        guard let key = Self.key(modulus, exponent) else { throw Diagnostic(.badKey, "the numbers of \(name) are no RSA key") }
        defer { EVP_PKEY_free(key) }
        try self.init(name: name, pem: PEM.write { PEM_write_bio_PUBKEY($0, key) })
    }

    private static func key(_ modulus: [UInt8], _ exponent: [UInt8]) -> OpaquePointer? {
        let numbers = [modulus, exponent].map { (bytes: [UInt8]) in BN_bin2bn(bytes, Int32(bytes.count), nil) }
        defer { for number in numbers { BN_free(number) } }
        // OpenSSL would make a key of any numbers, and verify with it as long as it takes.
        guard BN_num_bits(numbers[0]) >= 1024, BN_num_bits(numbers[0]) <= 16384, BN_num_bits(numbers[1]) >= 2 else { return nil }
        let builder = OSSL_PARAM_BLD_new()
        defer { OSSL_PARAM_BLD_free(builder) }
        // The builder refers to the names and does not copy them.
        let names = [OSSL_PKEY_PARAM_RSA_N, OSSL_PKEY_PARAM_RSA_E].map { (name: String) in strdup(name) }
        defer { for name in names { free(name) } }
        for (name, number) in zip(names, numbers) where OSSL_PARAM_BLD_push_BN(builder, name, number) != 1 { return nil }
        let parameters = OSSL_PARAM_BLD_to_param(builder)
        defer { OSSL_PARAM_free(parameters) }
        let context = EVP_PKEY_CTX_new_from_name(nil, "RSA", nil)
        defer { EVP_PKEY_CTX_free(context) }
        var key: OpaquePointer?
        // EVP_PKEY_PUBLIC_KEY: parameters, and the public half.
        let selection = OSSL_KEYMGMT_SELECT_ALL_PARAMETERS | OSSL_KEYMGMT_SELECT_PUBLIC_KEY
        guard EVP_PKEY_fromdata_init(context) == 1, EVP_PKEY_fromdata(context, &key, selection, parameters) == 1 else { return nil }
        return key
    }

    deinit {
        if let handle = handle.withLock({ $0 }) { EVP_PKEY_free(handle.key) }
    }

    /// Whether it is an RSA key: no other can have signed a package or an index.
    public var isRSA: Bool { EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA }

    /// How long its signatures are, in bytes.
    public var signatureSize: Int { Int(EVP_PKEY_get_size(key)) }

    /// What tells keys apart, whatever they are called and however they are written: `SHA256:` and the digest of the
    /// SubjectPublicKeyInfo (RFC 5280 §4.1) in hexadecimal digits.
    public var fingerprint: String {
        var bytes = [UInt8](repeating: 0, count: Int(max(0, i2d_PUBKEY(key, nil))))
        bytes.withUnsafeMutableBufferPointer { buffer in
            var end = buffer.baseAddress
            _ = i2d_PUBKEY(key, &end)
        }
        return "SHA256:\(Digest.of(bytes).hex)"
    }

    /// Whether a PKCS#1 v1.5 signature fits a digest that was computed over the signed bytes.
    public func verify(_ signature: [UInt8], of digest: Digest, _ function: HashFunction) -> Bool {
        guard isRSA, let context = EVP_PKEY_CTX_new(key, nil) else { return false }
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
