public import Cryptography
public import Diagnostics
import JSON

/// A DSSE envelope: a statement with signatures over it (SIGNING.md §5).
public struct Envelope: Hashable, Sendable {
    /// A signature, and the name of the key that made it. The name is a hint: nothing vouches for it.
    public struct Signature: Hashable, Sendable {
        public let keyName: String
        public let bytes: [UInt8]
    }

    /// What kind of document the payload is.
    public let payloadType: String
    /// The document, as it was signed.
    public let payload: [UInt8]
    public let signatures: [Signature]

    /// The type of in-toto statements.
    public static let statementType = "application/vnd.in-toto+json"
    private static let largest = 16 << 20
    private static let mostSignatures = 16

    /// Signs a document with each key (RSA PKCS#1 v1.5 with SHA-256).
    public init(_ payload: [UInt8], type: String = statementType, key: any Signer) throws(Diagnostic) {
        self.payload = payload
        payloadType = type
        let signed = Self.signedBytes(payload, type: type)
        var signatures: [Signature] = []
        for key in key.signingKeys { signatures.append(Signature(keyName: key.publicName, bytes: try key.sign(signed, .sha256))) }
        self.signatures = signatures
    }

    /// Reads an envelope.
    ///
    /// - Parameter name: what messages call it.
    public init(parsing text: [UInt8], name: String) throws(Diagnostic) {
        if text.count > Self.largest { throw Self.damaged(name, "it is larger than \(Self.largest) bytes") }
        let document: JSON
        do {
            document = try JSON(parsing: text)
        } catch {
            throw Self.damaged(name, "at byte \(error.offset): \(error.problem)")
        }
        guard let type = document["payloadType"]?.string, let body = document["payload"]?.string,
            let items = document["signatures"]?.items
        else { throw Self.damaged(name, "it lacks payloadType, payload or signatures") }
        guard let payload = Self.decode(body) else { throw Self.damaged(name, "its payload is not base64") }
        if items.isEmpty { throw Self.damaged(name, "it has no signature") }
        if items.count > Self.mostSignatures { throw Self.damaged(name, "it has more than \(Self.mostSignatures) signatures") }
        var signatures: [Signature] = []
        for item in items {
            guard let bytes = item["sig"]?.string.flatMap(Self.decode) else { throw Self.damaged(name, "a signature is not base64") }
            signatures.append(Signature(keyName: item["keyid"]?.string ?? "", bytes: bytes))
        }
        payloadType = type
        self.payload = payload
        self.signatures = signatures
    }

    /// The envelope as one line of JSON.
    public var text: String {
        JSON.object([
            "payloadType": .string(payloadType),
            "payload": .string(Base64.encode(payload)),
            "signatures": .array(
                signatures.map { .object(["keyid": .string($0.keyName), "sig": .string(Base64.encode($0.bytes))]) }
            ),
        ]).text()
    }

    /// Makes sure that a trusted key signed it.
    ///
    /// The names of keys in it are tried first, and then all others: they are not signed.
    ///
    /// - Throws: `untrusted`.
    /// - Returns: the name of the key.
    @discardableResult
    public func verify(keyring: Keyring, name: String) throws(Diagnostic) -> String {
        let digest = Digest.of(Self.signedBytes(payload, type: payloadType))
        for signature in signatures {
            let named = keyring[name: signature.keyName].map { [$0] } ?? []
            for key in named + keyring.all where key.verify(signature.bytes, of: digest, .sha256) { return key.name }
        }
        let keys = signatures.map { $0.keyName.isEmpty ? "a key without a name" : $0.keyName }.joined(separator: ", ")
        throw Diagnostic(
            .untrustedStatement,
            "\(name): no key that is trusted made its signature",
            notes: [
                "signed by \(keys)", keyring.names.isEmpty ? "no key is trusted" : "trusted: \(keyring.names.joined(separator: ", "))",
            ],
            hint: "give the public key with --keyring-append; if it was given, the statement was changed after it was signed"
        )
    }

    /// The bytes that a signature covers: the type and the document, each with its length (PAE).
    static func signedBytes(_ payload: [UInt8], type: String) -> [UInt8] {
        Array("DSSEv1 \(type.utf8.count) \(type) \(payload.count) ".utf8) + payload
    }

    /// Base64 of either alphabet, as readers must take both.
    private static func decode(_ text: String) -> [UInt8]? {
        let standard = text.replacing("-", with: "+").replacing("_", with: "/")
        let isMixed = text.contains { "+/".contains($0) } && text.contains { "-_".contains($0) }
        return isMixed ? nil : Base64.decode(standard)
    }

    static func damaged(_ name: String, _ problem: String) -> Diagnostic {
        Diagnostic(.damagedStatement, "\(name) is not an attestation that can be read: \(problem)")
    }
}

extension Diagnostic.Code {
    /// An attestation that is none.
    public static let damagedStatement = work("damaged-statement")
    /// An attestation that no trusted key signed.
    public static let untrustedStatement = work("untrusted-statement")
    /// An attestation about something else.
    public static let wrongSubject = work("wrong-subject")
}
