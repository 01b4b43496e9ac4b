import APK
public import Diagnostics

/// Chooses packages as apko does, so that an existing image configuration gives the same packages in the same order (SOLVER.md §2–§8).
///
/// **Greedy.** One pass, no choice is taken back: a package that is disqualified stays so, and the first failure is final. It refuses worlds
/// that have a solution, and some sets that it accepts lack a dependency or hold packages that refuse each other (SOLVER.md §5, §8, §12).
/// `Solver` does neither; this is for those who need the very packages that apko takes.
///
/// Left out are records whose versions or dependencies apk-tools cannot read: these are reported when repositories are opened.
public struct ApkoSolver: Sendable {
    private let universe: Universe
    private let others: [(architecture: String, universe: Universe)]

    /// Makes a solver for worlds on a universe.
    ///
    /// - Parameters:
    ///   - universe: of repositories in the bytewise order of their lines in `/etc/apk/repositories`.
    ///   - others: the universes of the other architectures that an image is made for: only packages are chosen that all of them have in
    ///     the same version (SOLVER.md §7).
    public init(_ universe: Universe, others: [(architecture: String, universe: Universe)] = []) {
        self.universe = universe
        self.others = others
    }

    /// The packages for a world, in the order in which apko installs them.
    ///
    /// - Parameter world: items as apko reads them, `name[operator version][@tag]`, in any order.
    /// - Throws: `unsolvable`, with what apko's way leads to.
    public func solve(_ world: [String]) throws(Diagnostic) -> Solution {
        let items = world.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        let counterparts = others.map { ApkoResolution.Counterpart(architecture: $0.architecture, universe: $0.universe) }
        var run = ApkoRun(ApkoResolution(universe, counterparts: counterparts))
        do throws(ApkoResolution.Failure) {
            try run.begin(items)
            for item in items { try run.expand(item) }
        } catch {
            throw Self.diagnostic(error, run.item)
        }
        return Solution(order: run.steps.map(\.package), reasons: run.reasons, refused: run.refused)
    }

    private static func diagnostic(_ failure: ApkoResolution.Failure, _ item: String) -> Diagnostic {
        var notes = failure.path.filter { !$0.item.isEmpty }.map { "\($0.package) needs \($0.item)" }
        notes.append(failure.message)
        notes += failure.notes.map { "  \($0)" }
        return Diagnostic(.unsolvable, "cannot install \"\(item)\" in apko's way", notes: notes, hint: failure.hint)
    }
}

/// The way of one world through a resolution (SOLVER.md §5).
struct ApkoRun {
    private var resolution: ApkoResolution
    /// The packages by their names that were taken at the beginning or found since.
    private var roots: [String: Int] = [:]
    private(set) var steps: [ApkoResolution.Step] = []
    private var names: Set<String> = []
    /// The item of the world that is being looked at.
    private(set) var item = ""

    init(_ resolution: ApkoResolution) {
        self.resolution = resolution
    }

    /// Why each package of the result is there.
    var reasons: [Int: Solution.Reason] {
        Dictionary(steps.map { ($0.package, $0.reason) }, uniquingKeysWith: { first, _ in first })
    }

    /// The names that packages refuse, once each.
    var refused: [String] {
        var seen: Set<String> = []
        return resolution.refused.filter { seen.insert($0).inserted }
    }

    /// Takes a package for each item: next always the first of the items with the fewest candidates.
    mutating func begin(_ items: [String]) throws(ApkoResolution.Failure) {
        resolution.constrain(items)
        var seen: Set<String> = []
        var waiting = items.filter { seen.insert($0).inserted }
        // How many candidates each item has, and which items each candidate is for: both change with each choice.
        var counts: [String: Int] = [:]
        var users: [Int: [String]] = [:]
        for text in waiting {
            let candidates = candidates(for: text)
            counts[text] = candidates.count
            for candidate in candidates { users[candidate, default: []].append(text) }
        }
        while !waiting.isEmpty {
            var next = 0
            for (position, text) in waiting.enumerated() {
                let count = counts[text] ?? 0
                if count == 0 { throw nothing(for: text) }
                if count < counts[waiting[next]] ?? 0 { next = position }
            }
            guard let best = best(for: waiting.remove(at: next)) else { return }
            roots[resolution.packages[best].name] = best
            for other in resolution.disqualifyConflicts(of: best) {
                for text in users[other] ?? [] { counts[text, default: 0] -= 1 }
            }
        }
    }

    /// Adds what an item needs, and its package.
    mutating func expand(_ text: String) throws(ApkoResolution.Failure) {
        item = text
        guard let number = best(for: text) else { throw nothing(for: text) }
        var surroundings = ApkoResolution.Surroundings(pin: resolution.packages.constraint(text).pin)
        for (_, root) in roots.sorted(by: { $0.key < $1.key }) { surroundings.add(root, resolution.packages[root]) }
        var seen: Set<String> = []
        var found = try resolution.expand(number, &surroundings).filter { seen.insert(resolution.packages[$0.package].name).inserted }
        found += resolution.installIf(beside: found)
        for step in found + [ApkoResolution.Step(package: number, reason: .world(Dependency(apko: text)))] {
            let name = resolution.packages[step.package].name
            if names.insert(name).inserted { steps.append(step) }
            if roots[name] == nil { roots[name] = step.package }
        }
    }

    private mutating func candidates(for text: String) -> [Int] {
        let item = resolution.packages.constraint(text)
        return resolution.filter(resolution.packages.candidates(of: item.name), by: item, preferring: item.pin)
    }

    private mutating func best(for text: String) -> Int? {
        item = text
        let constraint = resolution.packages.constraint(text)
        return resolution.best(of: candidates(for: text), by: ApkoRanking(name: constraint.name, pin: constraint.pin))
    }

    private mutating func nothing(for text: String) -> ApkoResolution.Failure {
        item = text
        return resolution.nothing(for: resolution.packages.constraint(text))
    }
}
