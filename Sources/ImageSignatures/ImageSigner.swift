import Attestations
import Cryptography
import Diagnostics
public import JSON
import Registries

/// Signs images where they are, in both ways that cosign has for it: a bundle, which new versions look for first, and an entry under a tag,
/// which all versions know (SIGNING.md §4.3).
public struct ImageSigner: Sendable {
    private let key: ImagePrivateKey
    private let time: Int64

    /// - Parameter time: what referrers are dated, in seconds since 1970.
    public init(_ key: ImagePrivateKey, time: Int64) {
        self.key = key
        self.time = time
    }

    /// Signs an image; what this key has signed already in the same words is left as it is.
    ///
    /// - Parameter annotations: what else the signer vouches for.
    /// - Returns: whether anything was added.
    public func sign(_ shelf: SignatureShelf, annotations: [String: String] = [:]) async throws -> Bool {
        let check = SignatureCheck(image: shelf.digest, keys: [try key.publicKey()], annotations: annotations)
        let payload = SimpleSigning(repository: shelf.repository, image: shelf.digest, annotations: annotations).bytes
        var isNew = false
        let tagged = try await ImageVerifier(check).tagged(shelf)
        if shelf.storage.hasTags, !tagged.found.contains(where: { $0.payload == payload }) {
            let signature = Base64.encode(try key.sign(payload))
            try await shelf.add(
                payload,
                type: SimpleSigning.mediaType,
                annotations: [SimpleSigning.signatureAnnotation: signature],
                to: .signatures
            )
            isNew = true
        }
        let statement = ImageStatement.about(shelf.digest, annotations: annotations)
        return try await bundle(statement, shelf, check) || isNew
    }

    /// Attests something of an image; what this key has attested already in the same words is left as it is.
    ///
    /// - Parameters:
    ///   - type: the address of the predicate's type.
    ///   - predicate: what is said.
    /// - Returns: whether anything was added.
    public func attest(_ shelf: SignatureShelf, type: String, predicate: JSON) async throws -> Bool {
        let check = SignatureCheck(image: shelf.digest, keys: [try key.publicKey()])
        let statement = ImageStatement.about(shelf.digest, type: type, predicate: predicate)
        let payload = Array(statement.text.utf8)
        var isNew = false
        let listed = try await ImageVerifier(check).attested(shelf, type: type)
        if shelf.storage.hasTags, !listed.found.contains(where: { $0.payload == payload }) {
            let envelope = Envelope(payload, signatures: [("", try key.sign(Envelope.signedBytes(of: payload)))])
            try await shelf.add(
                Array(envelope.text.utf8),
                type: SignatureList.envelopeType,
                annotations: [SimpleSigning.signatureAnnotation: "", SignatureList.predicateTypeKey: type],
                to: .attestations
            )
            isNew = true
        }
        return try await bundle(statement, shelf, check) || isNew
    }

    private func bundle(_ statement: Statement, _ shelf: SignatureShelf, _ check: SignatureCheck) async throws -> Bool {
        let payload = Array(statement.text.utf8)
        let there = try await ImageVerifier(check).bundled(shelf, type: statement.predicateType)
        if there.found.contains(where: { $0.payload == payload }) { return false }
        try await shelf.add(SignatureBundle(payload, key: key), type: statement.predicateType, time: time)
        return true
    }
}
