import APK
import Attestations
public import Diagnostics
import Files
import SystemPackage

/// What a publication does in the folder of one architecture.
struct PublicationFolder {
    private let directory: FilePath
    private let publication: RepositoryPublication
    private let lock: RepositoryLock?
    private var index: IndexUpdate
    private var change: RepositoryChange?
    /// The index that lists all, when it is another one than before.
    private var newIndex: AtomicFile?
    private var packages: [(package: PackageFile, item: RepositoryPublication.Item, isListed: Bool)] = []
    /// What stands in the way.
    private(set) var problems: [Diagnostic] = []
    /// Statements of provenance that go with the packages.
    private var statements: [FilePath] = []
    /// Why others do not.
    private(set) var warnings: [Diagnostic] = []

    /// What is done, sorted by name and version.
    var items: [RepositoryPublication.Item] { packages.map(\.item) }
    /// The packages that are not there yet.
    var changed: [PackageFile] { packages.filter { $0.item.outcome != .unchanged }.map(\.package) }

    /// Looks at what there is.
    ///
    /// - Parameter lock: that of the folder; nil when nothing is going to be changed, and the folder need not be there.
    init(
        _ directory: FilePath,
        _ architecture: String,
        _ files: [PackageFile],
        _ lock: RepositoryLock?,
        for publication: RepositoryPublication
    ) throws(Diagnostic) {
        (self.directory, self.publication, self.lock) = (directory, publication, lock)
        index = try RepositoryWriter.index(directory, key: publication.key)
        let withdrawn = try WithdrawnPackages(directory).names.union(publication.withdrawn)
        let retained = try RetainedFiles(directory).since
        var seen: [String: PackageFile] = [:]
        var changesIndex = false
        for package in files {
            var record = IndexRecord(package)
            // Installers look for a package in the folder of the architecture that the index says (APK-FORMAT.md §7).
            record.architecture = architecture
            let name = record.fileName
            if let other = seen[name] {
                if !package.isSame(as: other) { problems.append(Self.twice(package, other, record)) }
                continue
            }
            seen[name] = package
            let listed = try index.record(record.name, record.version)
            let there = try? PackageFile(directory.appending(name))
            let isThere = there.map(package.isSame) ?? false
            let outcome: RepositoryPublication.Item.Outcome = listed == nil ? .added : isThere && listed == record ? .unchanged : .replaced
            let item = RepositoryPublication.Item(
                source: package.path,
                target: directory.appending(name),
                architecture: architecture,
                record: record,
                outcome: outcome
            )
            packages.append((package, item, listed != nil))
            if listed != record { changesIndex = true }
            if publication.isForced { continue }
            if withdrawn.contains(name), listed == nil {
                problems.append(Self.withdrawn(item))
            } else if let listed, outcome == .replaced, listed.identity != record.identity || !(isThere || there == nil) {
                problems.append(Self.published(item, listed))
            } else if listed == nil, let there, !isThere, retained[name] != nil {
                // Readers of an index that listed it may still ask for it.
                problems.append(Self.published(item, IndexRecord(there)))
            }
        }
        // A package whose file alone is put back changes nothing in the index.
        if lock != nil, changesIndex, let lost = index.lostSignatures(signedBy: publication.key, in: directory) { warnings.append(lost) }
        packages.sort { PackageIndex.isOrdered($0.item.record, $1.item.record) }
        collectStatements()
    }

    /// Takes the statements that lie beside the packages and hold for all that the folder is going to have.
    private mutating func collectStatements() {
        let sources = Dictionary(packages.map { ($0.item.record.fileName, $0.package.path) }) { first, _ in first }
        var seen: Set<FilePath> = []
        var changed: Set<String> = []
        for (package, item, _) in packages {
            guard let name = PackageStatements.name(package.info) else { continue }
            if item.outcome != .unchanged { changed.insert(name) }
            let path = package.path.removingLastComponent().appending(name)
            // What is published with its statement has the right one.
            if item.outcome == .unchanged, Files.exists(directory.appending(name)) { continue }
            guard Files.exists(path), seen.insert(path).inserted else { continue }
            if let problem = problem(of: path, sources) {
                warn(problem, "it is not published into \(directory); the packages do without it")
            } else {
                statements.append(path)
            }
        }
        // Those of earlier publications may hold no longer.
        for name in changed.subtracting(statements.compactMap { $0.lastComponent?.string }).sorted() {
            let path = directory.appending(name)
            guard Files.exists(path), seen.insert(path).inserted, let problem = problem(of: path, sources), problem.code == .wrongSubject
            else { continue }
            warn(problem, "it does not hold any more: delete it, or publish the packages that it speaks of")
        }
    }

    /// Why a statement does not hold for what the folder is going to have.
    ///
    /// - Parameter sources: what is published, by its name in the folder.
    private func problem(of statement: FilePath, _ sources: [String: FilePath]) -> Diagnostic? {
        do throws(Diagnostic) {
            try ProvenanceCheck(statement).run(keyring: publication.keyring) { sources[$0] ?? directory.appending($0) }
            return nil
        } catch {
            return error
        }
    }

    private mutating func warn(_ problem: Diagnostic, _ hint: String) {
        var warning = problem
        warning.severity = .warning
        warning.hints = [hint]
        warnings.append(warning)
    }

    /// Copies what is new, beside what there is, and signs the index: nothing is left to be done that is likely to fail.
    mutating func copy() throws(Diagnostic) {
        guard let lock else { return }
        var change = try RepositoryChange(directory, lock)
        for (package, item, isListed) in packages where item.outcome != .unchanged {
            try change.add(package.path, as: item.record.fileName, isReplacing: isListed)
            try index.put(item.record)
        }
        for statement in statements { try change.addIfOther(statement) }
        let path = directory.appending("APKINDEX.tar.gz")
        if index.isChanged || !Files.exists(path) {
            newIndex = try index.prepare(for: path, key: publication.key, temporaryFolder: change.folder)
        }
        self.change = change
    }

    /// Makes all of it seen.
    func commit() throws(Diagnostic) {
        guard let lock, let change else { return }
        try change.commit(newIndex)
        // It is published again, so it is not withdrawn any more.
        try WithdrawnPackages(directory).write(removing: Set(packages.map(\.item.record.fileName)), holding: lock)
    }

    // MARK: What stands in the way

    private static func twice(_ package: PackageFile, _ other: PackageFile, _ record: IndexRecord) -> Diagnostic {
        Diagnostic(
            .duplicatePackage,
            "\(package.path) and \(other.path) are both \(record.name)-\(record.version), and differ",
            hint: "a repository has one package of a name and version: leave one out"
        )
    }

    private static func withdrawn(_ item: RepositoryPublication.Item) -> Diagnostic {
        Diagnostic(
            .withdrawn,
            "\(item.record.name)-\(item.record.version) was withdrawn from \(item.target.removingLastComponent())",
            hint: "raise the epoch and build it again: cuttle bump --epoch RECIPE; or publish it all the same with --force"
        )
    }

    private static func published(_ item: RepositoryPublication.Item, _ listed: IndexRecord) -> Diagnostic {
        let isSigned = listed.identity == item.record.identity
        return Diagnostic(
            .publishedAlready,
            "\(item.source) is not what is published as \(item.target)",
            notes: isSigned
                ? ["only signatures differ: cuttle repo resign changes them"]
                : ["published: \(listed.identity)", "to be published: \(item.record.identity)"],
            hint: "installers keep what they have of a version: raise the epoch and build it again: cuttle bump --epoch RECIPE; "
                + "or replace it with --force"
        )
    }
}

extension PackageFile {
    /// Whether two files are one package, by their digests and signatures: all but the data is compared, and for that stands its digest.
    fileprivate func isSame(as other: PackageFile) -> Bool {
        identity == other.identity && size == other.size && signatures == other.signatures
    }
}

extension Diagnostic.Code {
    /// Another package is published under the name and version.
    public static let publishedAlready = input("published-already")
    /// A package that was taken out of the repository for good.
    public static let withdrawn = input("withdrawn")
}
