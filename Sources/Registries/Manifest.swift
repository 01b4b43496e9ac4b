public import Diagnostics
public import JSON

/// A manifest of an image, or an index of such, as the bytes that its digest is of.
public struct Manifest: Hashable, Sendable {
    /// The exact bytes.
    public let bytes: [UInt8]
    /// What names it.
    public let descriptor: Descriptor
    /// What it names that is a manifest itself; empty but for an index.
    public let manifests: [Descriptor]
    /// What it names beside: the configuration first, then the layers.
    public let blobs: [Descriptor]
    /// What it is about, when it is a referrer.
    public let subject: Descriptor?
    /// Whether it is an index.
    public let isIndex: Bool
    /// The whole document.
    public let document: JSON

    /// No manifest may be longer, in bytes (distribution-spec: registries take 4 MiB).
    public static let largest = 4 << 20
    private static let mostEntries = 10_000

    /// Reads a manifest.
    ///
    /// - Parameters:
    ///   - type: its media type, where it was said beside it.
    ///   - place: what it is called in errors.
    /// - Throws: `damaged-image`, also for what one reader would take for a manifest and another for an index.
    public init(_ bytes: [UInt8], type: String? = nil, place: String) throws(Diagnostic) {
        if bytes.count > Self.largest { throw .damagedImage("\(place) is longer than \(Self.largest) bytes") }
        let document: JSON
        do throws(JSONError) {
            document = try JSON(parsing: bytes)
        } catch {
            throw .damagedImage("\(place) is not JSON: \(error.problem)")
        }
        guard document.members != nil else { throw .damagedImage("\(place) is not an object") }
        let isIndex = document["manifests"] != nil
        if isIndex, document["layers"] != nil || document["config"] != nil {
            throw .damagedImage("\(place) is both a manifest and an index")
        }
        let type = document["mediaType"]?.string ?? type ?? (isIndex ? MediaType.index : MediaType.manifest)
        guard isIndex ? MediaType.isIndex(type) : MediaType.isManifest(type) else {
            throw .damagedImage(
                "\(place) is of the type \"\(type.prefix(100))\", and does not look like it, or it is none that Cuttle knows"
            )
        }
        func list(_ key: String) throws(Diagnostic) -> [Descriptor] {
            guard let items = document[key]?.items else { throw .damagedImage("\(place) has no list of \(key)") }
            if items.count > Self.mostEntries { throw .damagedImage("\(place) names more than \(Self.mostEntries) \(key)") }
            var list: [Descriptor] = []
            for item in items { list.append(try Descriptor(item, in: place)) }
            return list
        }
        self.bytes = bytes
        self.document = document
        self.isIndex = isIndex
        if isIndex {
            (manifests, blobs) = (try list("manifests"), [])
        } else {
            guard let config = document["config"] else { throw .damagedImage("\(place) has no config") }
            (manifests, blobs) = ([], [try Descriptor(config, in: place)] + (try list("layers")))
        }
        subject = try document["subject"].map { item throws(Diagnostic) in try Descriptor(item, in: place) }
        descriptor = Descriptor(
            mediaType: type,
            digest: ContentDigest(of: bytes),
            size: Int64(bytes.count),
            artifactType: document["artifactType"]?.string ?? (isIndex ? nil : document["config"]?["mediaType"]?.string),
            annotations: Descriptor.texts(document["annotations"])
        )
    }
}
