public import Cryptography
public import Diagnostics
import Files

extension PackageFile {
    /// The three parts of the file as they are, compressed; lock files name them one by one (IMAGE.md §7).
    public struct Parts: Sendable {
        /// A stretch of the file, and the digest of its bytes.
        public struct Part: Hashable, Sendable {
            /// In bytes from the start of the file.
            public let range: Range<Int64>
            public let digest: Digest
        }

        /// All signatures, by SHA-1; nil when there are none.
        public let signature: Part?
        /// By SHA-1.
        public let control: Part
        /// By SHA-256.
        public let data: Part
    }

    /// Where the parts of the file are, and their digests, computed anew.
    ///
    /// - Throws: `damaged-package` when the data are not those that the package names.
    public func parts() throws(Diagnostic) -> Parts {
        let file = try FileReader(path)
        func part(_ range: Range<Int64>, _ function: HashFunction) throws(Diagnostic) -> Parts.Part {
            let hasher = DigestHasher(function)
            var left = range.upperBound - range.lowerBound
            while left > 0 {
                let chunk = try file.read(upTo: Int(min(left, 1 << 20)))
                if chunk.isEmpty { break }
                hasher.write(chunk)
                left -= Int64(chunk.count)
            }
            return Parts.Part(range: range, digest: hasher.finish())
        }
        let signature = controlOffset > 0 ? try part(0..<controlOffset, .sha1) : nil
        let control = try part(controlOffset..<dataOffset, .sha1)
        let data = try part(dataOffset..<size, .sha256)
        let named = try dataDigest()
        if control.digest != identity.digest || data.digest != named { throw Diagnostic(.damagedPackage, "\(path) is damaged: its parts are not those that it names") }
        return Parts(signature: signature, control: control, data: data)
    }
}
