public import APK
public import Cryptography
public import Diagnostics
import Files
public import SystemPackage

/// Puts packages into a repository, as builds do: the files first, the index last, each in one step (DESIGN, promise 4).
public struct RepositoryWriter: Sendable {
    /// The folder of one architecture.
    public let directory: FilePath
    private let key: (any Signer)?

    /// - Parameters:
    ///   - location: the repository's folder, without the architecture; made when missing.
    ///   - key: signs the index, and one of its keys has signed the one that is there; nil leaves it unsigned.
    public init(_ location: FilePath, architecture: String, key: (any Signer)?) throws(Diagnostic) {
        directory = location.appending(architecture)
        self.key = key
        try Files.makeDirectory(directory)
    }

    /// Copies package files in and lists them; one of the same name and version is replaced. One writer at a time.
    ///
    /// - Parameters:
    ///   - beside: files about the packages that are put beside them under their own names, in the same step.
    ///   - replacingAll: whether the index lists nothing but these afterwards.
    ///   - lock: the lock of the folder, when it is held already; nil waits for it.
    ///   - approve: asked before anything is written, with the packages that are new and a way to the records of all others; what it throws
    ///     keeps everything as it is.
    /// - Returns: whether anything changed.
    @discardableResult
    public func publish(
        _ files: [FilePath],
        beside: [FilePath] = [],
        replacingAll: Bool = false,
        holding lock: RepositoryLock? = nil,
        approve: ([PackageFile], () throws(Diagnostic) -> IndexRecords) throws(Diagnostic) -> Void = { _, _ in }
    ) throws(Diagnostic) -> Bool {
        let lock = if let lock { lock } else { try RepositoryLock(directory) }
        defer { withExtendedLifetime(lock) {} }
        var current = try Self.index(directory, key: key)
        var update = replacingAll ? current.emptied : current
        var change = try RepositoryChange(directory, lock)
        var new: [PackageFile] = []
        for file in files {
            let package = try PackageFile(file)
            let record = IndexRecord(package)
            if try !change.isThere(package, as: record.fileName) {
                new.append(package)
                try change.add(file, as: record.fileName, isReplacing: current.record(record.name, record.version) != nil)
            }
            try update.put(record)
        }
        for file in beside { try change.addIfOther(file) }
        let names = Set(new.map(\.info.name))
        try approve(new) { () throws(Diagnostic) in try update.records().without(names) }
        let isListed = replacingAll ? try current.records() == update.records() : !update.isChanged
        // A key that was added signs also what it finds there.
        let isUnchanged = isListed && Files.exists(indexPath) && current.signers == key?.publicNames ?? []
        try change.commit(isUnchanged ? nil : update.prepare(for: indexPath, key: key, temporaryFolder: change.folder))
        return !isUnchanged
    }

    private var indexPath: FilePath { directory.appending("APKINDEX.tar.gz") }

    /// The index of a folder as it is; one of nothing where there is none.
    ///
    /// - Parameter key: has signed it; nil asks for no signature.
    static func index(_ directory: FilePath, key: (any Signer)?) throws(Diagnostic) -> IndexUpdate {
        let indexPath = directory.appending("APKINDEX.tar.gz")
        guard Files.exists(indexPath) else { return IndexUpdate() }
        let keyring = try key.map { key throws(Diagnostic) in Keyring(try key.publicKeys()) }
        do throws(Diagnostic) {
            return try IndexUpdate(reading: indexPath, keyring: keyring)
        } catch  where error.code == .untrusted {
            // Whoever reads this repository trusts the key that it has; another one must not take it over by accident.
            var error = error
            error.hints = ["sign with the key that this repository is signed with, or give another folder"]
            throw error
        }
    }
}
