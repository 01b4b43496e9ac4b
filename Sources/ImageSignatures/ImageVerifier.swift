import Attestations
public import Diagnostics
import Registries

/// Finds out which keys vouch for an image, and for what (SIGNING.md §4.3).
public struct ImageVerifier: Sendable {
    private let check: SignatureCheck

    /// Makes a verifier.
    public init(_ check: SignatureCheck) {
        self.check = check
    }

    /// What a look gave: what is vouched for, and what was found but is not to be trusted.
    public struct Outcome: Sendable {
        /// What trusted keys vouch for.
        public var found: [SignatureCheck.Finding] = []
        /// Why others do not count.
        public var problems: [Diagnostic] = []

        mutating func take(_ body: () throws -> SignatureCheck.Finding) throws {
            do {
                found.append(try body())
            } catch let error as Diagnostic {
                problems.append(error)
            }
        }

        /// Findings of a type; problems stay.
        func ofType(_ type: String) -> Outcome {
            Outcome(found: found.filter { $0.type == type }, problems: problems)
        }
    }

    /// The signatures of an image: bundles, and entries under its tag.
    ///
    /// - Throws: `unsigned-image` when no trusted key has signed it, with what was wrong with each that was found.
    public func signatures(of shelf: SignatureShelf) async throws -> [SignatureCheck.Finding] {
        try require(
            [try await bundled(shelf, type: PredicateType.signature), try await tagged(shelf)],
            shelf,
            what: "signature",
            verb: "sign --key KEY"
        )
    }

    /// The attestations of an image of one type.
    ///
    /// - Parameter type: the address of the predicate's type.
    /// - Throws: `unsigned-image` when no trusted key attests it.
    public func attestations(of shelf: SignatureShelf, type: String) async throws -> [SignatureCheck.Finding] {
        try require(
            [try await bundled(shelf, type: type), try await attested(shelf, type: type)],
            shelf,
            what: "attestation of the type \(type)",
            verb: "attest --key KEY --type \(type) --predicate FILE"
        )
    }

    private func require(_ outcomes: [Outcome], _ shelf: SignatureShelf, what: String, verb: String) throws -> [SignatureCheck.Finding] {
        let found = outcomes.flatMap(\.found)
        if !found.isEmpty { return found }
        let problems = outcomes.flatMap(\.problems)
        let name = "\(shelf.repository)@sha256:\(shelf.digest)"
        guard let first = problems.first else {
            throw Diagnostic(.unsignedImage, "\(name) has no \(what)", hint: "make one: cuttle image \(verb) \(name)")
        }
        // One reason is the reason; several are told one by one.
        if problems.count == 1 { throw first }
        // A signature is found in two places, and says the same in both.
        var told: Set<String> = []
        throw Diagnostic(
            .unsignedImage,
            problems.contains { $0.code == .otherAnnotations }
                ? "\(name) has no \(what) that vouches for what was asked"
                : "\(name) has no \(what) that a trusted key made",
            notes: problems.map(\.message).filter { told.insert($0).inserted },
            hint: first.hints.first
        )
    }

    // MARK: Places

    /// Signatures under the image's tag.
    func tagged(_ shelf: SignatureShelf) async throws -> Outcome {
        var outcome = Outcome()
        let place = "\(shelf.repository):\(SignatureList.Kind.signatures.tag(of: shelf.digest))"
        for layer in try await shelf.list(.signatures).layers where layer.mediaType == SimpleSigning.mediaType {
            let payload = try await shelf.content(of: layer)
            try outcome.take { () throws(Diagnostic) in
                try check.simpleSigning(payload, signature: layer.annotations[SimpleSigning.signatureAnnotation] ?? "", place: place)
            }
        }
        return outcome
    }

    /// Attestations of a type under the image's tag.
    func attested(_ shelf: SignatureShelf, type: String) async throws -> Outcome {
        var outcome = Outcome()
        let place = "\(shelf.repository):\(SignatureList.Kind.attestations.tag(of: shelf.digest))"
        for layer in try await shelf.list(.attestations).layers where layer.mediaType == SignatureList.envelopeType {
            // Nothing vouches for the annotation: it only spares others from being read.
            if let said = layer.annotations[SignatureList.predicateTypeKey], said != type { continue }
            let bytes = try await shelf.content(of: layer)
            try outcome.take { () throws(Diagnostic) in
                try check.envelope(Envelope(parsing: bytes, name: place), place: place)
            }
        }
        return outcome.ofType(type)
    }

    /// Bundles of a type.
    func bundled(_ shelf: SignatureShelf, type: String) async throws -> Outcome {
        var outcome = Outcome()
        for (place, bytes) in try await shelf.bundles() {
            // Bundles of other types are not asked about.
            if let said = try? SignatureBundle(bytes, name: place), let statement = try? Statement(said.envelope, name: place),
                statement.predicateType != type
            {
                continue
            }
            try outcome.take { () throws(Diagnostic) in try check.bundle(bytes, place: place) }
        }
        return outcome.ofType(type)
    }
}
