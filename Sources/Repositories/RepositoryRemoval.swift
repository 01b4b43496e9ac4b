public import APK
public import Cryptography
public import Diagnostics
import Files
public import SystemPackage

/// Takes packages out of a repository: out of the index first, the files last (DESIGN, promise 4).
///
/// Who reads the index and then a file may still ask for one that was listed a moment ago: files can stay for a while (`RetainedFiles`).
public struct RepositoryRemoval: Sendable {
    /// The folder of one architecture.
    public let directory: FilePath
    private let key: (any Signer)?
    private var indexPath: FilePath { directory.appending("APKINDEX.tar.gz") }

    /// - Parameters:
    ///   - directory: the folder of one architecture, with its index.
    ///   - key: has signed the index, and signs it anew; nil only looks.
    public init(_ directory: FilePath, key: (any Signer)?) {
        self.directory = directory
        self.key = key
    }

    /// The packages that are older than the newest few of their name.
    ///
    /// - Parameter keep: how many versions of each name stay; at least 1.
    public func outdated(keeping keep: Int) throws(Diagnostic) -> [IndexRecord] {
        var outdated: [IndexRecord] = []
        let records = try records()
        for (_, group) in Dictionary(grouping: records, by: \.name) {
            // What is no version is older than any.
            let sorted = group.map { (record: $0, version: try? Version($0.version)) }.sorted { left, right in
                guard let version = left.version else { return false }
                return Version.compare(right.version, version, fuzzy: false) == .less
            }
            outdated += sorted.dropFirst(max(1, keep)).map { $0.record }
        }
        return Array(PackageIndex(outdated).records)
    }

    /// The packages of these names, as `name-version`, with or without `.apk`; and the names that no package has.
    public func named(_ names: [String]) throws(Diagnostic) -> (found: [IndexRecord], unknown: [String]) {
        let wanted = names.map { $0.hasSuffix(".apk") ? $0 : "\($0).apk" }
        // Lists grow long: what was ever withdrawn stays on them.
        let asked = Set(wanted)
        let found = try records().filter { asked.contains($0.fileName) }
        let there = Set(found.map(\.fileName))
        return (found, zip(names, wanted).filter { !there.contains($0.1) }.map(\.0))
    }

    /// Takes packages out.
    ///
    /// - Parameters:
    ///   - retention: for how many seconds files stay after they have left the index, for readers who still have an index that lists
    ///     them; files of earlier removals whose time is up are deleted now. nil deletes the files of these packages, and no others.
    ///   - forGood: whether they are noted as withdrawn, so that they are not published again.
    ///   - dryRun: whether nothing is changed.
    /// - Returns: the names of the files that were deleted, and of the statements of provenance that went with the last of their packages.
    /// - Throws: `untrusted` for an index that another key has signed.
    @discardableResult
    public func remove(
        _ removed: [IndexRecord],
        retaining retention: Int64? = nil,
        forGood: Bool = false,
        dryRun: Bool = false
    ) async throws -> [String] {
        try await remove(removed, retaining: retention, forGood: forGood, dryRun: dryRun, now: RetainedFiles.now)
    }

    func remove(
        _ removed: [IndexRecord],
        retaining retention: Int64?,
        forGood: Bool = false,
        dryRun: Bool = false,
        now: Int64
    ) async throws -> [String] {
        if removed.isEmpty, retention == nil { return [] }
        let lock = dryRun ? nil : try await RepositoryLock.acquire(directory)
        return try remove(removed, retaining: retention, forGood: forGood, lock, now: now)
    }

    /// Takes packages out that are chosen when nobody else changes the repository any more: what was looked at before may have gone since.
    ///
    /// - Parameters:
    ///   - retention, forGood, dryRun: as with the other.
    ///   - waiting: is told of the folder and who is changing it.
    ///   - warn: is told of signatures that the index loses.
    ///   - choose: which packages.
    /// - Returns: the packages, and the names of the files that were deleted, as with the other.
    public func remove(
        retaining retention: Int64? = nil,
        forGood: Bool = false,
        dryRun: Bool = false,
        waiting: (FilePath, String) -> Void = { _, _ in },
        warn: (Diagnostic) -> Void = { _ in },
        _ choose: () throws(Diagnostic) -> [IndexRecord]
    ) async throws -> (removed: [IndexRecord], deleted: [String]) {
        let lock = dryRun ? nil : try await RepositoryLock.acquire(directory, waiting: waiting)
        let removed = try choose()
        let deleted = try remove(removed, retaining: retention, forGood: forGood, lock, now: RetainedFiles.now, warn: warn)
        return (removed, deleted)
    }

    /// - Parameter lock: nil changes nothing.
    private func remove(
        _ removed: [IndexRecord],
        retaining retention: Int64?,
        forGood: Bool,
        _ lock: RepositoryLock?,
        now: Int64,
        warn: (Diagnostic) -> Void = { _ in }
    ) throws(Diagnostic) -> [String] {
        if removed.isEmpty, retention == nil { return [] }
        defer { withExtendedLifetime(lock) {} }
        let names = Set(removed.map(\.fileName)).sorted()
        // First what keeps others from publishing it again.
        if forGood, !names.isEmpty, let lock { try WithdrawnPackages(directory).write(adding: names, holding: lock) }
        var update = try index()
        for record in removed { try update.remove(record.name, record.version) }
        var retained = try RetainedFiles(directory)
        // What was removed once and is listed again is not waiting any more.
        retained.remove(try update.records().map(\.fileName))
        retained.add(names, at: now)
        let deleted = retention.map { retained.expired(after: $0, at: now) } ?? names
        guard let lock else { return try files(of: deleted) }
        // Before the index is written: a removal that is cut off leaves no file that nobody knows of.
        try retained.write(holding: lock)
        if update.isChanged {
            try update.write(to: indexPath, key: key, temporaryFolder: lock.temporaryFolder())
            if let lost = update.lostSignatures(signedBy: key, in: directory) { warn(lost) }
        }
        return try delete(deleted, &retained, lock)
    }

    /// Deletes files that are no longer listed: that stay for readers of older indexes, or were withdrawn before.
    ///
    /// - Parameter names: `name-version`, with or without `.apk`.
    /// - Returns: the names of the files that there were, and of the statements of provenance that went with the last of their packages.
    @discardableResult
    public func discard(
        _ names: [String],
        dryRun: Bool = false,
        waiting: (FilePath, String) -> Void = { _, _ in }
    ) async throws -> [String] {
        let lock = dryRun ? nil : try await RepositoryLock.acquire(directory, waiting: waiting)
        defer { withExtendedLifetime(lock) {} }
        var retained = try RetainedFiles(directory)
        let listed = Set(try records().map(\.fileName))
        retained.remove(listed)
        let withdrawn = try WithdrawnPackages(directory).names
        let found = Set(names.map { $0.hasSuffix(".apk") ? $0 : "\($0).apk" }).filter { name in
            retained.since[name] != nil || (withdrawn.contains(name) && !listed.contains(name) && Files.exists(directory.appending(name)))
        }.sorted()
        guard let lock else { return try files(of: found) }
        try WithdrawnPackages(directory).write(adding: found, holding: lock)
        return try delete(found, &retained, lock)
    }

    private func delete(_ names: [String], _ retained: inout RetainedFiles, _ lock: RepositoryLock) throws(Diagnostic) -> [String] {
        let deleted = try files(of: names)
        for name in deleted { try Files.removeFile(directory.appending(name)) }
        retained.remove(names)
        try retained.write(holding: lock)
        return deleted
    }

    /// Those of some packages that there are. Statements come first: without its packages one would never be found again.
    private func files(of packages: [String]) throws(Diagnostic) -> [String] {
        try PackageStatements.orphans(of: packages, in: directory) + packages.filter { Files.exists(directory.appending($0)) }
    }

    /// All that is listed.
    public func records() throws(Diagnostic) -> [IndexRecord] {
        var update = try index()
        return Array(try update.records())
    }

    private func index() throws(Diagnostic) -> IndexUpdate {
        guard Files.exists(indexPath) else {
            throw Diagnostic(.missingRepository, "there is no repository \(directory): it has no APKINDEX.tar.gz")
        }
        let keyring = try key.map { key throws(Diagnostic) in Keyring(try key.publicKeys()) }
        do throws(Diagnostic) {
            return try IndexUpdate(reading: indexPath, keyring: keyring)
        } catch  where error.code == .untrusted {
            var error = error
            error.hints = ["sign with the key that this repository is signed with; cuttle repo resign changes it"]
            throw error
        }
    }
}
