import Diagnostics
import Files
import Registries
import SystemPackage

/// Where images are kept with what is signed of them.
protocol SignatureStorage: Sendable {
    /// What messages call it, and signatures the repository.
    var name: String { get }
    /// Whether it has tags beside those of images, under which all versions of cosign look.
    var hasTags: Bool { get }
    /// The manifest of a tag or digest; nil when there is none.
    func manifest(_ reference: String) async throws -> Manifest?
    /// What is said to be a bundle about an image.
    func bundles(about image: ContentDigest) async throws -> [Descriptor]
    /// The bytes of a layer, which is small.
    func content(of descriptor: Descriptor) async throws -> [UInt8]
    /// Adds a manifest with what it names.
    ///
    /// - Parameters:
    ///   - contents: of the configuration and of layers, but for those that are there.
    ///   - tag: nil: by its digest.
    ///   - isCurrent: is asked when all else is there; when it says no, the manifest is not put.
    func add(_ manifest: Manifest, _ contents: [[UInt8]], tag: String?, while isCurrent: () async throws -> Bool) async throws
}

/// A repository of a registry.
struct RegistryStorage: SignatureStorage {
    let client: RegistryClient
    var name: String { client.name.description }
    var hasTags: Bool { true }

    func manifest(_ reference: String) async throws -> Manifest? { try await client.manifest(reference) }

    func bundles(about image: ContentDigest) async throws -> [Descriptor] {
        try await client.referrers(of: image, artifactType: SignatureBundle.mediaType)
    }

    func content(of descriptor: Descriptor) async throws -> [UInt8] {
        let folder = try TemporaryDirectory()
        let file = folder.path.appending("content")
        try await client.fetch(descriptor, to: file)
        return try withExtendedLifetime(folder) { try Files.read(file, limit: SignatureBundle.largest) }
    }

    func add(_ manifest: Manifest, _ contents: [[UInt8]], tag: String?, while isCurrent: () async throws -> Bool) async throws {
        for bytes in contents {
            let digest = ContentDigest(of: bytes)
            if let blob = manifest.blobs.first(where: { $0.digest == digest }) { _ = try await client.push(blob, .bytes(bytes)) }
        }
        if try await isCurrent() { try await client.push(manifest, tag: tag) }
    }
}

/// A layout, or the archive of one: only bundles are kept in it, as referrers.
struct LayoutStorage: SignatureStorage {
    /// The layout, which of an archive is a copy.
    let path: FilePath
    let name: String
    /// The archive, to which is added in place of the copy.
    var archive: FilePath?
    /// Goes with the storage.
    var folder: TemporaryDirectory?
    var hasTags: Bool { false }

    func manifest(_ reference: String) throws -> Manifest? {
        guard let digest = ContentDigest(reference) else { return nil }
        let layout = try OCILayout(path)
        guard let status = FileStatus.ifPresent(layout.path(of: digest)) else { return nil }
        let file = try layout.file(Descriptor(mediaType: "", digest: digest, size: status.size))
        return try Manifest(Files.read(file, limit: Manifest.largest), place: file.string)
    }

    func bundles(about image: ContentDigest) throws -> [Descriptor] {
        try OCILayout(path).referrers(of: image, artifactType: SignatureBundle.mediaType)
    }

    func content(of descriptor: Descriptor) throws -> [UInt8] {
        try Files.read(OCILayout(path).file(descriptor), limit: SignatureBundle.largest)
    }

    func add(_ manifest: Manifest, _ contents: [[UInt8]], tag: String?, while isCurrent: () async throws -> Bool) async throws {
        if let archive {
            try await ImageArchive.add(manifest, contents, to: archive)
        } else {
            try await OCILayout(path).add(manifest, contents)
        }
    }
}
