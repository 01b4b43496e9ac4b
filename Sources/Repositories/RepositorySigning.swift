import APK
public import Cryptography
public import Diagnostics
import Files
public import SystemPackage

/// Signs a whole repository anew, for a change of keys: each package, then the index.
public struct RepositorySigning: Sendable {
    private let directory: FilePath
    private let keyring: Keyring

    /// - Parameters:
    ///   - directory: the folder of one architecture, with its index.
    ///   - keyring: one of these keys must have signed the index: what nobody vouches for is not signed.
    public init(_ directory: FilePath, keyring: Keyring) {
        self.directory = directory
        self.keyring = keyring
    }

    /// Looks at all that is to be signed, and signs nothing: for what is signed folder by folder, before the first.
    ///
    /// - Throws: as `sign` does, for an index that none of the keys signed, and for packages that are not those that it lists.
    public func check() throws(Diagnostic) {
        _ = try checkedIndex()
    }

    /// Signs; a run that was cut short is completed by the next one.
    ///
    /// The packages keep the identity that the index names, and only their length changes, which is written into the index at the end.
    ///
    /// - Parameter waiting: is told of the folder and who is changing it.
    /// - Returns: how many packages there are.
    @discardableResult
    public func sign(with keys: [any SigningKey], waiting: (FilePath, String) -> Void = { _, _ in }) async throws -> Int {
        let lock = try await RepositoryLock.acquire(directory, waiting: waiting)
        defer { withExtendedLifetime(lock) {} }
        // All are looked at before the first is signed.
        var index = try checkedIndex()
        let folder = try lock.temporaryFolder()
        for position in index.records.indices {
            let record = index.records[position]
            let signed = folder.appending(record.fileName)
            try PackageFile(directory.appending(record.fileName)).sign(with: keys, to: signed)
            let package = try PackageFile(signed)
            // Since all were looked at, another may have taken its place.
            if package.identity != record.identity { throw Self.isAnother(directory.appending(record.fileName)) }
            index.records[position].size = package.size
        }
        let unsigned = folder.appending("APKINDEX.tar.gz")
        try index.write(to: unsigned, key: nil)
        try IndexFile(unsigned).sign(with: keys, to: unsigned)
        // All that takes time is done; from here on there are only renames, and no reader sees some of them where a folder can be exchanged.
        let successor = try FolderSuccessor(of: directory)
        let target = successor?.path ?? directory
        // A link goes on to lead to the index.
        let list = try AtomicFile(replacing: target.appending("APKINDEX.tar.gz"), temporaryFolder: folder)
        try list.write(Files.read(unsigned))
        try list.prepare()
        for record in index.records { try Files.rename(folder.appending(record.fileName), to: target.appending(record.fileName)) }
        try list.commit()
        if let successor { try successor.takePlace() } else { try Files.synchronizeDirectory(directory) }
        return index.records.count
    }

    private func checkedIndex() throws(Diagnostic) -> PackageIndex {
        let index = try PackageIndex(reading: directory.appending("APKINDEX.tar.gz"), keyring: keyring)
        for record in index.records { try check(record) }
        return index
    }

    private func check(_ record: IndexRecord) throws(Diagnostic) {
        let path = directory.appending(record.fileName)
        guard Files.exists(path) else {
            throw Diagnostic(.damagedRepository, "\(path) is missing, although the index lists it", hint: "withdraw or build it again")
        }
        if try PackageFile(path).identity != record.identity { throw Self.isAnother(path) }
    }

    private static func isAnother(_ path: FilePath) -> Diagnostic {
        Diagnostic(
            .damagedRepository,
            "\(path) is not the package that the index lists",
            hint: "it was changed or replaced after it was indexed; nothing was signed"
        )
    }
}
