import Cryptography
import Diagnostics
import JSON
import Registries

/// The manifest under the tag of an image's signatures or attestations, each of them a layer (SIGNING.md §3).
struct SignatureList {
    /// What a list holds.
    enum Kind: String {
        case signatures = "sig"
        case attestations = "att"

        /// The tag of an image's list: `sha256-<digest>.sig`.
        func tag(of image: Digest) -> String { "sha256-\(image).\(rawValue)" }
    }

    static let envelopeType = "application/vnd.dsse.envelope.v1+json"
    static let predicateTypeKey = "predicateType"
    /// No list is read that has more entries.
    static let mostEntries = 1_000

    private(set) var layers: [Descriptor] = []

    init() {}

    /// The entries of a list that is there.
    init(_ manifest: Manifest, place: String) throws(Diagnostic) {
        guard !manifest.isIndex else { throw .damagedSignature(place, "it is an index") }
        // The first blob is the configuration.
        layers = Array(manifest.blobs.dropFirst())
        if layers.count > Self.mostEntries { throw .damagedSignature(place, "it has more than \(Self.mostEntries) entries") }
    }

    mutating func add(_ layer: Descriptor) { layers.append(layer) }

    /// The configuration that such a list has, of an image that is none.
    var config: [UInt8] {
        let document = JSON.object([
            "architecture": .string(""),
            "created": .string("0001-01-01T00:00:00Z"),
            "history": .array(layers.map { _ in .object(["created": .string("0001-01-01T00:00:00Z")]) }),
            "os": .string(""),
            // They are not compressed, so that their digests are those of what is in them.
            "rootfs": .object(["type": .string("layers"), "diff_ids": .strings(layers.map(\.digest.description))]),
            "config": .object([]),
        ])
        return Array(document.text().utf8)
    }

    /// The list as a manifest.
    func manifest() throws(Diagnostic) -> Manifest {
        let config = config
        let document = JSON.object([
            "schemaVersion": .number(2),
            "mediaType": .string(MediaType.manifest),
            "config": Descriptor(mediaType: MediaType.config, digest: ContentDigest(of: config), size: Int64(config.count)).document,
            "layers": .array(layers.map(\.document)),
        ])
        return try Manifest(Array(document.text().utf8), place: "the list of signatures")
    }
}
