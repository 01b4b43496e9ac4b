public import Attestations
public import Cryptography
public import Diagnostics

/// What is asked of signatures and attestations of an image: its digest, who may sign, and what has to be vouched for.
public struct SignatureCheck: Sendable {
    /// The image's manifest or index.
    public let image: Digest
    /// The keys that are trusted.
    public let keys: [ImagePublicKey]
    /// Annotations that a signature must have.
    public let annotations: [String: String]

    /// Makes a check.
    public init(image: Digest, keys: [ImagePublicKey], annotations: [String: String] = [:]) {
        self.image = image
        self.keys = keys
        self.annotations = annotations
    }

    /// Something that a trusted key vouches for.
    public struct Finding: Sendable {
        /// Where it was found.
        public let place: String
        /// The key that vouches for it.
        public let key: ImagePublicKey
        /// What it says; `PredicateType.signature` for a mere signature.
        public let type: String
        /// What else the signer vouches for.
        public let annotations: [String: String]
        /// The bytes that were signed.
        public let payload: [UInt8]
    }

    /// Checks a signature of the older kind.
    ///
    /// - Parameters:
    ///   - payload: the document that was signed.
    ///   - signature: base64.
    ///   - place: what messages call it.
    public func simpleSigning(_ payload: [UInt8], signature: String, place: String) throws(Diagnostic) -> Finding {
        guard let bytes = Base64.decode(signature), !bytes.isEmpty else {
            throw .damagedSignature(place, "its signature is not base64")
        }
        let key = try signer(of: payload, [(bytes, nil)], place: place)
        let document = try SimpleSigning(payload, name: place)
        if document.image.lowercased() != "sha256:\(image)" {
            throw Diagnostic(
                .otherImage,
                "\(place) is about another image",
                notes: ["it is about \(document.image)", "the image is sha256:\(image)"]
            )
        }
        try check(document.annotations, place: place)
        return Finding(
            place: place,
            key: key,
            type: PredicateType.signature,
            annotations: document.annotations,
            payload: payload
        )
    }

    /// Checks a bundle.
    ///
    /// - Parameter place: what messages call it.
    public func bundle(_ bytes: [UInt8], place: String) throws(Diagnostic) -> Finding {
        let bundle = try SignatureBundle(bytes, name: place)
        return try envelope(bundle.envelope, hint: bundle.hint, place: place)
    }

    /// Checks a signed statement.
    ///
    /// - Parameters:
    ///   - hint: by which the key can be guessed, nil when there is none.
    ///   - place: what messages call it.
    public func envelope(_ envelope: Envelope, hint: String? = nil, place: String) throws(Diagnostic) -> Finding {
        let key = try signer(of: envelope.signedBytes, envelope.signatures.map { ($0.bytes, hint) }, place: place)
        let statement = try ImageStatement.read(envelope, about: image, name: place)
        let subject = statement.subjects.first { $0.digests["sha256"]?.lowercased() == image.hex }
        let annotations = subject?.annotations ?? [:]
        if statement.predicateType == PredicateType.signature { try check(annotations, place: place) }
        return Finding(place: place, key: key, type: statement.predicateType, annotations: annotations, payload: envelope.payload)
    }

    /// Nothing is looked at before somebody who is trusted is known to have written it.
    private func signer(
        of bytes: [UInt8],
        _ signatures: [(bytes: [UInt8], hint: String?)],
        place: String
    ) throws(Diagnostic) -> ImagePublicKey {
        for signature in signatures {
            if let key = keys.first(where: { $0.verifies(signature.bytes, of: bytes) }) { return key }
        }
        let hints = Set(signatures.compactMap(\.hint).filter { !$0.isEmpty })
        let isKnown = keys.contains { hints.contains($0.hint) }
        throw Diagnostic(
            .wrongImageKey,
            isKnown
                ? "\(place): the signature does not fit what it is said to cover"
                : "\(place): no key that is trusted made the signature",
            notes: hints.sorted().map { "made by the key \($0)" } + keys.map { "trusted: \($0.name), \($0.hint)" },
            hint: isKnown
                ? "it was changed after it was signed; do not use it"
                : "give the public key of the signer with --key; if it was given, something was changed after it was signed"
        )
    }

    private func check(_ found: [String: String], place: String) throws(Diagnostic) {
        for (key, value) in annotations.sorted(by: { $0.key < $1.key }) where found[key] != value {
            throw Diagnostic(
                .otherAnnotations,
                "\(place) does not vouch for \(key)=\(value)",
                notes: [found[key].map { "it says \(key)=\($0)" } ?? "it says nothing of \(key)"]
            )
        }
    }
}

extension Diagnostic.Code {
    /// A signature without the annotations that were asked for.
    public static let otherAnnotations = work("other-annotations")
}
