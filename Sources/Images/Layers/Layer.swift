import Archives
import Cryptography
import SystemPackage

/// A layer of an image as a file.
struct Layer: Sendable {
    /// The SHA-256 of the file.
    let digest: Digest
    /// The SHA-256 of the tar archive inside.
    let contentDigest: Digest
    /// Length of the file in bytes.
    let size: Int64
    /// What manifests call it.
    let mediaType: String
    /// Where the file is.
    let file: FilePath
    /// Whether the file is the store's, and is never changed; one of a base image may be anybody's.
    let isOurs: Bool

    /// Whether it is compressed with gzip, which is all that Docker's archives hold.
    var isGzip: Bool { mediaType.hasSuffix("+gzip") || mediaType.hasSuffix(".gzip") }
}

extension Layer {
    /// A layer that was made here.
    init(digest: Digest, contentDigest: Digest, size: Int64, codec: MemberCodec, file: FilePath) {
        self.init(
            digest: digest,
            contentDigest: contentDigest,
            size: size,
            mediaType: "application/vnd.oci.image.layer.v1.tar+\(codec)",
            file: file,
            isOurs: true
        )
    }
}
