public import APK
public import Diagnostics
public import Solving

/// The repositories that a set of packages is chosen from.
public struct RepositorySet: Sendable {
    /// A package that was chosen.
    public struct Choice: Sendable {
        /// What the index says of it.
        public let record: IndexRecord
        /// Where it comes from.
        public let repository: Repository
        /// Why it is in.
        public let reason: Solution.Reason?

        /// Its file, checked against the index.
        public func file() throws(Diagnostic) -> PackageFile { try repository.package(record) }
    }

    private let entries: [(record: IndexRecord, repository: Repository)]
    private let universe: Universe

    /// - Parameter repositories: in order of preference.
    public init(_ repositories: [Repository]) {
        var entries: [(IndexRecord, Repository)] = []
        var candidates: [Candidate] = []
        for (position, repository) in repositories.enumerated() {
            for record in repository.index.records {
                // As with apk-tools, a record that cannot be understood makes that package unavailable, not the repository.
                guard let candidate = Candidate(record, repository: repository, position: position) else { continue }
                entries.append((record, repository))
                candidates.append(candidate)
            }
        }
        self.entries = entries
        universe = Universe(candidates)
    }

    /// Chooses packages for a world of dependencies.
    ///
    /// - Returns: the choice in install order.
    /// - Throws: `unsolvable`, with the reasons.
    public func solve(_ world: [Dependency]) throws(Diagnostic) -> [Choice] {
        let solution = try Solver(universe).solve(world)
        return solution.order.map { Choice(record: entries[$0].record, repository: entries[$0].repository, reason: solution.reasons[$0]) }
    }
}

extension Candidate {
    /// Nil when the version or a dependency is not valid; provides and conditions that are not valid are dropped (APK-FORMAT.md §6).
    init?(_ record: IndexRecord, repository: Repository, position: Int) {
        guard let version = try? Version(record.version) else { return nil }
        let dependencies = record.dependencies.compactMap { try? Dependency($0) }
        let conditions = record.installIf.compactMap { try? Dependency($0) }
        guard dependencies.count == record.dependencies.count else { return nil }
        self.init(
            name: record.name,
            version: version,
            dependencies: dependencies,
            provides: record.provides.compactMap { try? Provide($0) },
            installIf: conditions.count == record.installIf.count ? conditions : [],
            providerPriority: record.providerPriority ?? 0,
            repository: position,
            tag: repository.tag,
            identity: record.identity.description,
            origin: record.origin,
            repositoryName: repository.name
        )
    }
}
