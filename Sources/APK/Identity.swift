public import Cryptography

/// The identity of a package: the SHA-1 of its compressed control member (APK-FORMAT.md §5).
public struct Identity: Hashable, Sendable, CustomStringConvertible {
    /// The SHA-1.
    public let digest: Digest

    /// Wraps a SHA-1.
    public init(_ digest: Digest) {
        self.digest = digest
    }

    /// Reads `Q1` followed by base64; nil for anything else.
    public init?(_ text: String) {
        guard text.hasPrefix("Q1"), let bytes = Base64.decode(String(text.dropFirst(2))), bytes.count == 20 else { return nil }
        digest = Digest(bytes: bytes)
    }

    /// `Q1` followed by base64.
    public var description: String { "Q1" + Base64.encode(digest.bytes) }
}
