import Cryptography
import Diagnostics
import JSON

/// The file in which cosign keeps a private key: PEM around JSON around an encrypted PKCS#8 document (SIGNING.md §1).
struct EncryptedKey {
    /// The PEM types, the one that is written first.
    static let types = ["ENCRYPTED SIGSTORE PRIVATE KEY", "ENCRYPTED COSIGN PRIVATE KEY"]
    private static let lineLength = 64

    let box: SecretBox

    init(_ box: SecretBox) {
        self.box = box
    }

    /// Reads a file; nil when it is of another kind.
    ///
    /// - Parameter name: what messages call it.
    init?(_ text: [UInt8], name: String) throws(Diagnostic) {
        let lines = String(decoding: text, as: UTF8.self).split(whereSeparator: \.isNewline)
        guard let type = Self.types.first(where: { lines.first.map { Self.trimmed($0) } == "-----BEGIN \($0)-----" }) else { return nil }
        guard let end = lines.firstIndex(where: { Self.trimmed($0) == "-----END \(type)-----" }) else {
            throw Self.damaged(name, "its last line is missing")
        }
        let body = lines[1..<end].map { Self.trimmed($0) }.joined()
        guard let bytes = Base64.decode(body) else { throw Self.damaged(name, "what stands between its first and last line is not base64") }
        let document: JSON
        do {
            document = try JSON(parsing: bytes)
        } catch {
            throw Self.damaged(name, "its content at byte \(error.offset): \(error.problem)")
        }
        box = try Self.box(document, name: name)
    }

    private static func box(_ document: JSON, name: String) throws(Diagnostic) -> SecretBox {
        guard document["kdf"]?["name"]?.string == "scrypt", document["cipher"]?["name"]?.string == "nacl/secretbox" else {
            throw damaged(name, "it is encrypted in another way than scrypt and nacl/secretbox")
        }
        let parameters = document["kdf"]?["params"]
        guard let cost = parameters?["N"]?.integer, SecretBox.costs.contains(cost), parameters?["r"]?.integer == 8,
            parameters?["p"]?.integer == 1
        else {
            throw damaged(name, "its scrypt parameters are none of those that are in use (N 32768, 65536 or 131072, r 8, p 1)")
        }
        guard let salt = document["kdf"]?["salt"]?.string.flatMap(Base64.decode),
            let nonce = document["cipher"]?["nonce"]?.string.flatMap(Base64.decode),
            let ciphertext = document["ciphertext"]?.string.flatMap(Base64.decode)
        else { throw damaged(name, "it lacks salt, nonce or ciphertext") }
        return SecretBox(cost: cost, salt: salt, nonce: nonce, ciphertext: ciphertext)
    }

    /// The file's text.
    var text: String {
        let document = JSON.object([
            "kdf": .object([
                "name": .string("scrypt"),
                "params": .object(["N": .number(box.cost), "r": .number(8), "p": .number(1)]),
                "salt": .string(Base64.encode(box.salt)),
            ]),
            "cipher": .object(["name": .string("nacl/secretbox"), "nonce": .string(Base64.encode(box.nonce))]),
            "ciphertext": .string(Base64.encode(box.ciphertext)),
        ])
        var lines = ["-----BEGIN \(Self.types[0])-----"]
        var rest = Base64.encode(Array(document.text().utf8))[...]
        while !rest.isEmpty {
            lines.append(String(rest.prefix(Self.lineLength)))
            rest = rest.dropFirst(Self.lineLength)
        }
        return (lines + ["-----END \(Self.types[0])-----", ""]).joined(separator: "\n")
    }

    private static func trimmed(_ line: Substring) -> String {
        String(line.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
    }

    private static func damaged(_ name: String, _ problem: String) -> Diagnostic {
        Diagnostic(.badKey, "\(name) is not an encrypted key that can be read: \(problem)")
    }
}
