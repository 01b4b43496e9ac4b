public import Diagnostics
import Files
import JSON
import SystemPackage

extension OCILayout {
    /// What the layout says of a manifest: entries of its index whose manifests have it for their subject (OCI image-spec, image-layout).
    ///
    /// - Parameter artifactType: only those of this type.
    public func referrers(of digest: ContentDigest, artifactType: String? = nil) throws(Diagnostic) -> [Manifest] {
        var referrers: [Manifest] = []
        for entry in index.manifests where entry.isReferrer && (artifactType == nil || entry.artifactType == artifactType) {
            let manifest = try manifest(entry)
            if manifest.subject?.digest == digest { referrers.append(manifest) }
        }
        return referrers
    }

    /// Adds what is said of an image: content, then the manifest that names it, which `index.json` lists in the end.
    ///
    /// - Throws: `unsupported-layout` where `index.json` is the image's index itself, which would be another one.
    public func add(_ referrer: Manifest, _ contents: [[UInt8]]) throws(Diagnostic) {
        if referrer.subject?.digest == index.descriptor.digest {
            throw Diagnostic(
                .unsupportedLayout,
                "the index.json of \(path) is the image's index itself, as apko writes layouts: to add anything would change the image",
                hint: "push it and sign it there, or build it without --layer-order path"
            )
        }
        let lock = try FileLock(directory: path)
        defer { withExtendedLifetime(lock) {} }
        for bytes in contents + [referrer.bytes] {
            let place = path(of: ContentDigest(of: bytes))
            try Files.makeDirectory(place.removingLastComponent())
            if !Files.exists(place) { try Files.writeAtomically(bytes, to: place) }
        }
        // Another may have written it since.
        let current = try OCILayout(path).index
        if current.manifests.contains(where: { $0.digest == referrer.descriptor.digest }) { return }
        let members = (current.document.members ?? []).map { member in
            member.key == "manifests"
                ? JSON.Member(key: member.key, value: .array((member.value.items ?? []) + [referrer.descriptor.document])) : member
        }
        try Files.writeAtomically(Array(JSON.object(members).text().utf8), to: path.appending("index.json"))
    }
}

extension Diagnostic.Code {
    /// A layout that cannot take what is to be added to it.
    static let unsupportedLayout = input("unsupported-layout")
}
