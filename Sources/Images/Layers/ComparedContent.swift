import Cryptography
import Diagnostics
import Files

/// Content that ends with an error unless it has the SHA-1 that it should have.
final class ComparedContent: ByteSource {
    private let source: any ByteSource
    private let hasher = DigestHasher(.sha1)
    private let checksum: Digest
    private let failure: () -> Diagnostic
    private var isAtEnd = false

    init(_ source: any ByteSource, _ checksum: Digest, orThrow failure: @escaping @autoclosure () -> Diagnostic) {
        (self.source, self.checksum, self.failure) = (source, checksum, failure)
    }

    func read(upTo count: Int) throws(Diagnostic) -> [UInt8] {
        if isAtEnd { return [] }
        let bytes = try source.read(upTo: count)
        hasher.write(bytes)
        if bytes.isEmpty {
            isAtEnd = true
            if hasher.finish() != checksum { throw failure() }
        }
        return bytes
    }
}
