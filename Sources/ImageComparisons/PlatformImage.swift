import Cryptography
import Diagnostics
import Files
import JSON
import Registries
import SystemPackage

/// The image of one platform, with its layers at hand.
struct PlatformImage {
    /// A layer as a file, compressed or not.
    struct Layer {
        let path: FilePath
        let digest: String
        let size: Int64
    }

    /// What it runs on: `linux/amd64`.
    let platform: String
    /// Its configuration document.
    let config: JSON
    /// Its layers, lowest first.
    let layers: [Layer]

    static let largestConfig = 16 << 20

    init(config: [UInt8], name: String, layers: [Layer]) throws(Diagnostic) {
        do throws(JSONError) {
            self.config = try JSON(parsing: config)
        } catch {
            throw Diagnostic(.damagedImage, "the configuration of \(name) is not JSON: \(error.problem)")
        }
        let parts = ["os", "architecture", "variant"].compactMap { [config = self.config] in config[$0]?.string }.filter { !$0.isEmpty }
        platform = parts.isEmpty ? "unknown" : parts.joined(separator: "/")
        self.layers = layers
    }

    /// The images of a layout; attestations and other things that are no images are left out.
    static func list(_ tree: ImageTree, in layout: OCILayout) throws(Diagnostic) -> [PlatformImage] {
        var images: [PlatformImage] = []
        for manifest in tree.images {
            guard let config = manifest.blobs.first,
                config.mediaType.contains("image.config") || config.mediaType.contains("container.image")
            else { continue }
            var layers: [Layer] = []
            for blob in manifest.blobs {
                let path = layout.path(of: blob.digest)
                guard Files.exists(path) else { throw Diagnostic(.damagedImage, "\(layout.path) is not whole: \(blob.digest) is missing") }
                guard try Digest.ofFile(path, blob.digest.function) == blob.digest.value else {
                    throw Diagnostic(.damagedImage, "\(path) was changed: its content is not what its name says")
                }
                layers.append(Layer(path: path, digest: blob.digest.description, size: blob.size))
            }
            let text = try Files.read(layout.path(of: config.digest), limit: largestConfig)
            images.append(try PlatformImage(config: text, name: layout.path.string, layers: Array(layers.dropFirst())))
        }
        return images
    }
}
