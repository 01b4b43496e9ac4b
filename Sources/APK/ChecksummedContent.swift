import Archives
import Cryptography
import Diagnostics
import Files

/// The content of a data entry, whose SHA-1 is compared with the entry's checksum record (APK-FORMAT.md §2.1).
final class ChecksummedContent: ByteSource {
    static let recordKey = "APK-TOOLS.checksum.SHA1"

    private let tar: TarReader
    private let hasher = DigestHasher(.sha1)

    init(_ tar: TarReader) {
        self.tar = tar
    }

    func read(upTo count: Int) throws(Diagnostic) -> [UInt8] {
        let chunk = try tar.read(upTo: count)
        hasher.write(chunk)
        return chunk
    }

    /// Reads what is left, and compares.
    func check(_ entry: TarEntry, package: String) throws(Diagnostic) {
        guard let record = entry.record(Self.recordKey), entry.kind == .regular || entry.kind == .symbolicLink else { return }
        while try !read(upTo: 1 << 18).isEmpty {}
        let found = entry.kind == .symbolicLink ? Digest.of(entry.linkTarget, .sha1) : hasher.finish()
        if found.hex != String(decoding: record, as: UTF8.self) {
            throw Diagnostic(.damagedPackage, "\(package) is damaged: the checksum of \"\(entry.path)\" is wrong")
        }
    }
}
