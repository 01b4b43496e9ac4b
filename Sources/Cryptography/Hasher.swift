import COpenSSL
public import Diagnostics
public import Files
public import SystemPackage

/// Computes a digest over bytes that arrive piece by piece.
public final class DigestHasher: ByteSink {
    private let context: OpaquePointer?

    /// Starts a digest.
    public init(_ function: HashFunction = .sha256) {
        context = EVP_MD_CTX_new()
        EVP_DigestInit_ex(context, function.algorithm, nil)
    }

    deinit { EVP_MD_CTX_free(context) }

    public func write(_ bytes: borrowing [UInt8]) {
        bytes.withUnsafeBytes { _ = EVP_DigestUpdate(context, $0.baseAddress, $0.count) }
    }

    /// Adds the bytes of a buffer.
    public func update(_ buffer: UnsafeRawBufferPointer) {
        _ = EVP_DigestUpdate(context, buffer.baseAddress, buffer.count)
    }

    /// The digest of all that was written; nothing may be written after it.
    public func finish() -> Digest {
        var length: UInt32 = 0
        var bytes = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        EVP_DigestFinal_ex(context, &bytes, &length)
        return Digest(bytes: Array(bytes.prefix(Int(length))))
    }
}

extension Digest {
    /// The digest of bytes at hand.
    public static func of(_ bytes: [UInt8], _ function: HashFunction = .sha256) -> Digest {
        let hasher = DigestHasher(function)
        hasher.write(bytes)
        return hasher.finish()
    }

    /// The digest of a text's UTF-8 bytes.
    public static func of(_ text: String, _ function: HashFunction = .sha256) -> Digest {
        of(Array(text.utf8), function)
    }

    /// The digest of a file's content.
    public static func ofFile(_ path: FilePath, _ function: HashFunction = .sha256) throws(Diagnostic) -> Digest {
        let hasher = DigestHasher(function)
        let reader = try FileReader(path)
        while true {
            let chunk = try reader.read(upTo: 1 << 18)
            if chunk.isEmpty { return hasher.finish() }
            hasher.write(chunk)
        }
    }
}

extension HashFunction {
    var algorithm: OpaquePointer? {
        switch self {
        case .sha1: EVP_sha1()
        case .sha256: EVP_sha256()
        case .sha512: EVP_sha512()
        }
    }
}
