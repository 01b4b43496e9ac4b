public import APK
public import Cryptography
public import Diagnostics
import Files
public import SystemPackage

/// Adds packages that were built elsewhere to a repository: each is verified before, what is published already is not replaced by
/// something else, and nothing is changed unless all of them can be published (DESIGN, promise 4).
public struct RepositoryPublication: Sendable {
    /// What came of a package in one folder.
    public struct Item: Sendable {
        /// What is done.
        public enum Outcome: String, Sendable {
            /// It was not published before.
            case added
            /// Another package of the name and version gives way.
            case replaced
            /// It is published already, byte for byte by its digests and signatures.
            case unchanged
        }

        /// The file that was given.
        public let source: FilePath
        /// Its place in the repository.
        public let target: FilePath
        /// The folder's architecture.
        public let architecture: String
        /// What the index lists; a package for all architectures is listed as one of the folder's, where installers look for it.
        public let record: IndexRecord
        /// What is done.
        public let outcome: Outcome
    }

    let location: FilePath
    let key: (any Signer)?
    let keyring: Keyring
    /// The folders that packages for all architectures go to; none: all that there are.
    public var architectures: [String] = []
    /// Whether packages that are published or withdrawn are replaced all the same.
    public var isForced = false
    /// File names that are not published, besides those that were withdrawn from the repository itself.
    public var withdrawn: Set<String> = []
    /// How long to wait for others who change the repository; nil: until they are done.
    public var lockLimit: Duration?

    /// - Parameters:
    ///   - location: the repository's folder, without the architecture; made when missing.
    ///   - key: signs the index; nil only for a look at what would be done.
    ///   - keyring: one of these keys must have signed each package, and each statement of provenance that goes with packages.
    public init(_ location: FilePath, key: (any Signer)?, keyring: Keyring) {
        (self.location, self.key, self.keyring) = (location, key, keyring)
    }

    /// Publishes.
    ///
    /// - Parameters:
    ///   - isDry: whether nothing is changed, and nobody kept out.
    ///   - waiting: is told of a folder and who is changing it.
    ///   - warn: is told what is odd about packages.
    /// - Returns: what came of each package, sorted by folder and name.
    /// - Throws: all that stands in the way; the repository is as it was then.
    public func publish(
        _ files: [FilePath],
        isDry: Bool = false,
        waiting: (FilePath, String) -> Void = { _, _ in },
        warn: (Diagnostic) -> Void = { _ in }
    ) async throws -> [Item] {
        // As they were before anything was read of them.
        var versions: [FilePath: String] = [:]
        for file in files { versions[file] = (try? FileStatus(followingLinks: file))?.version }
        let packages = try await open(files)
        var folders: [PublicationFolder] = []
        var places: [FileIdentity: FilePath] = [:]
        for (architecture, packages) in try assign(packages) {
            let directory = location.appending(architecture)
            // Whoever waits for a lock of its own waits for ever.
            if let status = try? FileStatus(followingLinks: directory), let other = places.updateValue(directory, forKey: status.identity) {
                throw Diagnostic(
                    .otherArchitecture,
                    "\(other) and \(directory) are one folder",
                    hint: "name those to publish into: --arch x86_64"
                )
            }
            var lock: RepositoryLock?
            if !isDry {
                try Files.makeDirectory(directory)
                lock = try await RepositoryLock.acquire(directory, limit: lockLimit, waiting: waiting)
            }
            folders.append(try PublicationFolder(directory, architecture, packages, lock, for: self))
        }
        defer { withExtendedLifetime(folders) {} }
        var problems = folders.flatMap(\.problems)
        var seen: Set<FilePath> = []
        let changed = folders.flatMap(\.changed).filter { seen.insert($0.path).inserted }
        for finding in try await audit(changed) {
            if finding.severity == .error { problems.append(finding) } else { warn(finding) }
        }
        if !problems.isEmpty { throw DiagnosticList(problems) }
        folders.flatMap(\.warnings).forEach(warn)
        warnOfOtherKeys(changed, warn)
        if !isDry {
            for position in folders.indices { try folders[position].copy() }
            for file in changed {
                if try FileStatus(followingLinks: file.path).version != versions[file.path] {
                    throw Diagnostic(.damagedPackage, "\(file.path) was changed while it was being published", hint: "try again")
                }
            }
            // All that takes time is done, for all folders.
            for folder in folders { try folder.commit() }
        }
        return folders.flatMap(\.items)
    }

    private func open(_ files: [FilePath]) async throws -> [PackageFile] {
        var packages: [PackageFile] = []
        var problems: [Diagnostic] = []
        for outcome in try await PackageRecords.open(files) {
            switch outcome {
            case .success(let package): packages.append(package)
            case .failure(let problem): problems.append(problem)
            }
        }
        if !problems.isEmpty { throw DiagnosticList(problems) }
        return packages
    }

    /// Which packages go to which folder, sorted by its name.
    private func assign(_ packages: [PackageFile]) throws -> [(String, [PackageFile])] {
        var problems: [Diagnostic] = []
        for package in packages where package.info.architecture.isEmpty {
            problems.append(Diagnostic(.otherArchitecture, "\(package.path) does not say which architecture it is for"))
        }
        let own = Set(packages.map(\.info.architecture)).subtracting(["noarch", ""])
        var all = Set(architectures)
        if all.isEmpty { all = own.union(try existing()) }
        if all.isEmpty, let package = packages.first(where: { $0.info.architecture == "noarch" }) {
            problems.append(
                Diagnostic(
                    .otherArchitecture,
                    "\(package.path) is for all architectures, and \(location) has no folder of one yet",
                    hint: "name those that it goes to: --arch x86_64"
                )
            )
        }
        if Files.exists(location.appending("APKINDEX.tar.gz")) {
            let above = Files.absolute(location).removingLastComponent()
            problems.append(
                Diagnostic(.otherArchitecture, "\(location) is the folder of one architecture", hint: "give the folder above it: \(above)")
            )
        }
        if !problems.isEmpty { throw DiagnosticList(problems) }
        return own.union(all).sorted().map { architecture in
            (architecture, packages.filter { [architecture, "noarch"].contains($0.info.architecture) && $0.isFor(architecture, all) })
        }.filter { !$0.1.isEmpty }
    }

    /// The architectures that the repository has packages for.
    private func existing() throws(Diagnostic) -> [String] {
        guard FileStatus.ifPresent(location) != nil else { return [] }
        return try Files.list(location).filter { !$0.hasPrefix(".") && Files.exists(location.appending($0).appending("APKINDEX.tar.gz")) }
    }

    /// Whoever trusts the keys of the index alone gets these packages by it, and cannot check them by themselves.
    private func warnOfOtherKeys(_ packages: [PackageFile], _ warn: (Diagnostic) -> Void) {
        guard let names = key?.publicNames else { return }
        let foreign = packages.filter { package in !package.signatures.contains { names.contains($0.keyName) } }
        guard let first = foreign.first else { return }
        let others = Set(foreign.flatMap { $0.signatures.map(\.keyName) }).sorted().joined(separator: ", ")
        warn(
            Diagnostic(
                .otherKey,
                "\(first.path)\(foreign.count > 1 ? " and \(foreign.count - 1) more" : "") \(foreign.count > 1 ? "are" : "is") not signed with "
                    + "\(names.joined(separator: " or ")), which signs the index, but with \(others)",
                severity: .warning,
                hint: "readers trust the index for it; who checks packages by themselves needs both keys, or sign it too: cuttle sign"
            )
        )
    }

    /// What is wrong with packages, on all cores.
    private func audit(_ packages: [PackageFile]) async throws -> [Diagnostic] {
        try await withThrowingTaskGroup(of: (Int, [Diagnostic]).self) { group in
            for (position, package) in packages.enumerated() {
                group.addTask {
                    try Task.checkCancellation()
                    // The name of the file that was given is of no matter.
                    return (position, PackageAudit(package).run(.signature(keyring)).filter { $0.code != .otherFileName })
                }
            }
            var findings: [Int: [Diagnostic]] = [:]
            for try await (position, found) in group { findings[position] = found }
            return packages.indices.flatMap { findings[$0] ?? [] }
        }
    }
}

extension PackageFile {
    /// Whether it goes to a folder, when packages for all architectures go to some.
    fileprivate func isFor(_ architecture: String, _ all: Set<String>) -> Bool {
        info.architecture == architecture || all.contains(architecture)
    }
}

extension Diagnostic.Code {
    /// Packages that another key has signed than the index.
    static let otherKey = work("other-key")
}
