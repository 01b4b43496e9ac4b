import Cryptography
import Files
import JSON
import SystemPackage

/// A layout whose layers are given as files.
enum HandmadeLayout {
    /// - Parameters:
    ///   - layers: are moved into the layout.
    ///   - architectures: with several there is an index.
    static func write(_ path: FilePath, layers: [FilePath], architectures: [String] = ["amd64"]) throws {
        let blobs = path.appending("blobs/sha256")
        try Files.makeDirectory(blobs)
        func descriptor(_ type: String, _ digest: Digest, _ size: Int64) -> JSON {
            .object(["mediaType": .string(type), "size": .number(size), "digest": .string("sha256:\(digest)")])
        }
        func add(_ type: String, _ document: JSON) throws -> JSON {
            let bytes = Array(document.text().utf8)
            try Files.writeAtomically(bytes, to: blobs.appending(Digest.of(bytes).hex))
            return descriptor(type, Digest.of(bytes), Int64(bytes.count))
        }
        var list: [JSON] = []
        var digests: [String] = []
        for layer in layers {
            let digest = try Digest.ofFile(layer)
            list.append(descriptor("application/vnd.oci.image.layer.v1.tar", digest, try FileStatus(layer).size))
            digests.append("sha256:\(digest)")
            try Files.rename(layer, to: blobs.appending(digest.hex))
        }
        let type = "application/vnd.oci.image.manifest.v1+json"
        var manifests: [JSON] = []
        for architecture in architectures {
            let config = try add(
                "application/vnd.oci.image.config.v1+json",
                .object([
                    "architecture": .string(architecture), "os": .string("linux"), "config": .object([]),
                    "rootfs": .object(["type": .string("layers"), "diff_ids": .strings(digests)]),
                ])
            )
            manifests.append(
                try add(
                    type,
                    .object(["schemaVersion": .number(2), "mediaType": .string(type), "config": config, "layers": .array(list)])
                )
            )
        }
        if manifests.count > 1 {
            let type = "application/vnd.oci.image.index.v1+json"
            manifests = [
                try add(type, .object(["schemaVersion": .number(2), "mediaType": .string(type), "manifests": .array(manifests)]))
            ]
        }
        let index = JSON.object(["schemaVersion": .number(2), "manifests": .array(manifests)])
        try Files.writeAtomically(Array(index.text().utf8), to: path.appending("index.json"))
        try Files.writeAtomically(Array("{\"imageLayoutVersion\":\"1.0.0\"}".utf8), to: path.appending("oci-layout"))
    }
}
