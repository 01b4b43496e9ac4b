import Cryptography
public import Diagnostics
import Files
import JSON
public import SystemPackage
import Transfers

/// Brings images from registries into a layout.
public struct ImageDownload: Sendable {
    private let target: FilePath
    private let lock: FileLock

    /// Prepares a folder: a new one, an empty one, or a layout, to which images are added.
    public init(into target: FilePath) throws(Diagnostic) {
        self.target = Files.absolute(target)
        if Files.exists(self.target), !Files.exists(self.target.appending("oci-layout")), !(try Files.list(self.target).isEmpty) {
            throw Diagnostic(
                .outputExists,
                "\(target) exists and is not an image layout; it is left as it is",
                hint: "give another folder"
            )
        }
        try Files.makeDirectory(self.target.appending(Self.partial))
        lock = try FileLock(directory: self.target)
        let mark = self.target.appending("oci-layout")
        if !Files.exists(mark) { try Files.writeAtomically(Array("{\"imageLayoutVersion\":\"1.0.0\"}".utf8), to: mark) }
    }

    /// Where content lies until it is whole.
    private static let partial = ".partial"

    /// Fetches an image; what is there already, also in part, is not fetched again. The image is named in the layout when all of it is there.
    ///
    /// - Parameters:
    ///   - parallel: how many pieces of content at a time.
    ///   - report: is told before something is fetched.
    public func run(
        _ reference: ImageReference,
        settings: RegistryClient.Settings,
        parallel: Int = 4,
        report: @escaping @Sendable (String) -> Void
    ) async throws -> ImageTree {
        let client = try RegistryClient(reference.repository, settings: settings)
        guard let root = try await client.manifest(reference.name) else { throw Diagnostic.missingImage(reference) }
        let image = try await ImageTree(root) { child in
            guard let manifest = try await client.manifest(child.digest.description) else {
                throw Diagnostic.damagedImage("\(client.name) does not have \(child.digest), which the index names")
            }
            return manifest
        }
        for manifest in image.manifests {
            try Files.writeAtomically(manifest.bytes, to: try place(of: manifest.descriptor.digest))
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (index, blob) in image.blobs.enumerated() {
                if index >= max(1, parallel) { try await group.next() }
                group.addTask { try await fetch(blob, client, report) }
            }
            try await group.waitForAll()
        }
        try name(image.root, reference)
        try Files.removeTree(target.appending(Self.partial))
        return image
    }

    private func fetch(_ blob: Descriptor, _ client: RegistryClient, _ report: (String) -> Void) async throws {
        let place = try place(of: blob.digest)
        if FileStatus.ifPresent(place)?.size == blob.size, try Digest.ofFile(place, blob.digest.function) == blob.digest.value { return }
        report("\(client.name): \(blob.digest), \(blob.size) bytes")
        let part = target.appending(Self.partial).appending(blob.digest.value.hex)
        try await client.fetch(blob, to: part)
        try Files.rename(part, to: place)
    }

    private func place(of digest: ContentDigest) throws(Diagnostic) -> FilePath {
        let folder = target.appending("blobs").appending(digest.algorithm)
        try Files.makeDirectory(folder)
        return folder.appending(digest.value.hex)
    }

    /// Lets `index.json` name the image, in the place of one of the same name.
    private func name(_ root: Manifest, _ reference: ImageReference) throws(Diagnostic) {
        let file = target.appending("index.json")
        let old = Files.exists(file) ? try OCILayout(target).index.document["manifests"]?.items ?? [] : []
        let kept = old.filter { entry in
            let name = entry["annotations"]?[OCILayout.nameKey]?.string
            return name.map { $0 != reference.tag } ?? (entry["digest"]?.string != root.descriptor.digest.description)
        }
        var entry = Descriptor(mediaType: root.descriptor.mediaType, digest: root.descriptor.digest, size: root.descriptor.size)
        if let tag = reference.tag { entry.annotations = [OCILayout.nameKey: tag] }
        let document = JSON.object([
            "schemaVersion": .number(2), "mediaType": .string(MediaType.index), "manifests": .array(kept + [entry.document]),
        ])
        try Files.writeAtomically(Array(document.text().utf8), to: file)
    }
}
