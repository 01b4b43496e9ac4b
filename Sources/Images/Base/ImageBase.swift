import APK
import Archives
import Cryptography
public import Diagnostics
import Files
public import ImageConfigurations
import JSON
public import Recipes
import Registries
import Repositories
import Roots
public import SystemPackage

/// The image that another is built on, for one architecture: its layers lie below, its packages count as installed (IMAGE.md §2.1, §9 B).
public struct ImageBase: Sendable {
    /// What is installed in it.
    let records: BaseRecords
    /// Its manifest.
    let manifest: JSON
    /// Its configuration document.
    let config: JSON
    /// Lowest first; each was checked.
    let layers: [Layer]
    /// Everything that it may make a difference by.
    let identity: Digest

    private static let largestConfig = 16 << 20
    private static let largestIndex = 64 << 20

    /// Opens the base image that a configuration names; nil when it names none.
    ///
    /// - Parameters:
    ///   - includePaths: folders in which the layout and the index are looked for that are not where their names say.
    ///   - order: by paths, of the index is lost what apko loses.
    /// - Throws: `missing-file`, also when the image is not for this architecture; `damaged-image`; `damaged-index`.
    public init?(
        of configuration: ImageConfiguration,
        _ architecture: Architecture,
        includePaths: [FilePath] = [],
        order: LayerOrder
    ) throws(Diagnostic) {
        guard let base = configuration.contents.baseImage else { return nil }
        let place = configuration.places.keys["contents.baseimage"]
        let layout = try OCILayout(Self.find(base.image, "image", includePaths, place))
        let folder = try Self.find(base.index, "apkindex", includePaths, place)
        let index = folder.appending(architecture.name).appending("APKINDEX")
        guard Files.exists(index) else {
            throw Diagnostic(
                .missingFile,
                "there is no \(index) with the packages of the base image for \(architecture)",
                at: place,
                hint: "it has the form of /usr/lib/apk/db/installed in the base image"
            )
        }
        let bytes = try Files.read(index, limit: Self.largestIndex)
        records = try BaseRecords(bytes, source: index.string, isPeer: order == .path)
        let (manifest, config) = try Self.image(layout, architecture, place)
        self.manifest = manifest.document
        self.config = config
        layers = try Self.layers(manifest, config, layout)
        identity = Digest.of(Array(manifest.descriptor.digest.description.utf8) + bytes)
    }

    /// The bases for several architectures; none when the configuration names none.
    public static func all(
        of configuration: ImageConfiguration,
        _ architectures: [Architecture],
        includePaths: [FilePath] = [],
        order: LayerOrder
    ) throws(Diagnostic) -> [Architecture: ImageBase] {
        var bases: [Architecture: ImageBase] = [:]
        for architecture in architectures {
            bases[architecture] = try ImageBase(of: configuration, architecture, includePaths: includePaths, order: order)
        }
        return bases
    }

    private static func find(
        _ name: String,
        _ key: String,
        _ includePaths: [FilePath],
        _ place: SourceSpan?
    ) throws(Diagnostic) -> FilePath {
        let candidates = [FilePath(name)] + includePaths.map { $0.appending(String(name.drop { $0 == "/" })) }
        if !name.isEmpty, let path = candidates.first(where: Files.exists) { return path }
        throw Diagnostic(
            .missingFile,
            name.isEmpty ? "the base image needs \"\(key)\"" : "there is no folder \"\(name)\", the \(key) of the base image",
            at: place,
            hint: "names are relative to the working directory; give other folders with --include-paths"
        )
    }

    /// The manifest for an architecture, and its configuration; an index in the layout's index is looked into (IMAGE.md §2.1).
    private static func image(
        _ layout: OCILayout,
        _ architecture: Architecture,
        _ place: SourceSpan?
    ) throws(Diagnostic) -> (Manifest, JSON) {
        var entries = layout.index.manifests
        var found: [String] = []
        while !entries.isEmpty {
            let manifest = try layout.manifest(entries.removeFirst())
            if manifest.isIndex {
                entries = manifest.manifests + entries
                continue
            }
            guard let blob = manifest.blobs.first, let config = try? JSON(parsing: Files.read(layout.file(blob), limit: largestConfig)),
                config["architecture"] != nil
            else { continue }
            let names = [config["architecture"], config["variant"]].compactMap { $0?.string }.filter { !$0.isEmpty }
            if names.first == "arm" ? names.joined(separator: "/") == architecture.imageName : names.first == architecture.imageName {
                return (manifest, config)
            }
            found.append(names.joined(separator: "/"))
        }
        throw Diagnostic(
            .missingFile,
            "the base image \(layout.path) is not for \(architecture.imageName)",
            at: place,
            hint: found.isEmpty ? nil : "it is for \(found.joined(separator: ", ")): choose with --arch, or list archs"
        )
    }

    private static func layers(_ manifest: Manifest, _ config: JSON, _ layout: OCILayout) throws(Diagnostic) -> [Layer] {
        let blobs = manifest.blobs.dropFirst()
        let contents = (config["rootfs"]?["diff_ids"]?.items ?? []).map { $0.string.flatMap { ContentDigest($0) } }
        guard blobs.count == contents.count else {
            throw .damagedImage("the base image \(layout.path) has \(blobs.count) layers; its configuration names \(contents.count)")
        }
        var layers: [Layer] = []
        for (blob, content) in zip(blobs, contents) {
            guard let content, content.function == .sha256, blob.digest.function == .sha256 else {
                throw .damagedImage("a layer of the base image \(layout.path) has no digest by SHA-256")
            }
            layers.append(
                Layer(
                    digest: blob.digest.value,
                    contentDigest: content.value,
                    size: blob.size,
                    mediaType: blob.mediaType,
                    file: try layout.file(blob),
                    isOurs: false
                )
            )
        }
        return layers
    }
}
