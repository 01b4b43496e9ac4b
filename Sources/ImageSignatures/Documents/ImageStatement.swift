public import Attestations
public import Cryptography
public import Diagnostics
public import JSON

/// A statement about an image, which is known by its digest alone (SIGNING.md §4.1, §6).
public enum ImageStatement {
    /// A statement that an image is signed, or whatever else its type means.
    ///
    /// - Parameter annotations: what else the signer vouches for.
    public static func about(
        _ image: Digest,
        type: String = PredicateType.signature,
        predicate: JSON = .object([]),
        annotations: [String: String] = [:]
    ) -> Statement {
        Statement(
            subjects: [Statement.Resource(name: "", digests: ["sha256": image.hex], annotations: annotations)],
            predicateType: type,
            predicate: predicate
        )
    }

    /// Reads a statement whose signature was checked before, and makes sure that it is about an image.
    ///
    /// - Parameter name: what messages call it.
    public static func read(_ envelope: Envelope, about image: Digest, name: String) throws(Diagnostic) -> Statement {
        let statement = try Statement(envelope, name: name)
        // Matching is by digest only: names are whatever the signer called it.
        if statement.subjects.contains(where: { $0.digests["sha256"]?.lowercased() == image.hex }) { return statement }
        let others = statement.subjects.map {
            $0.digests.sorted { $0.key < $1.key }.map { "\($0.key):\($0.value)" }.joined(separator: ", ")
        }
        throw Diagnostic(
            .otherImage,
            "\(name) is about another image",
            notes: ["it is about \(others.joined(separator: ", "))", "the image is sha256:\(image)"]
        )
    }
}
