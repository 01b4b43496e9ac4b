import COpenSSL
import CSodium
import Cryptography
import Diagnostics

/// Bytes closed with a password: scrypt makes the key, XSalsa20-Poly1305 closes the box (SIGNING.md §1).
struct SecretBox {
    /// How much work scrypt does, its parameter N. Files say it themselves, so it is bounded on both sides.
    static let costs: [Int64] = [32768, 65536, 131_072]
    static let cost: Int64 = 65536
    static let saltLength = 32

    let cost: Int64
    let salt: [UInt8]
    let nonce: [UInt8]
    let ciphertext: [UInt8]

    /// What is inside; nil for a wrong password, and for a box that was changed.
    func open(password: [UInt8]) -> [UInt8]? {
        guard let key = Self.key(password, salt: salt, cost: cost), nonce.count == crypto_secretbox_noncebytes() else { return nil }
        let overhead = crypto_secretbox_macbytes()
        guard ciphertext.count > overhead else { return nil }
        var plaintext = [UInt8](repeating: 0, count: ciphertext.count - overhead)
        return crypto_secretbox_open_easy(&plaintext, ciphertext, UInt64(ciphertext.count), nonce, key) == 0 ? plaintext : nil
    }

    /// Closes a box, under a salt and nonce of its own.
    init(closing plaintext: [UInt8], password: [UInt8]) throws(Diagnostic) {
        guard sodium_init() >= 0 else { throw Diagnostic(.badKey, "libsodium could not be started") }
        cost = Self.cost
        salt = Self.random(Self.saltLength)
        nonce = Self.random(crypto_secretbox_noncebytes())
        guard let key = Self.key(password, salt: salt, cost: cost) else { throw Diagnostic(.badKey, "OpenSSL could not derive a key") }
        var ciphertext = [UInt8](repeating: 0, count: plaintext.count + crypto_secretbox_macbytes())
        guard crypto_secretbox_easy(&ciphertext, plaintext, UInt64(plaintext.count), nonce, key) == 0 else {
            throw Diagnostic(.badKey, "libsodium could not encrypt the key")
        }
        self.ciphertext = ciphertext
    }

    /// A box as a file has it.
    init(cost: Int64, salt: [UInt8], nonce: [UInt8], ciphertext: [UInt8]) {
        self.cost = cost
        self.salt = salt
        self.nonce = nonce
        self.ciphertext = ciphertext
    }

    static func key(_ password: [UInt8], salt: [UInt8], cost: Int64) -> [UInt8]? {
        var key = [UInt8](repeating: 0, count: crypto_secretbox_keybytes())
        let done = password.withUnsafeBytes { bytes in
            // An empty password must still be one, not none.
            let start = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
            return withUnsafePointer(to: CChar(0)) { empty in
                EVP_PBE_scrypt(start ?? empty, bytes.count, salt, salt.count, UInt64(cost), 8, 1, 256 << 20, &key, key.count)
            }
        }
        return done == 1 ? key : nil
    }

    private static func random(_ count: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        randombytes_buf(&bytes, count)
        return bytes
    }
}
