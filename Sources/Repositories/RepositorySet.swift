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
        public let reason: Reason?

        /// Its file, checked against the index.
        public func file() throws(Diagnostic) -> PackageFile { try repository.package(record) }
    }

    /// Why a package was chosen.
    public enum Reason: Hashable, Sendable {
        /// It was asked for.
        case requested(Dependency)
        /// Another chosen package needs it.
        case dependency(Dependency, of: IndexRecord)
        /// All these conditions of its `install_if` are met by other chosen packages.
        case installIf([Dependency])
    }

    /// What is wrong with packages that cannot be chosen: one odd version must not hide all other packages of a repository.
    public var problems: [Diagnostic] { lists.flatMap { $0.unusable.map(\.problem) } }

    let lists: [RecordList]
    let universe: Universe

    /// - Parameter repositories: in order of preference.
    public init(_ repositories: [Repository]) {
        self.init(repositories.enumerated().map { RecordList($1, position: $0) })
    }

    /// The set of lists, the preferred one first.
    init(_ lists: [RecordList]) {
        self.lists = lists
        universe = Universe(lists)
    }

    /// Chooses packages for a world of dependencies.
    ///
    /// - Parameters:
    ///   - world: what is asked for.
    ///   - policy: whose choice it is to be.
    ///   - others: for `.apko`, the sets of the other architectures that an image is made for: only what all of them have in the same version
    ///     is chosen.
    /// - Returns: the choice in install order.
    /// - Throws: `unsolvable`, with the reasons.
    public func solve(
        _ world: [Dependency],
        policy: SolvingPolicy = .apk,
        alongside others: [RepositorySet] = []
    ) throws(Diagnostic) -> [Choice] {
        switch policy {
        case .apk:
            do throws(Diagnostic) {
                return choices(try Solver(universe).solve(world))
            } catch {
                throw mentioningUnusable(error)
            }
        case .apko: return try solveAsApko(world.map(\.apkoText), alongside: others)
        }
    }

    /// What is wrong with packages that have some of these names and cannot be chosen, as warnings.
    public func problems(of names: Set<String>) -> [Diagnostic] {
        lists.flatMap(\.unusable).filter { names.contains($0.name) }.map { _, problem in
            var problem = problem
            problem.severity = .warning
            problem.hints.append("the package is passed over")
            return problem
        }
    }

    /// Reasons that name a package which is there and cannot be chosen say so.
    private func mentioningUnusable(_ error: Diagnostic) -> Diagnostic {
        let unusable = lists.flatMap(\.unusable)
        if unusable.isEmpty { return error }
        let words = Set((error.notes + [error.message]).flatMap { $0.split { " \n\",;:()".contains($0) }.map(String.init) })
        return unusable.filter { words.contains($0.name) }.reduce(error) { error, entry in
            error.noting("\(entry.problem.message), \(entry.problem.notes.joined(separator: ", ")): the package is passed over")
        }
    }

    /// Chooses packages for a world as it was written, which matters where apko reads it otherwise than apk-tools.
    ///
    /// - Throws: `unsolvable`; for `.apk` also what is wrong with an item.
    public func solve(
        written world: [String],
        policy: SolvingPolicy,
        alongside others: [RepositorySet] = []
    ) throws(Diagnostic) -> [Choice] {
        switch policy {
        case .apk: try solve(try world.map { text throws(Diagnostic) in try Dependency(text) })
        case .apko: try solveAsApko(world, alongside: others)
        }
    }

    /// The packages of a solution.
    func choices(_ solution: Solution) -> [Choice] {
        var entries: [Int: (record: IndexRecord, repository: Repository)] = [:]
        for number in solution.order { entries[number] = entry(number) }
        return solution.order.compactMap { number in
            guard let entry = entries[number] else { return nil }
            let reason: Reason? =
                switch solution.reasons[number] {
                case .world(let item): .requested(item)
                case .dependency(let dependency, let number):
                    (entries[number] ?? self.entry(number)).map { .dependency(dependency, of: $0.record) }
                case .installIf(let conditions): .installIf(conditions)
                case nil: nil
                }
            return Choice(record: entry.record, repository: entry.repository, reason: reason)
        }
    }

    /// The record of a candidate.
    private func entry(_ number: Int) -> (record: IndexRecord, repository: Repository)? {
        var position = number
        for list in lists {
            if position < list.catalog.count { return (list.record(at: position), list.repository) }
            position -= list.catalog.count
        }
        return nil
    }
}
