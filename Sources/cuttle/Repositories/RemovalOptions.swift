import APK
import ArgumentParser
import Diagnostics
import JSON
import Repositories
import SystemPackage

/// What removing has in common: the key, which has signed the index and signs it anew, and that it may be only shown.
struct RemovalOptions: ParsableArguments {
    @OptionGroup var signing: SigningOptions

    @Flag(help: "Show what would be removed, and remove nothing.")
    var dryRun = false

    @Flag(help: "Print what is removed as JSON.")
    var json = false

    func validate() throws {
        if !signing.isGiven, !dryRun { throw ValidationError("give a key with --signing-key, a --signing-command, or --dry-run") }
    }

    /// Finds out what to remove in each architecture's folder, and removes it when all that is known.
    ///
    /// - Parameters:
    ///   - retention: for how many seconds files stay; nil deletes them at once.
    ///   - names: packages that are withdrawn for good: their files are deleted also when only they are left; nil withdraws none.
    /// - Returns: whether there was something to remove.
    func run(
        _ folder: FilePath,
        retaining retention: Int64? = nil,
        discarding names: [String]? = nil,
        _ choose: (RepositoryRemoval) throws(Diagnostic) -> [IndexRecord],
        discarded: (String) -> Void = { _ in }
    ) async throws -> Bool {
        let key = try signing.signer()
        var removals: [RepositoryRemoval] = []
        for directory in try RepositoryVerbs.directories(of: folder) {
            let removal = RepositoryRemoval(directory, key: key)
            // What is wrong is known before anything is changed.
            _ = try choose(removal)
            removals.append(removal)
        }
        var list: [JSON] = []
        var deleted: [String] = []
        for removal in removals {
            // Chosen again: what is chosen before the repository is locked may have gone since.
            let (records, deletedAtOnce) = try await removal.remove(
                retaining: retention,
                forGood: names != nil,
                dryRun: dryRun,
                waiting: Console.tellWaiting,
                warn: Console.warn
            ) { () throws(Diagnostic) in try choose(removal) }
            var files = deletedAtOnce
            if let names {
                let others = try await removal.discard(names, dryRun: dryRun, waiting: Console.tellWaiting)
                others.forEach(discarded)
                files += others
            }
            let listed = Set(records.map(\.fileName))
            for record in records {
                let path = removal.directory.appending(record.fileName).string
                list.append(.object(["path": .string(path), "name": .string(record.name), "version": .string(record.version)]))
                let isKept = (retention ?? 0) > 0
                if !json { Console.print("\(dryRun ? "would remove" : "removed") \(path)\(isKept ? " from the index" : "")") }
            }
            for file in files {
                let path = removal.directory.appending(file).string
                deleted.append(path)
                if !json, !listed.contains(file) { Console.print("\(dryRun ? "would delete" : "deleted") \(path)") }
            }
        }
        if json {
            let document = JSON.object(["removed": .array(list), "deleted": .strings(deleted), "written": .boolean(!dryRun)])
            Console.print(document.text(indent: 2))
        }
        return !list.isEmpty || !deleted.isEmpty
    }
}
