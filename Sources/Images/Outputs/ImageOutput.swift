import Archives
import Cryptography
import Diagnostics
import Files
import ImageConfigurations
import JSON
import Recipes
import SystemPackage

/// Writes images of one configuration together, in one of the formats (IMAGE.md §14).
struct ImageOutput {
    let images: [BuiltImage]
    let configuration: ImageConfiguration
    let order: LayerOrder
    /// What layouts and archives call the image.
    let tag: ImageTag
    /// The time of the index, in its zone.
    let time: ImageDate.Time

    /// Sorted by the names that images have for architectures.
    private var sorted: [BuiltImage] {
        images.sorted { $0.architecture.imageName.utf8.lexicographicallyPrecedes($1.architecture.imageName.utf8) }
    }

    /// The index over all images.
    var index: JSON {
        let entries = sorted.map { image in
            ImageDocuments.descriptor(
                image.blob,
                type: ImageDocuments.manifestType,
                architecture: image.architecture,
                artifactType: order == .path ? ImageDocuments.configType : nil
            )
        }
        return ImageDocuments.index(entries, annotations: ImageDocuments.indexAnnotations(configuration, time: time, order: order))
    }

    /// What an image is known by: the digest of the one manifest, or of the index.
    var digest: Digest { images.count == 1 && order == .package ? images[0].digest : Digest.of(index.text()) }

    /// - Parameter reference: what the index of a layout calls the image.
    func write(_ format: OutputFormat, to path: FilePath, reference: String) throws(Diagnostic) {
        switch format {
        case .layout:
            let layout = try ImageLayout(path)
            for image in images { try add(image, to: layout) }
            if order == .package, images.count != 1 { try layout.add(Array(index.text().utf8)) }
            try layout.finish(index: top(reference), order: order)
        case .ociArchive: try writeArchive(to: path, reference: reference)
        case .dockerArchive: try writeDockerArchive(to: path)
        }
    }

    /// The index of a layout: it names the image, or, as apko has it, is the image's own index.
    ///
    /// - Parameter name: see `ImageDocuments.descriptor`.
    private func top(_ reference: String, name: String? = nil) -> JSON {
        if order == .path { return index }
        if images.count == 1, let image = images.first {
            return ImageDocuments.index([
                ImageDocuments.descriptor(
                    image.blob,
                    type: ImageDocuments.manifestType,
                    architecture: image.architecture,
                    reference: reference,
                    name: name
                )
            ])
        }
        let text = Array(index.text().utf8)
        return ImageDocuments.index([
            ImageDocuments.descriptor(
                Blob(digest: Digest.of(text), size: Int64(text.count)),
                type: ImageDocuments.indexType,
                reference: reference,
                name: name
            )
        ])
    }

    private func add(_ image: BuiltImage, to layout: ImageLayout) throws(Diagnostic) {
        for layer in image.layers { try layout.add(layer) }
        try layout.add(image.config)
        try layout.add(image.manifest)
    }

    private func writeArchive(to path: FilePath, reference: String) throws(Diagnostic) {
        var documents: [String: [UInt8]] = [:]
        var layers: [String: FilePath] = [:]
        for image in images {
            for bytes in [image.config, image.manifest] { documents[Digest.of(bytes).hex] = bytes }
            for layer in image.layers { layers[layer.digest.hex] = layer.file }
        }
        if order == .package, images.count != 1 { documents[Digest.of(index.text()).hex] = Array(index.text().utf8) }
        let archive = try ArchiveWriter(path)
        try archive.add("oci-layout", ImageLayout.mark(order))
        try archive.add("index.json", Array(top(reference, name: tag.fullName).text().utf8))
        try archive.addDirectory("blobs")
        try archive.addDirectory("blobs/sha256")
        for name in (Array(documents.keys) + layers.keys).sorted() {
            if let bytes = documents[name] {
                try archive.add("blobs/sha256/\(name)", bytes)
            } else if let file = layers[name] {
                try archive.add("blobs/sha256/\(name)", contentOf: file)
            }
        }
        try archive.finish()
    }

    private func writeDockerArchive(to path: FilePath) throws(Diagnostic) {
        let repository = try tag.qualified()
        if images.contains(where: { $0.layers.contains { !$0.isGzip } }) {
            throw Diagnostic(.unsupportedOutput, "archives for Docker hold layers in gzip only", hint: "leave --compression out")
        }
        let archive = try ArchiveWriter(path)
        var listed: [JSON] = []
        var written: Set<String> = []
        func add(_ name: String, _ write: (String) throws(Diagnostic) -> Void) throws(Diagnostic) {
            if written.insert(name).inserted { try write(name) }
        }
        for image in sorted {
            let config = "sha256:\(Digest.of(image.config))"
            try add(config) { name throws(Diagnostic) in try archive.add(name, image.config) }
            for layer in image.layers {
                try add("\(layer.digest).tar.gz") { name throws(Diagnostic) in try archive.add(name, contentOf: layer.file) }
            }
            listed.append(
                .object([
                    "Config": .string(config),
                    "RepoTags": .strings(["\(repository):\(tag.tag)\(suffix(image))"]),
                    "Layers": .strings(image.layers.map { "\($0.digest).tar.gz" }),
                ])
            )
        }
        try archive.add("manifest.json", Array(JSON.array(listed).text().utf8))
        for image in sorted {
            try add("sha256:\(image.digest)") { name throws(Diagnostic) in try archive.add(name, image.manifest) }
        }
        try archive.add("index.json", Array(index.text().utf8))
        try archive.finish()
    }

    /// What tells the tags of architectures apart; apko has it always, and without variants.
    private func suffix(_ image: BuiltImage) -> String {
        let parts = image.architecture.imageName.split(separator: "/").map(String.init)
        if order == .path { return "-\(parts[0])" }
        return images.count == 1 ? "" : "-\(parts.joined())"
    }
}

extension Diagnostic.Code {
    /// Something that is asked for and cannot be done.
    static let unsupportedOutput = input("unsupported-output")
}
