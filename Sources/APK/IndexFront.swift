import Archives
import Cryptography
import Diagnostics
import Files

/// The signatures in front of an index file, read without what they cover.
struct IndexFront {
    let signatures: [Signature]
    /// Where what is signed begins.
    let end: Int

    /// Nil when it is odd in any way: `IndexFile` says what is wrong.
    init?(_ content: [UInt8], name: String) {
        let gzip = GzipReader(ArrayReader(content), name: name, limit: Self.limit)
        var signatures: [Signature] = []
        do throws(Diagnostic) {
            while true {
                let start = Int(gzip.offset)
                guard try gzip.nextMember() else { return nil }
                let tar = TarReader(gzip, name: name)
                guard let first = try tar.next() else { return nil }
                if !first.path.hasPrefix(".SIGN.") {
                    (self.signatures, end) = (signatures, start)
                    return
                }
                var next: TarEntry? = first
                while let entry = next {
                    guard entry.path.hasPrefix(".SIGN."), signatures.count < Self.mostSignatures else { return nil }
                    let bytes = try tar.readAll(limit: ReadingLimits.signature)
                    if let signature = Signature(entryName: entry.path, bytes: bytes) { signatures.append(signature) }
                    next = try tar.next()
                }
                while try !gzip.read(upTo: 1 << 12).isEmpty {}
            }
        } catch {
            return nil
        }
    }

    private static let limit: Int64 = 8 << 20
    private static let mostSignatures = 64

    /// Checks the signatures over the rest of the file.
    func verify(_ content: [UInt8], keyring: Keyring, name: String) throws(Diagnostic) {
        try signedContent(content).verify(signatures, keyring: keyring, subject: name)
    }

    /// What the signatures cover.
    func signedContent(_ content: [UInt8]) -> SignedContent {
        let hasher = SignedContentHasher(Array(Set(signatures.map(\.function))))
        hasher.update(content[end...])
        return hasher.finish()
    }
}
