public import Cryptography
import Diagnostics
import Files
public import Registries
import SystemPackage

/// Where the signatures of one image are: its repository (SIGNING.md §3, §4).
public struct SignatureShelf: Sendable {
    private static let attempts = 5

    let storage: any SignatureStorage
    /// The image's manifest or index.
    public let image: Manifest
    /// What somebody types who means the image.
    public let operand: String
    /// The digest by which signatures name it.
    public var digest: Digest { image.descriptor.digest.value }
    /// The repository, as signatures name it; a layout's or archive's path.
    public var repository: String { storage.name }
    /// What messages call the image.
    public var name: String { "\(repository)@sha256:\(digest)" }

    init(_ storage: any SignatureStorage, _ image: Manifest, operand: String? = nil) throws {
        self.storage = storage
        self.image = image
        self.operand = operand ?? "\(storage.name)@\(image.descriptor.digest)"
        guard image.descriptor.digest.function == .sha256 else {
            throw Diagnostic(
                .damagedSignature,
                "\(storage.name) is known by a digest that signatures do not name: \(image.descriptor.digest)"
            )
        }
    }

    /// Looks an image up.
    ///
    /// - Parameters:
    ///   - text: a reference to a registry, a layout's folder, or the archive of one.
    ///   - name: which image of a layout; nil: the only one.
    /// - Throws: `missing-image` when there is none, `damaged-image` when something of a layout's image is missing or changed,
    ///   `damaged-signature` for an image whose digest is no SHA-256.
    public init(_ text: String, named name: String? = nil, settings: RegistryClient.Settings) async throws {
        self = try await ImageLocation.find(text) { location in
            var storage = LayoutStorage(path: FilePath(text), name: text)
            switch location {
            case .registry(let reference):
                let client = try RegistryClient(reference.repository, settings: settings)
                guard let image = try await client.manifest(reference.name) else { throw Diagnostic.missingImage(reference) }
                return try SignatureShelf(RegistryStorage(client: client), image)
            case .archive(let path):
                let folder = try TemporaryDirectory()
                guard let layout = try ImageArchive(path, unpackedIn: folder.path).layout else {
                    throw Diagnostic(
                        .damagedSignature,
                        "\(path) is no archive of an OCI layout: only those can hold signatures",
                        hint: "build one with --output-format oci-archive"
                    )
                }
                storage = LayoutStorage(path: layout.path, name: text, archive: path, folder: folder)
            case .layout: break
            }
            let layout = try OCILayout(storage.path, called: text)
            let image = try layout.image(named: name)
            // Nobody else looks at it before it is used, as a registry and those who fetch from it do.
            try layout.checkWhole(image)
            return try SignatureShelf(storage, image, operand: text)
        }
    }

    /// The shelves of the images that an index names.
    public func children() async throws -> [SignatureShelf] {
        var children: [SignatureShelf] = []
        for entry in image.manifests {
            guard let manifest = try await storage.manifest(entry.digest.description) else {
                throw Diagnostic(.missingImage, "\(repository) lacks \(entry.digest), which \(image.descriptor.digest) names")
            }
            children.append(try SignatureShelf(storage, manifest))
        }
        return children
    }

    // MARK: Reading

    /// The list of signatures or attestations; an empty one when there is none.
    func list(_ kind: SignatureList.Kind) async throws -> SignatureList {
        let tag = kind.tag(of: digest)
        guard storage.hasTags, let manifest = try await storage.manifest(tag) else { return SignatureList() }
        return try SignatureList(manifest, place: "\(repository):\(tag)")
    }

    /// What is said to be a bundle about the image.
    func referrers() async throws -> [Descriptor] {
        Array(try await storage.bundles(about: image.descriptor.digest).prefix(SignatureList.mostEntries))
    }

    /// The bundle that a referrer names; nil when it is about something else, or holds something else.
    func bundle(_ referrer: Descriptor) async throws -> [UInt8]? {
        guard let manifest = try await storage.manifest(referrer.digest.description), !manifest.isIndex, manifest.blobs.count == 2,
            manifest.subject?.digest == image.descriptor.digest
        else { return nil }
        return try await content(of: manifest.blobs[1])
    }

    /// The bytes of a layer, which is small.
    func content(of descriptor: Descriptor) async throws -> [UInt8] {
        guard descriptor.size <= Int64(SignatureBundle.largest) else {
            throw Diagnostic.damagedSignature("\(repository)@\(descriptor.digest)", "it is larger than \(SignatureBundle.largest) bytes")
        }
        return try await storage.content(of: descriptor)
    }

    // MARK: Writing

    /// Adds an entry to a list. Another client may write it at the same time, and registries know no way to put a list only where it did not
    /// change: so it is looked at just before it is written, and again a moment after.
    func add(_ payload: [UInt8], type: String, annotations: [String: String], to kind: SignatureList.Kind) async throws {
        let layer = Descriptor(mediaType: type, digest: ContentDigest(of: payload), size: Int64(payload.count), annotations: annotations)
        for _ in 1...Self.attempts {
            let old = try await self.list(kind)
            if old.layers.contains(layer) { return }
            var list = old
            list.add(layer)
            let manifest = try list.manifest()
            // The other layers are there.
            try await storage.add(manifest, [list.config, payload], tag: kind.tag(of: digest)) {
                try await self.list(kind).layers == old.layers
            }
            try await Task.sleep(for: .milliseconds(.random(in: 100...200)))
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
        try await storage.add(manifest, [BundleManifest.empty, bytes], tag: nil) { true }
    }
}
