public import APK
public import Diagnostics

/// Chooses the packages that a world of dependencies needs.
///
/// **Complete.** The world becomes Boolean constraints: a variable for each package and each distinct dependency that can be
/// reached at all (`Closure`), clauses for dependencies, exclusions for names. Unit propagation with watched literals draws the
/// consequences, every conflict teaches a clause and jumps back (conflict-driven clause learning, `Engine`). A solution is found
/// whenever one exists and the budget of conflicts suffices, where apk-tools and apko, which never go back on a choice, may refuse (SOLVER.md §11).
///
/// **Preferring.** `Search` decides name by name in the order of apk-tools (`NameOrder`), each time for the provider that
/// apk-tools ranks first among those not yet excluded: tag, version under the requested name, version of the package,
/// `provider_priority`, repository, order of the records (APK-FORMAT.md §10). Equal input gives equal output.
///
/// **Justified.** Only what is asked for is decided, and a complete set is accepted only when each package has a reason that
/// begins in the world (`Justification`); otherwise a clause that says what is lacking is learned. This one rule also covers
/// virtual names, which are met but never chosen by being asked for (unless the provider has a priority or is asked for under
/// another name), and tags, which must be handed down from a world item. A circle of packages that only need each other
/// is no reason, while apk-tools takes some of those.
///
/// **`install_if`.** A package all of whose conditions hold is added when it can be: by preference, never at the price of
/// failing, and without changing what was chosen before it. With only positive conditions it is decided in the turn of its
/// name; with a negative one when everything else is decided. Negative conditions alone bring nothing, as in apk-tools.
public struct Solver: Sendable {
    private let universe: Universe
    private let budget: Int

    /// How many conflicts a search may take: more than packages of distributions ask for, and some seconds at most.
    public static let defaultBudget = 20_000

    /// The number of tags that a world may use.
    private static let mostTags = 64

    /// Makes a solver for worlds on a universe.
    ///
    /// - Parameter budget: after how many conflicts it gives up; finding out whether there is a solution may take exponentially many.
    public init(_ universe: Universe, budget: Int = defaultBudget) {
        self.universe = universe
        self.budget = budget
    }

    /// The preferred set of packages that meets all items of a world.
    ///
    /// - Throws: `unsolvable`, whose notes are a derivation from the world items at fault down to what is missing or collides;
    ///   `undecided` when the budget did not suffice.
    public func solve(_ world: [Dependency]) throws(Diagnostic) -> Solution {
        try checkTags(of: world)
        let problem = Problem(universe, world: world)
        var search = Search(problem, budget: budget)
        switch search.run() {
        case .solved(let selected):
            return Solution(problem, selected: selected)
        case .refuted:
            let explanation = Explanation(Refutation(problem, budget: budget))
            var diagnostic = Diagnostic(.unsolvable, explanation.message, notes: explanation.notes)
            diagnostic.hints = explanation.hints
            throw diagnostic
        case .undecided:
            throw Diagnostic(
                .undecided,
                "gave up choosing packages for \(world.count == 1 ? "1 item" : "\(world.count) items") after \(budget) conflicts",
                notes: ["there may or may not be a set of packages that meets everything"],
                hint: "ask for exact versions (name=1.2-r0) of what can be met in many ways, or for fewer packages at once"
            )
        }
    }

    /// A tag that no repository carries is a slip of the pen: apk-tools refuses it too (APK-FORMAT.md §10).
    private func checkTags(of world: [Dependency]) throws(Diagnostic) {
        let tags = Set(world.compactMap(\.tag))
        if tags.isEmpty { return }
        let known = universe.tags
        if let item = world.first(where: { $0.tag.map { !known.contains($0) } ?? false }) {
            let hint = item.tag.flatMap { Similarity.hint(for: $0, in: known.sorted()) }
            throw Diagnostic(.unsolvable, "cannot install \"\(item)\"", notes: ["no repository is tagged @\(item.tag ?? "")"], hint: hint)
        }
        if tags.count > Self.mostTags { throw Diagnostic(.limit, "a world can use at most \(Self.mostTags) tags") }
    }
}

extension Diagnostic.Code {
    /// No set of packages meets what was asked for.
    public static let unsolvable = work("unsolvable")
    /// Whether a set of packages meets what was asked for was not found out within bounds.
    public static let undecided = work("undecided")
}
