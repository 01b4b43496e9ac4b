import Diagnostics

/// An image with all that it consists of.
public struct ImageTree: Sendable {
    /// What the image is: an index, or one manifest.
    public let root: Manifest
    /// All manifests, what is named before what names it; the root last.
    public let manifests: [Manifest]
    /// All other content, each once.
    public let blobs: [Descriptor]

    static let deepest = 3
    private static let mostManifests = 1_000
    private static let mostBlobs = 50_000

    /// Finds everything that a manifest names.
    ///
    /// - Parameter fetch: gives a manifest that was named.
    /// - Throws: `damaged-image` for images without bounds, and what `fetch` throws.
    public init(_ root: Manifest, fetch: (Descriptor) async throws -> Manifest) async throws {
        var found: [Manifest] = []
        var seen: Set<ContentDigest> = []
        try await Self.visit(root, depth: 0, found: &found, seen: &seen, fetch: fetch)
        self.root = root
        manifests = found
        blobs = try Self.blobs(of: found)
    }

    private static func visit(
        _ manifest: Manifest,
        depth: Int,
        found: inout [Manifest],
        seen: inout Set<ContentDigest>,
        fetch: (Descriptor) async throws -> Manifest
    ) async throws {
        for child in manifest.manifests where seen.insert(child.digest).inserted {
            if depth == deepest { throw Diagnostic.damagedImage("the image has indexes within indexes within indexes") }
            if seen.count > mostManifests { throw Diagnostic.damagedImage("the image has more than \(mostManifests) manifests") }
            let manifest = try await fetch(child)
            guard manifest.descriptor.size == child.size else {
                throw Diagnostic.damagedImage("\(child.digest) has \(manifest.descriptor.size) bytes; the index says \(child.size)")
            }
            try await visit(manifest, depth: depth + 1, found: &found, seen: &seen, fetch: fetch)
        }
        found.append(manifest)
    }

    /// What manifests name beside manifests, each once.
    private static func blobs(of manifests: [Manifest]) throws(Diagnostic) -> [Descriptor] {
        var blobs: [Descriptor] = []
        var sizes: [ContentDigest: Int64] = [:]
        for blob in manifests.flatMap(\.blobs) {
            if let size = sizes.updateValue(blob.size, forKey: blob.digest) {
                if size != blob.size { throw .damagedImage("\(blob.digest) is said to have \(size) and \(blob.size) bytes") }
                continue
            }
            blobs.append(blob)
            if blobs.count > mostBlobs { throw .damagedImage("the image has more than \(mostBlobs) layers") }
        }
        return blobs
    }

    /// The images of single platforms, in the order in which the image names them.
    public var images: [Manifest] { manifests.filter { !$0.isIndex } }
}
