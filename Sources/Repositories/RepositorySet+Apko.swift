import APK
import Diagnostics
import Solving

extension RepositorySet {
    /// Chooses packages as apko does. Its repositories have no order of their own: it sorts their lines (SOLVER.md §2).
    func solveAsApko(_ world: [String], alongside others: [RepositorySet]) throws(Diagnostic) -> [Choice] {
        let sorted = RepositorySet(lists.sorted { $0.repository.line.utf8.lexicographicallyPrecedes($1.repository.line.utf8) })
        let counterparts = others.map { (architecture: $0.lists.first?.repository.architecture ?? "", universe: $0.universe) }
        do throws(Diagnostic) {
            return sorted.choices(try ApkoSolver(sorted.universe, others: counterparts).solve(world))
        } catch {
            var error = error
            let items = world.compactMap { try? Dependency($0) }
            if items.count == world.count, (try? solve(items)) != nil {
                error.hints.append("there is a set of packages that meets everything: it is found without --solver apko")
            }
            throw error
        }
    }
}

extension Repository {
    /// Its line in `/etc/apk/repositories`.
    var line: String { tag.map { "@\($0) \(location)" } ?? location }
}

extension Dependency {
    /// The item as apko reads it: the tag last.
    var apkoText: String {
        let item = Dependency(name: name, constraint: constraint, isConflict: isConflict)
        return tag.map { "\(item)@\($0)" } ?? item.description
    }
}
