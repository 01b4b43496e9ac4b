import APK
import Cryptography
import Diagnostics
import Files
import Solving
public import SystemPackage

/// Keeps what was read of indexes, so that an index that did not change need not be unpacked and looked through again.
///
/// An entry is named by the SHA-256 of the very bytes of the index file, so that it can never stand for another index. It is mapped, not read:
/// only the names and records that are asked for are looked at. A checksum tells whether it is damaged; then it is made anew. Which digest a
/// file has and which key signed it is noted as well (`SeenIndexes`), so that a file that is still the same is not read. A note vouches for
/// the very key that was found to have signed, and only while that key is trusted. Whoever can write to the folder can change what entries and
/// notes say, as with all else in the store.
public struct IndexCache: Sendable {
    private let folder: FilePath

    /// Raised when entries are written in another form, or what is listed of an index changes.
    private static let form = 4
    private static let mostEntries = 24
    private static let limit = 1 << 30

    /// A cache in a folder, which is made when something is kept.
    public init(_ folder: FilePath) {
        self.folder = folder
    }

    private var seen: SeenIndexes { SeenIndexes(folder.appending("seen")) }

    /// Reads an index file and checks its signature.
    ///
    /// - Parameter keyring: nil trusts the file as it is.
    func read(_ path: FilePath, keyring: Keyring?) throws(Diagnostic) -> (PackageIndex, PreparedRecords?) {
        let status = try? FileStatus(followingLinks: path)
        let known = status.flatMap { seen[$0.version] }
        if let known, let (snapshot, prepared) = load(entry(known.digest)), isTrusted(snapshot, known, keyring) {
            return (snapshot.index, prepared)
        }
        let content = try Files.read(path, limit: Self.limit)
        let digest = Digest.of(content)
        let (snapshot, prepared) = try read(path, content, entry(digest), keyring)
        // The file that was read is the one that was there before and after.
        if let status, status.isSettled, status.version == (try? FileStatus(followingLinks: path))?.version {
            let signer = keyring.flatMap { snapshot.decidingKey(of: $0) }
            // What is known of a signature is kept when this time nobody asked for one. Nothing depends on that it can be noted.
            if signer != nil || known?.digest != digest { try? seen.note(.init(digest, signer: signer), of: status.version) }
        }
        return (snapshot.index, prepared)
    }

    private func isTrusted(_ snapshot: IndexSnapshot, _ known: SeenIndexes.Seen, _ keyring: Keyring?) -> Bool {
        guard let keyring else { return true }
        return snapshot.decidingKey(of: keyring).map { known.isSigned(by: $0) } ?? false
    }

    private func read(
        _ path: FilePath,
        _ content: [UInt8],
        _ entry: FilePath,
        _ keyring: Keyring?
    ) throws(Diagnostic) -> (IndexSnapshot, PreparedRecords) {
        if let (snapshot, prepared) = load(entry) {
            if let keyring { try snapshot.verify(content, keyring: keyring, subject: path.string) }
            return (snapshot, prepared)
        }
        let snapshot = try IndexSnapshot(IndexFile(path, content: content), keyring: keyring)
        let prepared = PreparedRecords(snapshot.index.records)
        // Nothing depends on that it can be kept.
        try? keep(entry, snapshot, prepared)
        return (snapshot, prepared)
    }

    private func entry(_ digest: Digest) -> FilePath { folder.appending("\(Self.form)-\(digest.hex)") }

    private func load(_ entry: FilePath) -> (IndexSnapshot, PreparedRecords)? {
        guard let file = MappedFile(entry, limit: Self.limit), var reader = SectionReader(file),
            let snapshot = IndexSnapshot(from: &reader),
            let prepared = PreparedRecords(from: &reader, of: snapshot.index.records), reader.isAtEnd
        else { return nil }
        return (snapshot, prepared)
    }

    private func keep(_ entry: FilePath, _ snapshot: IndexSnapshot, _ prepared: PreparedRecords) throws(Diagnostic) {
        var writer = SectionWriter()
        guard snapshot.write(to: &writer) else { return }
        prepared.write(to: &writer)
        try Files.makeDirectory(folder)
        let file = try AtomicFile(entry)
        try writer.write(to: file)
        // What is not whole after a loss of power is found to be damaged.
        try file.commitWithoutWaiting()
        // Indexes change often, and nobody asks for the entries of those before.
        try Files.keepNewest(Self.mostEntries, in: folder)
    }
}
