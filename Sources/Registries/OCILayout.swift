import Cryptography
public import Diagnostics
import Files
import JSON
public import SystemPackage

/// An image layout on disk (OCI image-spec, image-layout): what Cuttle writes, and other tools.
public struct OCILayout: Sendable {
    /// Its folder.
    public let path: FilePath
    /// What messages call it.
    let name: String
    /// What `index.json` says.
    public let index: Manifest

    /// The annotation that names an entry of `index.json`.
    static let nameKey = "org.opencontainers.image.ref.name"

    /// Opens a layout.
    ///
    /// - Parameter name: what messages call it, where it was unpacked from something; nil: its path.
    /// - Throws: `missing-image` where there is none, `damaged-image`.
    public init(_ path: FilePath, called name: String? = nil) throws(Diagnostic) {
        self.path = path
        self.name = name ?? path.string
        guard Files.exists(path) else { throw Diagnostic(.missingImage, "there is no image layout \(self.name)") }
        for file in ["oci-layout", "index.json"] where !Files.exists(path.appending(file)) {
            throw Diagnostic(.missingImage, "\(self.name) is not a whole image layout: it has no file \(file)")
        }
        let bytes = try Files.read(path.appending("index.json"), limit: Manifest.largest)
        index = try Manifest(bytes, type: MediaType.index, place: "\(self.name)/index.json")
    }

    /// Where content is; nothing is said about whether it is there.
    public func path(of digest: ContentDigest) -> FilePath {
        path.appending("blobs").appending(digest.algorithm).appending(digest.value.hex)
    }

    /// A manifest that is named in the layout.
    public func manifest(_ descriptor: Descriptor) throws(Diagnostic) -> Manifest {
        let file = path(of: descriptor.digest)
        try checkPresence(descriptor)
        let bytes = try Files.read(file, limit: Manifest.largest)
        guard descriptor.digest.matches(bytes) else { throw changed(descriptor.digest) }
        return try Manifest(bytes, type: descriptor.mediaType, place: place(of: descriptor.digest))
    }

    /// Checks that content is there in its length.
    func checkPresence(_ descriptor: Descriptor) throws(Diagnostic) {
        let file = path(of: descriptor.digest)
        guard Files.exists(file) else {
            throw Diagnostic.damagedImage("\(name) is not whole: \(descriptor.digest) (\(descriptor.mediaType)) is missing")
        }
        let status = try FileStatus(followingLinks: file)
        // Whoever reads a pipe waits for ever.
        guard status.kind == .regular else { throw Diagnostic.damagedImage("\(place(of: descriptor.digest)) is not a file") }
        let size = status.size
        guard size == descriptor.size else {
            throw Diagnostic.damagedImage("\(place(of: descriptor.digest)) has \(size) bytes; the manifest says \(descriptor.size)")
        }
    }

    /// Checks that content is what its digest names.
    func checkContent(_ descriptor: Descriptor) throws(Diagnostic) {
        let file = path(of: descriptor.digest)
        guard try Digest.ofFile(file, descriptor.digest.function) == descriptor.digest.value else { throw changed(descriptor.digest) }
    }

    /// The file of content, after a check that it is what its digest names.
    public func file(_ descriptor: Descriptor) throws(Diagnostic) -> FilePath {
        try checkPresence(descriptor)
        try checkContent(descriptor)
        return path(of: descriptor.digest)
    }

    /// Checks that what images consist of is there, and is what their digests name.
    ///
    /// An index may name images that are not there at all, as when only one of several was fetched; and content that is elsewhere need not be
    /// here.
    ///
    /// - Throws: `damaged-image`.
    public func checkWhole(_ image: Manifest) throws(Diagnostic) {
        var checked: Set<ContentDigest> = []
        try checkWhole(image, depth: 0, &checked)
    }

    private func checkWhole(_ image: Manifest, depth: Int, _ checked: inout Set<ContentDigest>) throws(Diagnostic) {
        for child in image.manifests where MediaType.isManifest(child.mediaType) || MediaType.isIndex(child.mediaType) {
            guard Files.exists(path(of: child.digest)), checked.insert(child.digest).inserted else { continue }
            if depth == ImageTree.deepest { throw Diagnostic.damagedImage("the image has indexes within indexes within indexes") }
            try checkWhole(manifest(child), depth: depth + 1, &checked)
        }
        for blob in image.blobs where checked.insert(blob.digest).inserted {
            if blob.isElsewhere, !Files.exists(path(of: blob.digest)) { continue }
            _ = try file(blob)
        }
    }

    private func changed(_ digest: ContentDigest) -> Diagnostic {
        .damagedImage("\(place(of: digest)) was changed: its content is not what its name says")
    }

    /// What messages call a piece of content.
    private func place(of digest: ContentDigest) -> String { "\(name)/blobs/\(digest.algorithm)/\(digest.value.hex)" }

    /// The image that the layout holds, or the one of a name.
    ///
    /// Layouts of apko have the image's index as their `index.json`; those of others name one entry or several in it.
    public func image(named name: String? = nil) throws(Diagnostic) -> Manifest {
        let entries = index.manifests.filter { !$0.isReferrer }
        let named = entries.filter { $0.annotations[Self.nameKey] != nil }
        if let name {
            if let entry = named.first(where: { $0.annotations[Self.nameKey] == name }) { return try manifest(entry) }
            let names = named.compactMap { $0.annotations[Self.nameKey] }
            throw Diagnostic(
                .missingImage,
                "\(self.name) has no image called \(name)",
                hint: Similarity.hint(for: name, in: names)
                    ?? (names.isEmpty ? "its images have no names" : "it has \(names.joined(separator: ", "))")
            )
        }
        if entries.isEmpty { throw Diagnostic.damagedImage("\(self.name) holds no image") }
        if let only = entries.first, entries.count == 1, !named.isEmpty || only.platform == nil {
            return try manifest(only)
        }
        if named.count > 1 {
            let names = named.compactMap { $0.annotations[Self.nameKey] }
            throw Diagnostic(
                .ambiguousImage,
                "\(self.name) holds several images: \(names.joined(separator: ", "))",
                hint: "say which one with --name"
            )
        }
        return index
    }
}

extension Diagnostic.Code {
    /// It is not clear which image is meant.
    static let ambiguousImage = input("ambiguous-image")
}
