public import Attestations
import Cryptography
public import Diagnostics
import JSON

/// A signature and what it covers in one file, as Sigstore's tools exchange it: a bundle, version 0.3 (SIGNING.md §4.1).
///
/// Only bundles with a key are taken: certificates and transparency logs need services.
public struct SignatureBundle: Hashable, Sendable {
    /// The media type of those that are written.
    public static let mediaType = "application/vnd.dev.sigstore.bundle.v0.3+json"
    private static let readable = [mediaType] + (1...3).map { "application/vnd.dev.sigstore.bundle+json;version=0.\($0)" }
    /// A bill of materials of thousands of packages has some megabytes.
    static let largest = 64 << 20

    /// By which the key can be guessed: base64 of the SHA-256 over its DER form. Nothing vouches for it.
    public let hint: String
    /// The statement and its one signature.
    public let envelope: Envelope

    /// Signs a statement.
    public init(_ statement: [UInt8], key: ImagePrivateKey) throws(Diagnostic) {
        hint = try key.publicKey().hint
        let signature = try key.sign(Envelope.signedBytes(of: statement))
        envelope = Envelope(statement, signatures: [(hint, signature)])
    }

    /// Reads a bundle.
    ///
    /// - Parameter name: what messages call it.
    public init(_ bytes: [UInt8], name: String) throws(Diagnostic) {
        if bytes.count > Self.largest { throw .damagedSignature(name, "it is larger than \(Self.largest) bytes") }
        let document: JSON
        do {
            document = try JSON(parsing: bytes)
        } catch {
            throw .damagedSignature(name, "at byte \(error.offset): \(error.problem)")
        }
        guard let type = document["mediaType"]?.string, Self.readable.contains(type) else {
            throw .damagedSignature(name, "it is no bundle of Sigstore's, version 0.1 to 0.3")
        }
        guard let material = document["verificationMaterial"], let key = material["publicKey"] else {
            throw .damagedSignature(name, "it was signed with a certificate, not with a key: that cannot be checked without its services")
        }
        guard let content = document["dsseEnvelope"] else { throw .damagedSignature(name, "it holds no signed statement") }
        envelope = try Envelope(parsing: Array(content.text().utf8), name: name)
        if envelope.signatures.count != 1 {
            throw .damagedSignature(name, "it has \(envelope.signatures.count) signatures; a bundle has exactly one")
        }
        hint = key["hint"]?.string ?? ""
    }

    /// The bundle as one line of JSON.
    public var text: String {
        JSON.object([
            "mediaType": .string(Self.mediaType),
            "verificationMaterial": .object(["publicKey": .object(["hint": .string(hint)])]),
            "dsseEnvelope": .object([
                "payload": .string(Base64.encode(envelope.payload)),
                "payloadType": .string(envelope.payloadType),
                "signatures": .array(
                    envelope.signatures.map { .object(["sig": .string(Base64.encode($0.bytes)), "keyid": .nonEmpty($0.keyName)]) }
                ),
            ]),
        ]).text()
    }
}
