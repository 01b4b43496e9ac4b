import Cryptography
import Files
import JSON
import SystemPackage
import Testing

@testable import ImageSignatures

/// Signatures that two independent libraries made: `../shared/data/signing-vectors.json`.
struct Vectors {
    let document: JSON
    static let path = FilePath(#filePath).removingLastComponent().removingLastComponent().removingLastComponent()
        .removingLastComponent().appending("shared/data/signing-vectors.json")
    static var areThere: Bool { Files.exists(path) }
    static let absence: Comment = "no ../shared/data/signing-vectors.json"

    init() throws { document = try JSON(parsing: Files.read(Self.path)) }

    func text(_ key: String) throws -> String { try #require(document[key]?.string) }
    func items(_ key: String) throws -> [JSON] { try #require(document[key]?.items) }
    var key: ImagePublicKey {
        get throws { try ImagePublicKey(name: "cosign.pub", pem: Array(text("public_key_pem").utf8)) }
    }
    /// The image that all signatures are about.
    var image: Digest {
        get throws {
            let text = try #require(items("simple_signing").first?["image_digest"]?.string)
            return try #require(Digest(hex: String(text.dropFirst("sha256:".count))))
        }
    }
    var check: SignatureCheck {
        get throws { SignatureCheck(image: try image, keys: [try key]) }
    }
}
