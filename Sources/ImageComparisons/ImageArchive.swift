import Cryptography
import Diagnostics
import Files
import JSON
import Registries
import SystemPackage

extension ImageArchive {
    /// The images of an archive of Docker's kind.
    func images() throws(Diagnostic) -> [PlatformImage] {
        guard let list = file(named: "manifest.json") else {
            throw Diagnostic(.damagedImage, "\(name) is not an archive of an image: it has neither oci-layout nor manifest.json")
        }
        let document: JSON
        let bytes = try Files.read(list, limit: PlatformImage.largestConfig)
        do throws(JSONError) {
            document = try JSON(parsing: bytes)
        } catch {
            throw Diagnostic(.damagedImage, "manifest.json of \(name) is not JSON: \(error.problem)")
        }
        var images: [PlatformImage] = []
        for item in document.items ?? [] {
            let config = try file(item["Config"]?.string)
            var layers: [PlatformImage.Layer] = []
            for layer in item["Layers"]?.items ?? [] {
                let path = try file(layer.string)
                layers.append(.init(path: path, digest: "sha256:\(try Digest.ofFile(path))", size: try FileStatus(path).size))
            }
            images.append(
                try PlatformImage(config: Files.read(config, limit: PlatformImage.largestConfig), name: name, layers: layers)
            )
        }
        if images.isEmpty { throw Diagnostic(.damagedImage, "\(name) holds no image") }
        return images
    }

    private func file(_ named: String?) throws(Diagnostic) -> FilePath {
        guard let named, let file = file(named: named) else {
            throw Diagnostic(.damagedImage, "\(name) has no \(named ?? "configuration"), which its manifest.json names")
        }
        return file
    }
}
