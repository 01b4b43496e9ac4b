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

        /// Takes what is vouched for. That one entry is damaged, or was lost, says nothing about others; that the registry does not answer
        /// does.
        ///
        /// - Parameter fetch: gives the entry; nil when it is none.
        mutating func take(
            _ fetch: () async throws -> [UInt8]?,
            check: ([UInt8]) throws(Diagnostic) -> SignatureCheck.Finding?
        ) async throws {
            let bytes: [UInt8]
            do {
                guard let fetched = try await fetch() else { return }
                bytes = fetched
            } catch let error as Diagnostic where error.isAboutContent || error.code == .damagedSignature {
                problems.append(error)
                return
            }
            do throws(Diagnostic) {
                if let finding = try check(bytes) { found.append(finding) }
            } catch {
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
            remedy: "sign it: cuttle image sign --key KEY"
        )
    }

    /// The attestations of an image of one type.
    ///
    /// - Parameters:
    ///   - type: the address of the predicate's type.
    ///   - name: what messages call it.
    /// - Throws: `unsigned-image` when no trusted key attests it.
    public func attestations(of shelf: SignatureShelf, type: String, called name: String) async throws -> [SignatureCheck.Finding] {
        try require(
            [try await bundled(shelf, type: type), try await attested(shelf, type: type)],
            shelf,
            what: "attestation of the type \(name)",
            remedy: "attest it: cuttle image attest --key KEY --type \(name) --predicate FILE"
        )
    }

    private func require(
        _ outcomes: [Outcome],
        _ shelf: SignatureShelf,
        what: String,
        remedy: String
    ) throws -> [SignatureCheck.Finding] {
        let found = outcomes.flatMap(\.found)
        if !found.isEmpty { return found }
        let problems = outcomes.flatMap(\.problems)
        let name = shelf.name
        guard let first = problems.first else {
            throw Diagnostic(.unsignedImage, "\(name) has no \(what)", hint: "\(remedy) \(shelf.operand)")
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
        try await entries(shelf, .signatures, of: SimpleSigning.mediaType) { layer, bytes, place throws(Diagnostic) in
            try check.simpleSigning(bytes, signature: layer.annotations[SimpleSigning.signatureAnnotation] ?? "", place: place)
        }
    }

    /// Attestations of a type under the image's tag.
    func attested(_ shelf: SignatureShelf, type: String) async throws -> Outcome {
        // Nothing vouches for the annotation: it only spares others from being read.
        try await entries(shelf, .attestations, of: SignatureList.envelopeType, [SignatureList.predicateTypeKey: type]) {
            _,
            bytes,
            place throws(Diagnostic) in
            try check.envelope(Envelope(parsing: bytes, name: place), place: place)
        }.ofType(type)
    }

    /// Entries of the list under the image's tag.
    ///
    /// - Parameter annotations: entries that say something else are passed over.
    private func entries(
        _ shelf: SignatureShelf,
        _ kind: SignatureList.Kind,
        of mediaType: String,
        _ annotations: [String: String] = [:],
        _ check: (Descriptor, [UInt8], String) throws(Diagnostic) -> SignatureCheck.Finding
    ) async throws -> Outcome {
        var outcome = Outcome()
        let layers: [Descriptor]
        do {
            layers = try await shelf.list(kind).layers
        } catch let error as Diagnostic where error.isAboutContent || error.code == .damagedSignature {
            // There may be bundles all the same.
            outcome.problems.append(error)
            return outcome
        }
        let place = "\(shelf.repository):\(kind.tag(of: shelf.digest))"
        for layer in layers where layer.mediaType == mediaType {
            if annotations.contains(where: { key, value in layer.annotations[key].map { $0 != value } ?? false }) { continue }
            try await outcome.take({ try await shelf.content(of: layer) }) { bytes throws(Diagnostic) in try check(layer, bytes, place) }
        }
        return outcome
    }

    /// Bundles of a type.
    func bundled(_ shelf: SignatureShelf, type: String) async throws -> Outcome {
        var outcome = Outcome()
        for referrer in try await shelf.referrers() {
            let place = "\(shelf.repository)@\(referrer.digest)"
            try await outcome.take({ try await shelf.bundle(referrer) }) { bytes throws(Diagnostic) in
                // Bundles of other types are not asked about.
                if let said = try? SignatureBundle(bytes, name: place), let statement = try? Statement(said.envelope, name: place),
                    statement.predicateType != type
                {
                    return nil
                }
                return try check.bundle(bytes, place: place)
            }
        }
        return outcome.ofType(type)
    }
}
