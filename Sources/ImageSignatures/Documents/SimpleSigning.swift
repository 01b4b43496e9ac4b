public import Cryptography
public import Diagnostics
import JSON

/// The document that a signature of the older kind covers: it says which image is meant (SIGNING.md §2).
public struct SimpleSigning: Hashable, Sendable {
    static let mediaType = "application/vnd.dev.cosign.simplesigning.v1+json"
    static let signatureAnnotation = "dev.cosignproject.cosign/signature"
    private static let type = "cosign container image signature"

    /// The repository, without tag; nothing is made of it when a signature is checked.
    public let repository: String
    /// The image, as `sha256:…`.
    public let image: String
    /// What else the signer vouches for.
    public let annotations: [String: String]
    /// The bytes that are signed and stored.
    public let bytes: [UInt8]

    /// Writes the document.
    ///
    /// - Parameters:
    ///   - repository: where the image is, without tag.
    ///   - image: the digest of its manifest or index.
    public init(repository: String, image: Digest, annotations: [String: String] = [:]) {
        self.repository = repository
        self.image = "sha256:\(image)"
        self.annotations = annotations
        let document = JSON.object([
            "critical": .object([
                "identity": .object(["docker-reference": .string(repository)]),
                "image": .object(["docker-manifest-digest": .string(self.image)]),
                "type": .string(Self.type),
            ]),
            "optional": annotations.isEmpty ? .null : .sorted(annotations.mapValues { .string($0) }),
        ])
        bytes = Array(document.text().utf8)
    }

    /// Reads a document whose signature was checked before.
    ///
    /// - Parameter name: what messages call it.
    public init(_ bytes: [UInt8], name: String) throws(Diagnostic) {
        let document: JSON
        do {
            document = try JSON(parsing: bytes)
        } catch {
            throw .damagedSignature(name, "at byte \(error.offset): \(error.problem)")
        }
        let critical = document["critical"]
        guard let type = critical?["type"]?.string, let image = critical?["image"]?["docker-manifest-digest"]?.string else {
            throw .damagedSignature(name, "it does not say which image it is about")
        }
        if type != Self.type { throw .damagedSignature(name, "it is a document of the type \"\(type)\", not \"\(Self.type)\"") }
        var annotations: [String: String] = [:]
        for member in document["optional"]?.members ?? [] {
            // Signers may put other values there; those that are no texts cannot be asked for.
            if let text = member.value.string { annotations[member.key] = text }
        }
        self.image = image
        self.annotations = annotations
        self.bytes = bytes
        repository = critical?["identity"]?["docker-reference"]?.string ?? ""
    }
}
