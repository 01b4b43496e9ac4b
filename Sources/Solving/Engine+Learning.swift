extension Engine {
    /// Learns a clause from a conflict above level 0, jumps back and draws its consequence.
    mutating func learn(from conflict: Conflict) {
        var isSeen: Set<Int> = []
        var learned: [Literal] = []
        var origins = conflict.origins
        var ground: [Literal] = []
        var open = 0
        var literals = conflict.literals
        var position = trail.count - 1
        while true {
            for literal in literals where isSeen.insert(literal.variable).inserted {
                if levels[literal.variable] == level {
                    open += 1
                } else if levels[literal.variable] > 0 {
                    learned.append(literal)
                } else {
                    ground.append(literal)
                }
            }
            while !isSeen.contains(trail[position].variable) { position -= 1 }
            let pivot = trail[position]
            position -= 1
            open -= 1
            if open == 0 {
                learned.append(!pivot)
                break
            }
            literals = antecedents(of: pivot, into: &origins)
        }
        if tracksOrigins {
            origins = Self.unique(origins + explain(ground).origins)
        } else {
            origins = []
        }
        // The asserting literal is false at the highest level, and becomes the unit after the jump.
        guard let unit = learned.last else { return }
        backjump(to: learned.dropLast().map { levels[$0.variable] }.max() ?? 0)
        _ = (unit, add(learned, origins: origins))
    }

    /// The facts that make literals false: the origins of all constraints on the way, and the decisions at its beginning.
    func explain(_ falseLiterals: [Literal], origins start: [Int] = []) -> (decisions: [Literal], origins: [Int]) {
        var isSeen: Set<Int> = []
        var origins = start
        var decisions: [Literal] = []
        var waiting = falseLiterals
        while let literal = waiting.popLast() {
            guard isSeen.insert(literal.variable).inserted else { continue }
            if case .decision = reasons[literal.variable] {
                decisions.append(!literal)
            } else {
                waiting.append(contentsOf: antecedents(of: !literal, into: &origins))
            }
        }
        return (decisions, Self.unique(origins))
    }

    /// The false literals that forced a true one, and the origins of the constraint that did.
    private func antecedents(of literal: Literal, into origins: inout [Int]) -> [Literal] {
        switch reasons[literal.variable] {
        case .decision:
            return []
        case .implication(let cause, let origin):
            if origin != Self.noOrigin { origins.append(origin) }
            return [!cause]
        case .clause(let index):
            origins.append(contentsOf: clauses[index].origins)
            return clauses[index].literals.filter { $0 != literal }
        }
    }

    private static func unique(_ numbers: [Int]) -> [Int] {
        Array(Set(numbers)).sorted()
    }
}
