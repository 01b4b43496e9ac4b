import APK
import Cryptography
import Diagnostics
import Files
import SystemPackage

/// What was found out about index files by reading them, so that one that is known to be the same need not be read again.
///
/// A note is named by what the file system says about the file (`FileStatus.version`). It is made when the file was settled before and after
/// it was read, and holds the digest of its bytes and the key that was found to have signed them.
struct SeenIndexes {
    /// An index file that was read.
    struct Seen {
        /// The SHA-256 of its bytes.
        let digest: Digest
        private let keyName: String
        /// Empty when no signature was checked.
        private let key: [UInt8]

        init(_ digest: Digest, signer: PublicKey?) {
            self.digest = digest
            keyName = signer?.name ?? ""
            key = signer?.pem ?? []
        }

        fileprivate init?(_ reader: inout SectionReader) {
            guard let digest = reader.read(), let name = reader.readText(), let key = reader.read(), reader.isAtEnd else { return nil }
            self.digest = Digest(bytes: digest.array)
            keyName = name
            self.key = key.array
        }

        fileprivate func write(to writer: inout SectionWriter) {
            writer.add(digest.bytes)
            writer.add(keyName)
            writer.add(key)
        }

        /// Whether it is this very key, under the same name, that was found to have signed the file.
        func isSigned(by signer: PublicKey) -> Bool { !key.isEmpty && signer.name == keyName && signer.pem == key }
    }

    private let folder: FilePath
    private static let limit = 1 << 20
    private static let mostNotes = 96

    /// - Parameter folder: is made when something is noted.
    init(_ folder: FilePath) {
        self.folder = folder
    }

    /// What is known of a file.
    subscript(_ version: String) -> Seen? {
        guard let file = MappedFile(folder.appending(version), limit: Self.limit), var reader = SectionReader(file) else { return nil }
        return Seen(&reader)
    }

    func note(_ seen: Seen, of version: String) throws(Diagnostic) {
        var writer = SectionWriter()
        seen.write(to: &writer)
        try Files.makeDirectory(folder)
        let file = try AtomicFile(folder.appending(version))
        try writer.write(to: file)
        try file.commitWithoutWaiting()
        try Files.keepNewest(Self.mostNotes, in: folder)
    }
}

extension Files {
    /// Removes all files of a folder but those that were written last.
    static func keepNewest(_ most: Int, in folder: FilePath) throws(Diagnostic) {
        let names = try list(folder)
        if names.count <= most { return }
        let files = names.map { folder.appending($0) }.compactMap { path in FileStatus.ifPresent(path).map { (path, $0) } }
            .filter { $0.1.kind == .regular }
        for (path, _) in files.sorted(by: { $0.1.modified < $1.1.modified }).dropLast(most) { try removeFile(path) }
    }
}
