import Diagnostics
import Files
import JSON
import Registries

/// The manifest that says which image a bundle is about: a referrer of OCI 1.1 (SIGNING.md §4.1).
enum BundleManifest {
    private static let emptyType = "application/vnd.oci.empty.v1+json"
    /// The configuration of what has none.
    static let empty = Array("{}".utf8)
    private static let contentKey = "dev.sigstore.bundle.content"
    /// What the bundle says, as an annotation.
    static let typeKey = "dev.sigstore.bundle.predicateType"

    static var emptyDescriptor: Descriptor {
        Descriptor(mediaType: emptyType, digest: ContentDigest(of: empty), size: Int64(empty.count))
    }

    /// - Parameters:
    ///   - bundle: the bundle's bytes.
    ///   - type: what it says.
    ///   - subject: the image.
    ///   - time: in seconds since 1970.
    static func manifest(_ bundle: [UInt8], type: String, subject: Descriptor, time: Int64) throws(Diagnostic) -> Manifest {
        let layer = Descriptor(mediaType: SignatureBundle.mediaType, digest: ContentDigest(of: bundle), size: Int64(bundle.count))
        let about = Descriptor(mediaType: subject.mediaType, digest: subject.digest, size: subject.size)
        let document = JSON.object([
            "schemaVersion": .number(2),
            "mediaType": .string(MediaType.manifest),
            "config": emptyDescriptor.document,
            "layers": .array([layer.document]),
            "annotations": .object([
                "org.opencontainers.image.created": .string(Timestamp.text(time)),
                contentKey: .string("dsse-envelope"),
                typeKey: .string(type),
            ]),
            "subject": about.document,
            "artifactType": .string(SignatureBundle.mediaType),
        ])
        return try Manifest(Array(document.text().utf8), place: "the manifest of the bundle")
    }
}
