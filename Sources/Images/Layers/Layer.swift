import Archives
import Cryptography
import SystemPackage

/// A layer of an image as a compressed file.
struct Layer: Sendable {
    /// The SHA-256 of the compressed file.
    let digest: Digest
    /// The SHA-256 of the tar archive inside.
    let contentDigest: Digest
    /// Length of the compressed file in bytes.
    let size: Int64
    let codec: MemberCodec
    /// Where the file is; it may be shared with the store, and is never changed.
    let file: FilePath

    /// What manifests call it.
    var mediaType: String { "application/vnd.oci.image.layer.v1.tar+\(codec)" }
}
