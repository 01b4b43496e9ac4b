import APK

/// One search for a solution: what to decide next, and when a set is complete.
struct Search {
    enum Outcome {
        /// The selected candidates.
        case solved([Int])
        /// The origins of a refutation; complete only when origins are tracked.
        case refuted([Problem.Origin])
        /// The conflicts that were allowed did not suffice.
        case undecided
    }

    let problem: Problem
    var engine: Engine
    private(set) var origins: [Problem.Origin] = []
    private var originNumbers: [Problem.Origin: Int] = [:]
    let enabled: Set<Problem.Origin>?
    /// How many conflicts may still be learned from.
    private(set) var budget: Int
    /// A selected provider of each requirement, to look at first.
    private var witnesses: [Int]

    /// - Parameters:
    ///   - enabled: The facts that count; nil for all. Without all of them only a refutation means something.
    ///   - tracksOrigins: Whether a refutation names all facts it rests on.
    ///   - budget: How many conflicts it may take.
    init(_ problem: Problem, enabled: Set<Problem.Origin>? = nil, tracksOrigins: Bool = false, budget: Int) {
        self.problem = problem
        self.enabled = enabled
        self.budget = budget
        engine = Engine(variables: problem.variableCount, tracksOrigins: tracksOrigins)
        witnesses = Array(repeating: -1, count: problem.closure.requirements.count)
        encode()
    }

    func isEnabled(_ origin: Problem.Origin) -> Bool { enabled?.contains(origin) ?? true }

    mutating func originNumber(_ origin: Problem.Origin) -> Int {
        if let number = originNumbers[origin] { return number }
        originNumbers[origin] = origins.count
        origins.append(origin)
        return origins.count - 1
    }

    // MARK: Running

    mutating func run() -> Outcome {
        let assumptions = problem.closure.worldRequirements.indices.filter { isEnabled(.world($0)) }
        while true {
            if let conflict = engine.propagate() {
                if let refutation = resolve(conflict) { return refutation }
            } else if engine.level < assumptions.count {
                let literal = problem.literal(requirement: problem.closure.worldRequirements[assumptions[engine.level]])
                if engine.isFalse(literal) { return refutation(of: [literal], assuming: assumptions[engine.level]) }
                engine.decide(literal)
            } else if let literal = nextChoice() {
                engine.decide(literal)
            } else if !isEnabled(.justification) {
                return .solved([])
            } else {
                let justification = Justification(problem, isSelected: selection)
                if let cut = missingReason(justification) {
                    if let conflict = engine.add(cut, origins: [originNumber(.justification)]) {
                        if let refutation = resolve(conflict) { return refutation }
                    } else if let literal = cut.first(where: { engine.isOpen($0) }), !cut.contains(where: { engine.isTrue($0) }) {
                        engine.decide(literal)
                    }
                } else if let literal = nextAddition(justification) {
                    engine.decide(literal)
                } else {
                    let selection = selection
                    return .solved(problem.members.filter { selection[$0] })
                }
            }
        }
    }

    private mutating func resolve(_ conflict: Engine.Conflict) -> Outcome? {
        if engine.level == 0 { return refutation(of: conflict.literals, origins: conflict.origins) }
        if budget == 0 { return .undecided }
        budget -= 1
        engine.learn(from: conflict)
        return nil
    }

    private func refutation(of literals: [Literal], origins start: [Int] = [], assuming item: Int? = nil) -> Outcome {
        let explained = engine.explain(literals, origins: start)
        var facts = explained.origins.map { origins[$0] }
        let decided = Set(explained.decisions.map(\.variable))
        for (index, requirement) in problem.closure.worldRequirements.enumerated() where isEnabled(.world(index)) {
            let isAssumed = decided.contains(problem.literal(requirement: requirement).variable)
            if isAssumed || index == item { facts.append(.world(index)) }
        }
        return .refuted(facts)
    }

    /// Whether each candidate of the universe is selected.
    private var selection: [Bool] {
        var selection = Array(repeating: false, count: problem.universe.count)
        for (variable, candidate) in problem.members.enumerated() { selection[candidate] = engine.isTrue(Literal(variable)) }
        return selection
    }

    // MARK: Choosing

    /// The best package for the first name that is asked for and not there, or that an `install_if` brings.
    private mutating func nextChoice() -> Literal? {
        for turn in problem.decisionOrder {
            for number in turn.requirements where engine.isTrue(problem.literal(requirement: number)) && !isMet(number) {
                let matches = problem.closure.requirements[number].matches.filter {
                    $0.isSelectable || !isEnabled(.justification) || isRequiredByName($0.candidate)
                }
                if let best = best(of: matches.map(\.candidate), for: turn.name) { return Literal(best) }
            }
            if turn.additions.isEmpty { continue }
            let triggered = turn.additions.filter { candidate in
                problem.closure.conditions[candidate]?.allSatisfy { isMet($0) } ?? false
            }
            if let best = best(of: triggered, for: turn.name) { return Literal(best) }
        }
        return nil
    }

    /// The variable of the preferred one among the candidates that are neither chosen nor excluded.
    private func best(of candidates: [Int], for name: Int) -> Int? {
        var best: (candidate: Int, variable: Int)?
        for candidate in candidates {
            guard let variable = problem.variables[candidate], engine.isOpen(Literal(variable)) else { continue }
            if let current = best, !problem.prefers(candidate, to: current.candidate, for: name) { continue }
            best = (candidate, variable)
        }
        return best?.variable
    }

    private mutating func isMet(_ number: Int) -> Bool {
        if let literal = problem.literal(candidate: witnesses[number]), engine.isTrue(literal) { return true }
        for match in problem.closure.requirements[number].matches {
            guard let literal = problem.literal(candidate: match.candidate), engine.isTrue(literal) else { continue }
            witnesses[number] = match.candidate
            return true
        }
        return false
    }

    private func isRequiredByName(_ candidate: Int) -> Bool {
        guard let name = problem.universe[candidate].offers.first?.name else { return false }
        return (problem.requirementsOfName[name] ?? []).contains { number in
            engine.isTrue(problem.literal(requirement: number))
                && problem.closure.requirements[number].matches.contains { $0.candidate == candidate }
        }
    }

    /// A clause that the selection lacks a justification for: some package that can be asked for now must come in, or the
    /// unjustified package or unmet virtual name must go.
    private func missingReason(_ justification: Justification) -> [Literal]? {
        var target: Literal?
        for (variable, candidate) in problem.members.enumerated() where engine.isTrue(Literal(variable)) {
            if justification.isJustified[candidate] { continue }
            target = !Literal(variable)
            break
        }
        if target == nil {
            var copy = self
            let unmet = problem.decisionOrder.lazy.flatMap(\.requirements)
                .first { engine.isTrue(problem.literal(requirement: $0)) && !copy.isMet($0) }
            target = unmet.map { !problem.literal(requirement: $0) }
        }
        guard let target else { return nil }
        var cut: [Literal] = [target]
        for (variable, candidate) in problem.members.enumerated() where justification.isChoosable(candidate) {
            if !engine.isTrue(Literal(variable)) { cut.append(Literal(variable)) }
        }
        // A package that only negative conditions keep out would be justified if what they forbid were gone.
        var seen = Set(cut)
        for (candidate, requirements) in justification.blocked.sorted(by: { $0.key < $1.key }) {
            guard let own = problem.literal(candidate: candidate) else { continue }
            if !engine.isTrue(own) {
                if seen.insert(own).inserted { cut.append(own) }
                continue
            }
            for match in requirements.flatMap({ problem.closure.requirements[$0].matches }) where match.candidate != candidate {
                guard let other = problem.literal(candidate: match.candidate), engine.isTrue(other) else { continue }
                if seen.insert(!other).inserted { cut.append(!other) }
            }
        }
        return cut
    }

    /// The next package whose `install_if` holds; the best one where several of a name do.
    private func nextAddition(_ justification: Justification) -> Literal? {
        var best: Int?
        for (variable, candidate) in problem.members.enumerated() where engine.isOpen(Literal(variable)) {
            guard justification.isChoosable(candidate), hasConditions(candidate), addition(of: variable) != nil else { continue }
            guard let current = best else {
                best = candidate
                continue
            }
            let name = problem.universe[current].offers.first?.name
            guard let name, problem.universe[candidate].offers.first?.name == name else { continue }
            if problem.prefers(candidate, to: current, for: name) { best = candidate }
        }
        return best.flatMap { problem.variables[$0] }.flatMap { addition(of: $0) }
    }

    private func hasConditions(_ candidate: Int) -> Bool {
        guard let conditions = problem.closure.conditions[candidate] else { return false }
        return conditions.allSatisfy { number in
            let requirement = problem.closure.requirements[number]
            let isPresent = requirement.matches.contains { match in
                match.candidate != candidate && (problem.literal(candidate: match.candidate).map { engine.isTrue($0) } ?? false)
            }
            return isPresent != requirement.dependency.isConflict
        }
    }

    /// What to decide to add a candidate because of its conditions, when that is open.
    private func addition(of variable: Int) -> Literal? {
        let hasNegative = problem.universe[problem.members[variable]].candidate.installIf.contains(where: \.isConflict)
        let literal = hasNegative ? problem.literal(conditional: variable) : Literal(variable)
        return engine.isOpen(literal) ? literal : nil
    }
}
