import Cryptography
import JSON

extension ImageBase {
    private static let manifestKeys = ["schemaVersion", "mediaType", "config", "layers", "annotations"]
    /// What a descriptor may say, in the order of the format; nothing else is kept.
    private static let descriptorKeys = ["mediaType", "size", "digest", "data", "urls", "annotations", "platform", "artifactType"]

    /// The manifest of an image on this one: it describes the layers of the base as the base does (IMAGE.md §13.3).
    ///
    /// By paths, what the base's manifest says of itself and of its configuration stays too, as apko leaves it.
    ///
    /// - Parameters:
    ///   - own: the manifest of the layers on top.
    ///   - configuration: the document that it names.
    func manifest(below own: JSON, configuration: [UInt8], order: LayerOrder) -> JSON {
        let lower = (manifest["layers"]?.items ?? []).map(Self.descriptor)
        var changes = ["layers": JSON.array(lower + (own["layers"]?.items ?? []))]
        if order == .path {
            changes["annotations"] = .sorted(Self.values(manifest["annotations"]).merging(Self.values(own["annotations"])) { $1 })
            let before = Self.descriptor(manifest["config"] ?? .object([]))
            var about = Self.values(own["config"])
            if before["data"] != nil { about["data"] = .string(Base64.encode(configuration)) }
            changes["config"] = before.replacing(about, in: Self.descriptorKeys)
        }
        return own.replacing(changes, in: Self.manifestKeys)
    }

    /// A descriptor as it is written again.
    private static func descriptor(_ document: JSON) -> JSON {
        var values = values(document).filter { descriptorKeys.contains($0.key) && $0.value != .object([]) && $0.value != .array([]) }
        if let annotations = values["annotations"] { values["annotations"] = .sorted(self.values(annotations)) }
        return JSON.object([]).replacing(values, in: descriptorKeys)
    }

    private static func values(_ document: JSON?) -> [String: JSON] {
        Dictionary((document?.members ?? []).map { ($0.key, $0.value) }) { $1 }
    }
}
