import Archives
import Cryptography
import Diagnostics
import Files
import SystemPackage

/// What control member and data of a package consist of, entry by entry; the signature is left out, which may be anybody's.
struct PackageContents {
    /// An entry, with the SHA-256 of its content.
    struct Entry: Equatable {
        let header: TarEntry
        let digest: Digest
    }

    /// The entries of a member, and the SHA-256 of its compressed bytes.
    struct Part: Equatable {
        var entries: [Entry] = []
        var digest = Digest(bytes: [])
    }

    let control: Part
    let data: Part

    init(_ path: FilePath) throws(Diagnostic) {
        var parts: [PackageDifference.Member: Part] = [.control: Part(), .data: Part()]
        let digests = try Self.walk(path) { member, entry, tar throws(Diagnostic) in
            let hasher = DigestHasher()
            while case let chunk = try tar.read(upTo: 1 << 18), !chunk.isEmpty { hasher.write(chunk) }
            parts[member]?.entries.append(Entry(header: entry, digest: hasher.finish()))
        }
        for (member, digest) in digests { parts[member]?.digest = digest }
        control = parts[.control] ?? Part()
        data = parts[.data] ?? Part()
    }

    /// The content of one entry.
    ///
    /// - Returns: nil when it is larger than what is looked into.
    static func content(of name: String, in wanted: PackageDifference.Member, _ path: FilePath) throws(Diagnostic) -> [UInt8]? {
        var content: [UInt8]?
        _ = try walk(path) { member, entry, tar throws(Diagnostic) in
            if member == wanted, entry.path == name, entry.size <= largestContent { content = try tar.readAll(limit: largestContent) }
        }
        return content
    }

    private static let largestContent: Int64 = 64 << 20

    private static func walk(
        _ path: FilePath,
        _ body: (PackageDifference.Member, TarEntry, TarReader) throws(Diagnostic) -> Void
    ) throws(Diagnostic) -> [PackageDifference.Member: Digest] {
        let gzip = GzipReader(try FileReader(path), name: path.string)
        var digests: [PackageDifference.Member: Digest] = [:]
        while digests[.data] == nil {
            let hasher = DigestHasher()
            gzip.observer = { $0.withUnsafeBytes { hasher.update($0) } }
            guard try gzip.nextMember() else { break }
            let tar = TarReader(gzip, name: path.string)
            let member = digests[.control] == nil ? PackageDifference.Member.control : .data
            var isSignature = false
            while let entry = try tar.next() {
                if member == .control, entry.path.hasPrefix(".SIGN.") { isSignature = true }
                if !isSignature { try body(member, entry, tar) }
            }
            while try !gzip.read(upTo: 1 << 16).isEmpty {}
            if !isSignature { digests[member] = hasher.finish() }
        }
        return digests
    }
}
