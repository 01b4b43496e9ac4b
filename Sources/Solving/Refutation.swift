/// The smallest set of facts, as far as leaving out one at a time finds it, that cannot hold together.
struct Refutation {
    let problem: Problem
    private(set) var facts: Set<Problem.Origin>

    /// How much making the set smaller may cost: the facts of all searches together, and the conflicts in them.
    private static let effort = 200_000
    private static let conflicts = 4_000
    /// What a search costs besides its facts, in facts.
    private static let start = 200

    /// - Parameter budget: how many conflicts finding the first set may take; what `Search` took for its refutation suffices.
    init(_ problem: Problem, budget: Int) {
        self.problem = problem
        var search = Search(problem, tracksOrigins: true, budget: budget)
        guard case .refuted(let all) = search.run() else {
            facts = []
            return
        }
        facts = Set(all)
        // World items first: what the user wrote is what the user can change.
        var remaining = Self.effort
        var budget = Self.conflicts
        for fact in facts.sorted() where facts.contains(fact) && remaining > 0 {
            remaining -= facts.count + Self.start
            var search = Search(problem, enabled: facts.subtracting([fact]), tracksOrigins: true, budget: budget)
            if case .refuted(let fewer) = search.run() { facts = Set(fewer) }
            budget = search.budget
        }
    }

    /// The positions of the world items in it.
    var world: [Int] {
        facts.compactMap { fact in if case .world(let index) = fact { index } else { nil } }.sorted()
    }

    /// The positions of a candidate's dependencies in it.
    func dependencies(of candidate: Int) -> [Int] {
        let count = problem.universe[candidate].candidate.dependencies.count
        return (0..<count).filter { facts.contains(.dependency($0, of: candidate)) }
    }

    /// The names in it that two packages cannot hold at once.
    var exclusions: [Int] {
        facts.compactMap { fact in if case .exclusion(let name) = fact { name } else { nil } }.sorted()
    }
}
