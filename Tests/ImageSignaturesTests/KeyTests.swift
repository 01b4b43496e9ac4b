import Cryptography
import Diagnostics
import Files
import JSON
import SystemPackage
import TestSupport
import Testing

@testable import ImageSignatures

@Suite struct ImageKeyTests {
    private let directory: TemporaryDirectory
    private var scratch: FilePath { directory.path }

    init() throws { directory = try TemporaryDirectory(prefix: "cuttle-test-") }

    private func password(_ text: String) -> () throws(Diagnostic) -> [UInt8] { { () throws(Diagnostic) in Array(text.utf8) } }

    @Test(.enabled(if: Vectors.areThere, Vectors.absence))
    func keysOfOthersAreDecrypted() throws {
        let vectors = try Vectors()
        for item in try vectors.items("encrypted_keys") {
            let pem = Array(try #require(item["pem"]?.string).utf8)
            let secret = try #require(item["password_utf8"]?.string)
            guard item["accept"] == .boolean(true) else {
                let error = #expect(throws: Diagnostic.self) { try ImagePrivateKey(name: "k", pem: pem, password: password(secret)) }
                #expect(error?.message.hasPrefix("k is not an encrypted key that can be read: its scrypt parameters") == true)
                continue
            }
            let key = try ImagePrivateKey(name: "k", pem: pem, password: password(secret))
            #expect(try key.publicKey().hint == vectors.text("spki_sha256_hint_b64"))
            let signature = try key.sign([1, 2, 3])
            #expect(try vectors.key.verifies(signature, of: [1, 2, 3]))
            let wrong = #expect(throws: Diagnostic.self) { try ImagePrivateKey(name: "k", pem: pem, password: password(secret + "x")) }
            #expect(wrong?.message == "k cannot be decrypted: the password is wrong, or the file was changed")
        }
    }

    @Test(.enabled(if: Vectors.areThere, Vectors.absence))
    func theKeyIsDerivedAsWithOthers() throws {
        for item in try Vectors().items("encrypted_keys") where item["accept"] == .boolean(true) {
            let pem = Array(try #require(item["pem"]?.string).utf8)
            let box = try #require(try EncryptedKey(pem, name: "k")).box
            let derived = SecretBox.key(Array(try #require(item["password_utf8"]?.string).utf8), salt: box.salt, cost: box.cost)
            #expect(derived.map { Digest(bytes: $0).hex } == item["derived_key_hex"]?.string)
        }
    }

    @Test(arguments: ["", "correct horse", "pässword"])
    func aNewKeyIsReadAgain(_ secret: String) throws {
        let key = try ImagePrivateKey(generating: "new")
        let text = try key.encrypted(password: Array(secret.utf8))
        #expect(text.hasPrefix("-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----\n"))
        let again = try ImagePrivateKey(name: "new", pem: Array(text.utf8), password: password(secret))
        #expect(try again.publicKey().hint == key.publicKey().hint)
        #expect(try key.encrypted(password: Array(secret.utf8)) != text, "salt and nonce must not be the same twice")
    }

    /// Ciphertexts of which one bit is wrong are told from keys.
    @Test func aChangedFileIsRefused() throws {
        let text = try ImagePrivateKey(generating: "new").encrypted(password: [])
        let box = try #require(try EncryptedKey(Array(text.utf8), name: "k")).box
        for index in stride(from: 0, to: box.ciphertext.count, by: 7) {
            var ciphertext = box.ciphertext
            ciphertext[index] ^= 1
            #expect(SecretBox(cost: 32768, salt: box.salt, nonce: box.nonce, ciphertext: ciphertext).open(password: []) == nil)
        }
    }

    @Test(
        arguments: [
            ("ec -name prime256v1", true), ("ec -name secp384r1", true), ("ec -name secp521r1", true), ("ec -name secp256k1", false),
            ("rsa 2048", true), ("rsa 1024", false), ("ed25519", false),
        ]
    )
    func keysOfOpenSSL(_ kind: String, _ isTaken: Bool) throws {
        let path = scratch.appending("key")
        let command =
            switch kind.split(separator: " ").first {
            case "ec": "openssl ecparam -genkey -noout \(kind.dropFirst(3)) -out \(path)"
            case "rsa": "openssl genrsa -out \(path) \(kind.dropFirst(4)) 2>&1"
            default: "openssl genpkey -algorithm ed25519 -out \(path)"
            }
        try Shell.run(command)
        try Shell.run("openssl pkey -in \(path) -pubout -out \(path).pub")
        guard isTaken else {
            let error = #expect(throws: Diagnostic.self) { try ImagePrivateKey(path, password: password("")) }
            #expect(error?.message == "key is a key of a kind that images are not signed with")
            #expect(throws: Diagnostic.self) { try ImagePublicKey(FilePath(path.string + ".pub")) }
            return
        }
        let key = try ImagePrivateKey(path, password: password(""))
        let message = Array("what is signed".utf8)
        try Files.writeAtomically(message, to: scratch.appending("message"))
        try Files.writeAtomically(key.sign(message), to: scratch.appending("signature"))
        let hash = kind.contains("384") ? "sha384" : kind.contains("521") ? "sha512" : "sha256"
        let judged = try Shell("cd \(scratch) && openssl dgst -\(hash) -verify key.pub -signature signature message")
        #expect(judged.output == "Verified OK\n")
        #expect(try ImagePublicKey(FilePath(path.string + ".pub")).verifies(Files.read(scratch.appending("signature")), of: message))
        #expect(
            try ImagePublicKey(FilePath(path.string + ".pub")).verifies(Files.read(scratch.appending("signature")), of: message + [0])
                == false
        )
    }

    @Test(
        arguments: [
            ("", "k is not a private key: neither one of cosign's nor one in PEM form without a passphrase"),
            ("-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----\n", "k is not an encrypted key that can be read: its last line is missing"),
            (
                "-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----\n!\n-----END ENCRYPTED SIGSTORE PRIVATE KEY-----\n",
                "k is not an encrypted key that can be read: what stands between its first and last line is not base64"
            ),
            (
                "-----BEGIN ENCRYPTED COSIGN PRIVATE KEY-----\ne30=\n-----END ENCRYPTED COSIGN PRIVATE KEY-----\n",
                "k is not an encrypted key that can be read: it is encrypted in another way than scrypt and nacl/secretbox"
            ),
        ]
    )
    func whatIsNoKeyIsRefused(_ text: String, _ message: String) {
        let error = #expect(throws: Diagnostic.self) { try ImagePrivateKey(name: "k", pem: Array(text.utf8), password: password("")) }
        #expect(error?.message == message)
    }
}
