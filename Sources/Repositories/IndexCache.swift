import APK
import Cryptography
import Diagnostics
import Files
import Solving
public import SystemPackage

/// Keeps what was read of indexes, so that an index that did not change need not be unpacked and looked through again.
///
/// An entry is named by the SHA-256 of the very bytes of the index file, so that it can never stand for another index, and begins with
/// a SHA-256 of the rest: a damaged one is made anew. The signature is not believed because it was good once: it is checked each time,
/// over the file's bytes, with the keys that are trusted now. Whoever can write to the folder can change what entries say, as with all else
/// in the store.
public struct IndexCache: Sendable {
    private let folder: FilePath

    /// Raised when entries are written in another form, or what is listed of an index changes.
    private static let form = 1
    private static let mostEntries = 24
    private static let limit = 1 << 30

    /// A cache in a folder, which is made when something is kept.
    public init(_ folder: FilePath) {
        self.folder = folder
    }

    /// Reads an index file and checks its signature.
    ///
    /// - Parameter keyring: nil trusts the file as it is.
    func read(_ path: FilePath, keyring: Keyring?) throws(Diagnostic) -> (PackageIndex, PreparedRecords?) {
        let content = try Files.read(path, limit: Self.limit)
        let entry = folder.appending("\(Self.form)-\(Digest.of(content).hex)")
        if let (snapshot, prepared) = load(entry) {
            if let keyring { try snapshot.verify(content, keyring: keyring, subject: path.string) }
            return (snapshot.index, prepared)
        }
        let snapshot = try IndexSnapshot(IndexFile(path, content: content), keyring: keyring)
        let prepared = PreparedRecords(snapshot.index.records)
        // Nothing depends on that it can be kept.
        try? keep(entry, snapshot, prepared)
        return (snapshot.index, prepared)
    }

    private func load(_ entry: FilePath) -> (IndexSnapshot, PreparedRecords)? {
        guard Files.exists(entry), let bytes = try? Files.read(entry, limit: Self.limit), bytes.count > Self.digestLength else {
            return nil
        }
        let hasher = DigestHasher()
        bytes.withUnsafeBytes { hasher.update(UnsafeRawBufferPointer(rebasing: $0.dropFirst(Self.digestLength))) }
        guard bytes.starts(with: hasher.finish().bytes) else { return nil }
        var reader = SectionReader(bytes, from: Self.digestLength)
        guard let snapshot = IndexSnapshot(from: &reader), let catalog = Catalog(from: &reader), let excluded = reader.readNumbers(),
            reader.isAtEnd, catalog.count + excluded.count == snapshot.index.records.count
        else { return nil }
        return (snapshot, PreparedRecords(catalog: catalog, excluded: excluded))
    }

    private func keep(_ entry: FilePath, _ snapshot: IndexSnapshot, _ prepared: PreparedRecords) throws(Diagnostic) {
        var writer = SectionWriter()
        guard snapshot.write(to: &writer) else { return }
        prepared.catalog.write(to: &writer)
        writer.add(prepared.excluded)
        try Files.makeDirectory(folder)
        try Files.writeAtomically(Digest.of(writer.bytes).bytes + writer.bytes, to: entry)
        try removeOld()
    }

    /// Indexes change often, and nobody asks for the entries of those before.
    private func removeOld() throws(Diagnostic) {
        let names = try Files.list(folder)
        if names.count <= Self.mostEntries { return }
        let entries = names.map { folder.appending($0) }.compactMap { path in FileStatus.ifPresent(path).map { (path, $0.modified) } }
        for (path, _) in entries.sorted(by: { $0.1 < $1.1 }).dropLast(Self.mostEntries) { try Files.removeFile(path) }
    }

    private static let digestLength = 32
}
