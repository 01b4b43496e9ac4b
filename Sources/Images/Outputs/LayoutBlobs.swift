import Cryptography
import Files
import JSON
import SystemPackage

/// The blobs that the index of a layout leads to, as far as they can be read.
struct LayoutBlobs {
    /// Their names, which are SHA-256 digests.
    private(set) var reached: Set<String> = []
    private let folder: FilePath
    /// Manifests are smaller, as registries take them.
    private static let largestDocument = 4 << 20

    /// - Parameter layout: a folder, which need not hold a layout.
    init(_ layout: FilePath) {
        folder = layout.appending("blobs/sha256")
        follow(layout.appending("index.json"))
    }

    private mutating func follow(_ file: FilePath) {
        guard let bytes = try? Files.read(file, limit: Self.largestDocument), let document = try? JSON(parsing: bytes) else { return }
        for blob in (document["layers"]?.items ?? []) + [document["config"]].compactMap(\.self) { _ = reach(blob) }
        for manifest in document["manifests"]?.items ?? [] {
            if let name = reach(manifest) { follow(folder.appending(name)) }
        }
    }

    /// The name of a blob that was not come to before.
    private mutating func reach(_ descriptor: JSON) -> String? {
        guard let digest = descriptor["digest"]?.string, digest.hasPrefix("sha256:"),
            let name = Digest(hex: String(digest.dropFirst("sha256:".count)))?.hex, reached.insert(name).inserted
        else { return nil }
        return name
    }
}
