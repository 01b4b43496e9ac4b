public import APK
public import Cryptography
public import Diagnostics
import Files
public import SystemPackage

/// Puts packages into a repository: the files first, the index last, each in one step (DESIGN, promise 4).
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
    ///   - approve: asked before anything is written, with the packages that are new and the records of all others; what it throws
    ///     keeps everything as it is.
    /// - Returns: whether anything changed.
    @discardableResult
    public func publish(
        _ files: [FilePath],
        beside: [FilePath] = [],
        replacingAll: Bool = false,
        approve: ([PackageFile], IndexRecords) throws(Diagnostic) -> Void = { _, _ in }
    ) throws(Diagnostic) -> Bool {
        let lock = try FileLock(directory.appending(".lock"))
        defer { withExtendedLifetime(lock) {} }
        let indexPath = directory.appending("APKINDEX.tar.gz")
        var records: IndexRecords = []
        var signers: [String] = []
        if Files.exists(indexPath) {
            let keyring = try key.map { key throws(Diagnostic) in Keyring(try key.publicKeys()) }
            do throws(Diagnostic) {
                let file = try IndexFile(indexPath)
                signers = file.signatures.map(\.keyName)
                records = try PackageIndex(file, keyring: keyring).records
            } catch  where error.code == .untrusted {
                // Whoever reads this repository trusts the key that it has; another one must not take it over by accident.
                var error = error
                error.hints = ["sign with the key that this repository is signed with, or give another folder"]
                throw error
            }
        }
        let before = records
        if replacingAll { records = [] }
        var copies: [AtomicFile] = []
        var new: [PackageFile] = []
        for file in files {
            let package = try PackageFile(file)
            let record = IndexRecord(package)
            let target = directory.appending(record.fileName)
            if let there = try? PackageFile(target), there.identity == record.identity, try same(there, package) {
                // The very package is there already.
            } else {
                new.append(package)
                let copy = try AtomicFile(target)
                try FileReader(file).copy(to: copy)
                try copy.prepare()
                copies.append(copy)
            }
            for position in records.positions(named: record.name).reversed() where records[position].version == record.version {
                records.remove(at: position)
            }
            records.append(record)
        }
        for file in beside {
            let target = directory.appending(file.lastComponent?.string ?? "")
            if Files.exists(target), try Digest.ofFile(target) == Digest.ofFile(file) { continue }
            let copy = try AtomicFile(target)
            try FileReader(file).copy(to: copy)
            try copy.prepare()
            copies.append(copy)
        }
        let names = Set(new.map(\.info.name))
        try approve(new, records.without(names))
        // All that takes time is done; between here and the index lie only renames.
        for copy in copies { try copy.commit() }
        let index = PackageIndex(records)
        // A key that was added signs also what it finds there.
        if index == PackageIndex(before), Files.exists(indexPath), signers == key?.publicNames ?? [] { return false }
        try index.write(to: indexPath, key: key)
        return true
    }

    private func same(_ left: PackageFile, _ right: PackageFile) throws(Diagnostic) -> Bool {
        left.size == right.size ? try Digest.ofFile(left.path) == Digest.ofFile(right.path) : false
    }
}
