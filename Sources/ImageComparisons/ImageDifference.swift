public import Diagnostics
import JSON

/// What differs between the images of one platform.
public struct ImageDifference: Sendable {
    /// Something that only one has, or both in different ways; nil: that image does not have it.
    public struct Change: Hashable, Sendable {
        public let name: String
        public let old: String?
        public let new: String?
        /// What about it is different, when both have it.
        public var aspects: [String] = []
    }

    /// The platform.
    public let platform: String
    /// Packages, by name; the texts are versions.
    public let packages: [Change]
    /// Files, by path; the texts are sizes in bytes.
    public let files: [Change]
    /// What the configuration says of running the image, by key; the texts are JSON.
    public let configuration: [Change]
    /// Layers; the texts are compressed sizes in bytes. One that only one image has is named by its digest; one that both have, compressed in
    /// different ways, by the digest of its content.
    public let layers: [Change]
    /// Whether the layers of both have the same content in the same order, however they are compressed.
    public let hasSameContent: Bool
    /// Whether the layers of both are the same as they are, in the same order.
    public let hasSameLayers: Bool
    /// How many layers both have.
    public let sharedLayers: Int
    /// Bytes of all layers as they are, and of all files.
    public let compressedSize: (old: Int64, new: Int64)
    public let size: (old: Int64, new: Int64)

    /// Whether nothing differs, the compression and order of layers included: they are part of an image's digest.
    public var isEmpty: Bool { packages.isEmpty && files.isEmpty && configuration.isEmpty && hasSameLayers }

    /// Compares the images of all platforms, in byte order of these. Of two images for one platform each, these are compared whatever they are.
    ///
    /// - Returns: the differences, and platforms that only one has.
    public static func list(_ old: OpenedImage, _ new: OpenedImage) throws(Diagnostic) -> (both: [ImageDifference], platforms: [Change]) {
        if old.images.count == 1, new.images.count == 1 {
            let (first, second) = (old.images[0], new.images[0])
            let name = first.platform == second.platform ? first.platform : "\(first.platform) -> \(second.platform)"
            return ([try ImageDifference(first, second, platform: name)], [])
        }
        func byPlatform(_ image: OpenedImage) -> [String: PlatformImage] {
            Dictionary(image.images.map { ($0.platform, $0) }) { first, _ in first }
        }
        let (first, second) = (byPlatform(old), byPlatform(new))
        var both: [ImageDifference] = []
        for platform in first.keys.sorted() {
            if let one = first[platform], let other = second[platform] {
                both.append(try ImageDifference(one, other, platform: platform))
            }
        }
        let single = changes(first.mapValues { _ in "" }, second.mapValues { _ in "" })
        return (both, single)
    }

    init(_ old: PlatformImage, _ new: PlatformImage, platform: String) throws(Diagnostic) {
        self.platform = platform
        let (first, second) = (try ImageFiles(old), try ImageFiles(new))
        packages = Self.changes(first.packages, second.packages)
        files = Self.files(first, second)
        configuration = Self.changes(Self.settings(old.config), Self.settings(new.config))
        let (lower, upper) = (Self.layers(old, first), Self.layers(new, second))
        layers = Self.layerChanges(lower, upper)
        hasSameContent = first.contents == second.contents
        hasSameLayers = lower.map(\.digest) == upper.map(\.digest)
        sharedLayers = Set(lower.map(\.digest)).intersection(upper.map(\.digest)).count
        compressedSize = (old.layers.reduce(0) { $0 + $1.size }, new.layers.reduce(0) { $0 + $1.size })
        size = (first.size, second.size)
    }

    private struct ImageLayer {
        let digest: String
        let content: String
        let size: String
    }

    private static func layers(_ image: PlatformImage, _ files: ImageFiles) -> [ImageLayer] {
        zip(image.layers, files.contents).map { ImageLayer(digest: $0.digest, content: $1, size: String($0.size)) }
    }

    private static func layerChanges(_ old: [ImageLayer], _ new: [ImageLayer]) -> [Change] {
        func byContent(_ layers: [ImageLayer]) -> [String: ImageLayer] { Dictionary(layers.map { ($0.content, $0) }) { first, _ in first } }
        let (lower, upper) = (byContent(old), byContent(new))
        let changes = Set(lower.keys).union(upper.keys).compactMap { content -> Change? in
            switch (lower[content], upper[content]) {
            case (let one?, let other?):
                one.digest == other.digest ? nil : Change(name: content, old: one.size, new: other.size, aspects: ["compression"])
            case (let one, let other): Change(name: (one ?? other)?.digest ?? content, old: one?.size, new: other?.size)
            }
        }
        return changes.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    private static func changes(_ old: [String: String], _ new: [String: String]) -> [Change] {
        Set(old.keys).union(new.keys).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            .filter { old[$0] != new[$0] }.map { Change(name: $0, old: old[$0], new: new[$0]) }
    }

    private static func files(_ old: ImageFiles, _ new: ImageFiles) -> [Change] {
        let names = Set(old.files.keys).union(new.files.keys).filter { old.files[$0] != new.files[$0] }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.map { name in
            let (first, second) = (old.files[name], new.files[name])
            var change = Change(name: name, old: first.map { String($0.size) }, new: second.map { String($0.size) })
            if let first, let second {
                let all = [
                    ("type", first.kind != second.kind), ("content", first.content != second.content || first.size != second.size),
                    ("mode", first.mode != second.mode), ("owner", first.user != second.user || first.group != second.group),
                    ("attributes", first.records != second.records), ("time", first.time != second.time),
                ]
                change.aspects = all.filter(\.1).map(\.0)
            }
            return change
        }
    }

    /// What a configuration says of running: a text for each key, for each variable and label.
    private static func settings(_ config: JSON) -> [String: String] {
        var settings: [String: String] = [:]
        for member in config["config"]?.members ?? [] {
            switch (member.key, member.value) {
            case ("Env", .array(let variables)):
                for variable in variables.compactMap(\.string) {
                    let parts = variable.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                    settings["Env \(parts[0])"] = parts.count > 1 ? String(parts[1]) : ""
                }
            case ("Labels", .object(let labels)):
                for label in labels { settings["Label \(label.key)"] = label.value.string ?? label.value.text() }
            default: settings[member.key] = member.value.string ?? member.value.text()
            }
        }
        return settings
    }
}
