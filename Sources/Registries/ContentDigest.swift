public import Cryptography

/// What content is named by: an algorithm and the digest that it gives (OCI image-spec, descriptor, "Digests").
public struct ContentDigest: Hashable, Sendable, CustomStringConvertible {
    /// The algorithm.
    public let function: HashFunction
    /// What it gives.
    public let value: Digest

    /// The SHA-256 of bytes.
    public init(of bytes: [UInt8]) {
        self.init(.of(bytes))
    }

    /// A SHA-256.
    public init(_ sha256: Digest) {
        function = .sha256
        value = sha256
    }

    /// Reads `sha256:` or `sha512:` and lower-case digits; nil for anything else.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let digest = Digest(hex: String(parts[1])), digest.hex == parts[1] else { return nil }
        switch (parts[0], digest.bytes.count) {
        case ("sha256", 32): function = .sha256
        case ("sha512", 64): function = .sha512
        default: return nil
        }
        value = digest
    }

    /// The name of the algorithm.
    public var algorithm: String { function == .sha512 ? "sha512" : "sha256" }

    public var description: String { "\(algorithm):\(value.hex)" }

    /// Whether bytes are what is named.
    public func matches(_ bytes: [UInt8]) -> Bool { Digest.of(bytes, function) == value }
}
