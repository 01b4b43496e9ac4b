public import Archives
import Cryptography
public import Diagnostics
public import Files

/// The content of a data entry, whose SHA-1 is compared with the entry's checksum record (APK-FORMAT.md §2.1).
public final class ChecksummedContent: ByteSource {
    static let recordKey = "APK-TOOLS.checksum.SHA1"

    /// Where the content begins in the decompressed data, in bytes.
    public let offset: Int64
    private let tar: TarReader
    private let hasher = DigestHasher(.sha1)
    private var isSkipped = false

    init(_ tar: TarReader) {
        self.tar = tar
        offset = tar.offset
    }

    public func read(upTo count: Int) throws(Diagnostic) -> [UInt8] {
        let chunk = try tar.read(upTo: count)
        hasher.write(chunk)
        return chunk
    }

    /// Passes over all of the content: nothing of it may have been read, and whoever takes it from a `PackageData` has to compare it.
    ///
    /// - Parameter passed: gets the blocks that it is in.
    /// - Returns: false where that cannot be done without decompressing it; then it is compared as always.
    public func skip(_ passed: (BlockTable.Entry, [UInt8]) -> Void = { _, _ in }) throws(Diagnostic) -> Bool {
        if tar.offset == offset, try tar.skip(passed) { isSkipped = true }
        return isSkipped
    }

    /// Whether an entry lacks the checksum without which apk-tools 3 does not install it; links, and what installers leave out, need none.
    static func isMissing(in entry: TarEntry) -> Bool {
        entry.kind == .regular && !entry.isLeftOut && entry.record(recordKey) == nil
    }

    /// Reads what is left, and compares.
    func check(_ entry: TarEntry, package: String) throws(Diagnostic) {
        guard entry.kind == .regular || entry.kind == .symbolicLink, !isSkipped else { return }
        guard let record = entry.record(Self.recordKey) else { return }
        while try !read(upTo: 1 << 20).isEmpty {}
        let found = entry.kind == .symbolicLink ? Digest.of(entry.linkTarget, .sha1) : hasher.finish()
        if found.hex != String(decoding: record, as: UTF8.self) {
            throw Self.wrongChecksum(of: entry.path, in: package)
        }
    }

    /// Content that is not what its entry's checksum says.
    ///
    /// - Parameters:
    ///   - path: that of the entry.
    ///   - package: what the file is called in errors.
    public static func wrongChecksum(of path: String, in package: String) -> Diagnostic {
        Diagnostic(.damagedPackage, "\(package) is damaged: the checksum of \"\(path)\" is wrong")
    }
}
