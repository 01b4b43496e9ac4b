import COpenSSL

/// The kinds of keys that sign images, each with its hash function (SIGNING.md §1).
enum KeyAlgorithm: Sendable {
    /// ECDSA on P-256 with SHA-256.
    case p256
    /// ECDSA on P-384 with SHA-384.
    case p384
    /// ECDSA on P-521 with SHA-512.
    case p521
    /// RSA of 2048 to 4096 bits, PKCS#1 v1.5 with SHA-256.
    case rsa

    /// Nil for keys of other kinds, and for RSA keys that are too short or too long.
    init?(_ key: OpaquePointer) {
        switch EVP_PKEY_get_base_id(key) {
        case EVP_PKEY_RSA:
            guard (2048...4096).contains(EVP_PKEY_get_bits(key)) else { return nil }
            self = .rsa
        case EVP_PKEY_EC:
            var name = [CChar](repeating: 0, count: 64)
            guard EVP_PKEY_get_group_name(key, &name, name.count, nil) == 1 else { return nil }
            switch String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self) {
            case "prime256v1", "P-256": self = .p256
            case "secp384r1", "P-384": self = .p384
            case "secp521r1", "P-521": self = .p521
            default: return nil
            }
        default: return nil
        }
    }

    /// What messages say of all of them.
    static let allowed = "ECDSA on P-256, P-384 or P-521, and RSA of 2048 to 4096 bits"

    var hashFunction: OpaquePointer? {
        switch self {
        case .p256, .rsa: EVP_sha256()
        case .p384: EVP_sha384()
        case .p521: EVP_sha512()
        }
    }
}
