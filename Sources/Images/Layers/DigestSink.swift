import Cryptography
import Diagnostics
import Files

/// Computes the SHA-256 and the length of what passes on to other sinks.
final class DigestSink: ByteSink {
    private let hasher = DigestHasher()
    private(set) var length: Int64 = 0
    private let sinks: [any ByteSink]

    init(_ sinks: (any ByteSink)...) {
        self.sinks = sinks
    }

    func write(_ bytes: borrowing [UInt8]) throws(Diagnostic) {
        hasher.write(bytes)
        length += Int64(bytes.count)
        for sink in sinks { try sink.write(bytes) }
    }

    /// The digest of all that passed; nothing may be written after it.
    func finish() -> Digest { hasher.finish() }
}
