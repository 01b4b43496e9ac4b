public import Diagnostics
public import JSON
import Transfers

/// What one piece of content says of another (OCI image-spec, descriptor).
public struct Descriptor: Hashable, Sendable {
    /// The kind of the content.
    public var mediaType: String
    /// Its digest.
    public var digest: ContentDigest
    /// Its length in bytes.
    public var size: Int64
    /// What the content is for, when it is a manifest of something else than an image.
    public var artifactType: String?
    /// What it runs on: `linux/arm64/v8`; nil when nothing is said.
    public var platform: String?
    /// Free text by key.
    public var annotations: [String: String]
    /// Whether the content may be found where the descriptor says (`urls`, `data`), and not beside it.
    var isElsewhere = false

    /// No content may be longer, in bytes.
    public static let largest: Int64 = 64 << 30

    /// Makes a descriptor.
    public init(mediaType: String, digest: ContentDigest, size: Int64, artifactType: String? = nil, annotations: [String: String] = [:]) {
        self.mediaType = mediaType
        self.digest = digest
        self.size = size
        self.artifactType = artifactType
        self.annotations = annotations
    }

    /// Reads a descriptor.
    ///
    /// - Parameter place: what it was found in, for errors.
    /// - Throws: `damaged-image`.
    public init(_ document: JSON, in place: String) throws(Diagnostic) {
        guard let type = document["mediaType"]?.string, let digest = document["digest"]?.string, case .number(let size)? = document["size"]
        else { throw .damagedImage("\(place) has a descriptor without mediaType, digest or size") }
        guard let digest = ContentDigest(digest) else {
            throw .damagedImage("\(place) names content by \"\(digest.prefix(100))\", which is not a SHA-256 or SHA-512")
        }
        guard (0...Self.largest).contains(size) else { throw .damagedImage("\(place) says that \(digest) has \(size) bytes") }
        self.init(mediaType: type, digest: digest, size: size, artifactType: document["artifactType"]?.string)
        annotations = Self.texts(document["annotations"])
        isElsewhere = document["urls"]?.items?.isEmpty == false || document["data"] != nil
        if let platform = document["platform"] {
            self.platform = ["os", "architecture", "variant"].compactMap { platform[$0]?.string }.joined(separator: "/")
        }
    }

    /// Whether it names something that is said of an image, and no image; apko calls images artifacts of the type of their configuration.
    /// What has a name in a layout is there for itself.
    var isReferrer: Bool { annotations[OCILayout.nameKey] == nil && artifactType.map { $0 != MediaType.config } ?? false }

    /// The members of an object that are strings.
    static func texts(_ document: JSON?) -> [String: String] {
        var texts: [String: String] = [:]
        for member in document?.members ?? [] { texts[member.key] = member.value.string }
        return texts
    }

    /// The descriptor as JSON, without the platform.
    public var document: JSON {
        .object([
            "mediaType": .string(mediaType), "size": .number(size), "digest": .string(digest.description),
            "artifactType": artifactType.map { .string($0) }, "annotations": JSON.nonEmpty(annotations),
        ])
    }
}

extension Diagnostic {
    /// Something that is wrong with an image or a document of one.
    public static func damagedImage(_ message: String) -> Diagnostic { Diagnostic(.damagedImage, message) }

    /// Whether it is about one piece of content, which is damaged or not there, rather than about the registry.
    public var isAboutContent: Bool { code == .damagedImage || code == .notFound }
}

extension Diagnostic.Code {
    /// An image, or a document of one, is not what its format or its digest asks for.
    public static let damagedImage = work("damaged-image")
}
