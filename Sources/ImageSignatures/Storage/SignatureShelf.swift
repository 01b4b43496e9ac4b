public import Cryptography
import Diagnostics
import Files
public import Registries
import SystemPackage

/// Where the signatures of one image are: its repository (SIGNING.md §3, §4).
public struct SignatureShelf: Sendable {
    private static let attempts = 5

    let client: RegistryClient
    /// The image's manifest or index.
    public let image: Manifest
    /// The digest by which signatures name it.
    public var digest: Digest { image.descriptor.digest.value }
    /// The repository, as signatures name it.
    public var repository: String { client.name.description }

    /// The shelf of an image that was looked up.
    init(client: RegistryClient, image: Manifest) {
        self.client = client
        self.image = image
    }

    /// Looks an image up.
    ///
    /// - Throws: `missing-file` when there is none, `unsupported` for an image whose digest is no SHA-256.
    public init(_ reference: ImageReference, settings: RegistryClient.Settings) async throws {
        client = try RegistryClient(reference.repository, settings: settings)
        guard let image = try await client.manifest(reference.name) else {
            throw Diagnostic(
                .missingFile,
                "there is no image \(reference)",
                hint: "cuttle image tags \(reference.repository) lists what there is"
            )
        }
        guard image.descriptor.digest.function == .sha256 else {
            throw Diagnostic(.damagedSignature, "\(reference) is known by a digest that signatures do not name: \(image.descriptor.digest)")
        }
        self.image = image
    }

    /// The shelves of the images that an index names.
    public func children() async throws -> [SignatureShelf] {
        var children: [SignatureShelf] = []
        for entry in image.manifests {
            guard let manifest = try await client.manifest(entry.digest.description) else {
                throw Diagnostic(.missingFile, "\(repository) lacks \(entry.digest), which \(image.descriptor.digest) names")
            }
            children.append(SignatureShelf(client: client, image: manifest))
        }
        return children
    }

    // MARK: Reading

    /// The list of signatures or attestations; an empty one when there is none.
    func list(_ kind: SignatureList.Kind) async throws -> SignatureList {
        let tag = kind.tag(of: digest)
        guard let manifest = try await client.manifest(tag) else { return SignatureList() }
        return try SignatureList(manifest, place: "\(repository):\(tag)")
    }

    /// What is said to be a bundle about the image.
    func referrers() async throws -> [Descriptor] {
        Array(
            try await client.referrers(of: image.descriptor.digest, artifactType: SignatureBundle.mediaType).prefix(
                SignatureList.mostEntries
            )
        )
    }

    /// The bundle that a referrer names; nil when it is about something else, or holds something else.
    func bundle(_ referrer: Descriptor) async throws -> [UInt8]? {
        guard let manifest = try await client.manifest(referrer.digest.description), !manifest.isIndex, manifest.blobs.count == 2,
            manifest.subject?.digest == image.descriptor.digest
        else { return nil }
        return try await content(of: manifest.blobs[1])
    }

    /// The bytes of a layer, which is small.
    func content(of descriptor: Descriptor) async throws -> [UInt8] {
        guard descriptor.size <= Int64(SignatureBundle.largest) else {
            throw Diagnostic.damagedSignature("\(repository)@\(descriptor.digest)", "it is larger than \(SignatureBundle.largest) bytes")
        }
        let folder = try TemporaryDirectory()
        let file = folder.path.appending("content")
        try await client.fetch(descriptor, to: file)
        return try withExtendedLifetime(folder) { try Files.read(file, limit: SignatureBundle.largest) }
    }

    // MARK: Writing

    /// Adds an entry to a list. Another client may write it at the same time, so it is looked at again.
    func add(_ payload: [UInt8], type: String, annotations: [String: String], to kind: SignatureList.Kind) async throws {
        let layer = Descriptor(mediaType: type, digest: ContentDigest(of: payload), size: Int64(payload.count), annotations: annotations)
        _ = try await client.push(layer, .bytes(payload))
        for _ in 1...Self.attempts {
            var list = try await list(kind)
            if list.layers.contains(layer) { return }
            list.add(layer)
            let manifest = try list.manifest()
            _ = try await client.push(manifest.blobs[0], .bytes(list.config))
            try await client.push(manifest, tag: kind.tag(of: digest))
        }
        guard try await list(kind).layers.contains(layer) else {
            throw Diagnostic(
                .registryFailed,
                "\(repository):\(kind.tag(of: digest)) is written by others all the time",
                hint: "run it again"
            )
        }
    }

    /// Adds a bundle.
    func add(_ bundle: SignatureBundle, type: String, time: Int64) async throws {
        let bytes = Array(bundle.text.utf8)
        let manifest = try BundleManifest.manifest(bytes, type: type, subject: image.descriptor, time: time)
        _ = try await client.push(BundleManifest.emptyDescriptor, .bytes(BundleManifest.empty))
        _ = try await client.push(manifest.blobs[1], .bytes(bytes))
        try await client.push(manifest)
    }
}
