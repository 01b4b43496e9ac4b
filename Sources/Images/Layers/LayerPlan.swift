import Archives
import Cryptography

/// What a layer is put together from: parts whose tar entries follow one another.
struct LayerPlan: Sendable {
    /// A part of a layer.
    enum Part: Sendable {
        /// Entries that belong to this image.
        case own([LayerNode])
        /// Files of one package, as they are in any image that changes nothing about them: kept in the store, compressed.
        case fragment([LayerNode], key: Digest)
    }

    let parts: [Part]
    /// Named by all that the bytes of the layer depend on.
    let key: Digest

    /// Changes when the same nodes give other bytes.
    private static let behaviour = "layer-4"

    init(_ parts: [Part], codec: MemberCodec) {
        self.parts = parts
        var bytes = Array("\(Self.behaviour) \(codec.identity)\n".utf8)
        for part in parts {
            switch part {
            case .own(let nodes):
                bytes.append(0)
                for node in nodes { node.describe(to: &bytes) }
            case .fragment(_, let key):
                bytes.append(1)
                bytes += key.bytes
            }
        }
        key = Digest.of(bytes)
    }

    /// The data digests of packages with a file in a fragment: who made that has compared all of the package.
    var comparedData: [String] {
        parts.compactMap { part in
            if case .fragment(let nodes, _) = part { Self.dataHash(nodes) } else { nil }
        }
    }

    /// How much is in the layer, in bytes: to begin with the largest.
    var size: Int64 {
        parts.reduce(0) { sum, part in
            switch part {
            case .own(let nodes), .fragment(let nodes, _): nodes.reduce(sum) { $0 + $1.entry.size }
            }
        }
    }

    /// The files of a package as a part.
    static func fragment(_ nodes: [LayerNode], codec: MemberCodec) -> Part {
        var bytes = Array("fragment-\(behaviour) \(codec.identity)\n".utf8)
        for node in nodes { node.describe(to: &bytes) }
        // How the package compressed its files is how they are in the layer; all nodes are of one package. And who has a fragment by the key
        // need not compare what was compared when it was made.
        bytes += (dataHash(nodes) ?? "").utf8
        return .fragment(nodes, key: Digest.of(bytes))
    }

    /// The data digest of the package that nodes are of; nil when none of them has its content from there.
    private static func dataHash(_ nodes: [LayerNode]) -> String? {
        nodes.lazy.compactMap { if case .file(let file, _) = $0.content { file.dataHash } else { nil } }.first
    }
}
