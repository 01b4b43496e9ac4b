import Diagnostics
import Files
import JSON
import SystemPackage

extension OCILayout {
    /// What the layout says of a manifest: entries of its index whose manifests have it for their subject (OCI image-spec, image-layout). What an
    /// entry is about whose manifest is damaged or missing is not known: it is among them, and whoever takes it finds out.
    ///
    /// - Parameter artifactType: only those of this type.
    public func referrers(of digest: ContentDigest, artifactType: String? = nil) -> [Descriptor] {
        index.manifests.filter { entry in
            guard entry.isReferrer, artifactType == nil || entry.artifactType == artifactType else { return false }
            guard let manifest = try? manifest(entry) else { return true }
            return manifest.subject?.digest == digest
        }
    }

    /// Adds what is said of an image: content, then the manifest that names it, which `index.json` lists in the end. Others who do so are waited
    /// for.
    ///
    /// - Throws: `unsupported-layout` where `index.json` is the image's index itself, which would be another one.
    public func add(_ referrer: Manifest, _ contents: [[UInt8]]) async throws {
        let lock = try await FileLock.acquire(existing: path)
        defer { withExtendedLifetime(lock) {} }
        // Another may have written it since.
        let list = try OCILayout(path).index.listing(referrer, in: path)
        for bytes in contents + [referrer.bytes] {
            let place = path(of: ContentDigest(of: bytes))
            try Files.makeDirectory(place.removingLastComponent())
            if (try? Files.read(place, limit: bytes.count)) != bytes { try Files.writeAtomically(bytes, to: place) }
        }
        try Files.writeAtomically(list, to: path.appending("index.json"))
    }
}

extension Manifest {
    /// The `index.json` of a layout, with an entry for what is said of an image of it.
    ///
    /// - Parameter path: of the layout, or its archive.
    /// - Throws: `unsupported-layout` when it is the image's index itself.
    func listing(_ referrer: Manifest, in path: FilePath) throws(Diagnostic) -> [UInt8] {
        if referrer.subject?.digest == descriptor.digest {
            throw Diagnostic(
                .unsupportedLayout,
                "the index.json of \(path) is the image's index itself, as apko writes layouts: to add anything would change the image",
                hint: "push it and sign it there, or build it without --layer-order path"
            )
        }
        if manifests.contains(where: { $0.digest == referrer.descriptor.digest }) { return bytes }
        let members = (document.members ?? []).map { member in
            member.key == "manifests"
                ? JSON.Member(key: member.key, value: .array((member.value.items ?? []) + [referrer.descriptor.document])) : member
        }
        return Array(JSON.object(members).text().utf8)
    }
}

extension Diagnostic.Code {
    /// A layout that cannot take what is to be added to it.
    static let unsupportedLayout = input("unsupported-layout")
}
