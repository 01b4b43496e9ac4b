public import APK
public import Diagnostics
import Solving

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
    public let problems: [Diagnostic]

    private let entries: [(record: IndexRecord, repository: Repository)]
    private let universe: Universe

    /// - Parameter repositories: in order of preference.
    public init(_ repositories: [Repository]) {
        var entries: [(IndexRecord, Repository)] = []
        var candidates: [Candidate] = []
        var problems: [Diagnostic] = []
        for (position, repository) in repositories.enumerated() {
            for record in repository.index.records {
                do throws(Diagnostic) {
                    candidates.append(try Candidate(record, repository: repository, position: position))
                    entries.append((record, repository))
                } catch {
                    problems.append(error)
                }
            }
        }
        self.entries = entries
        self.problems = problems
        universe = Universe(candidates)
    }

    /// Chooses packages for a world of dependencies.
    ///
    /// - Returns: the choice in install order.
    /// - Throws: `unsolvable`, with the reasons.
    public func solve(_ world: [Dependency]) throws(Diagnostic) -> [Choice] {
        let solution = try Solver(universe).solve(world)
        return solution.order.map { number in
            Choice(record: entries[number].record, repository: entries[number].repository, reason: reason(solution.reasons[number]))
        }
    }

    private func reason(_ reason: Solution.Reason?) -> Reason? {
        switch reason {
        case .world(let item): .requested(item)
        case .dependency(let dependency, let number): .dependency(dependency, of: entries[number].record)
        case .installIf(let conditions): .installIf(conditions)
        case nil: nil
        }
    }
}

extension Candidate {
    init(_ record: IndexRecord, repository: Repository, position: Int) throws(Diagnostic) {
        func parse<Item>(_ texts: [String], _ make: (String) throws(Diagnostic) -> Item) throws(Diagnostic) -> [Item] {
            var items: [Item] = []
            for text in texts {
                do throws(Diagnostic) {
                    items.append(try make(text))
                } catch {
                    throw error.noting("in \(record.name)-\(record.version) of \(repository.name)")
                }
            }
            return items
        }
        // As with apk-tools, what is not valid among these does not stand in the way of choosing the package (APK-FORMAT.md §6).
        let conditions = record.installIf.compactMap { try? Dependency($0) }
        self.init(
            name: record.name,
            version: try parse([record.version]) { text throws(Diagnostic) in try Version(text) }[0],
            dependencies: try parse(record.dependencies) { text throws(Diagnostic) in try Dependency(text) },
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
