import APK

/// A world on a universe, as variables and constraints for the engine.
struct Problem {
    /// A fact that a refutation can rest on.
    enum Origin: Hashable {
        /// The world asks for the item at this position.
        case world(Int)
        /// A candidate has the dependency at this position.
        case dependency(Int, of: Int)
        /// A name cannot be held by two packages at once.
        case exclusion(Int)
        /// A package needs a reason to be chosen, and a tagged one a tagged world item.
        case justification
    }

    let closure: Closure
    /// The admitted candidates; their positions are the first variables.
    let members: [Int]
    /// The variable of each admitted candidate.
    let variables: [Int: Int]
    /// A name's turn to be decided.
    struct Turn {
        let name: Int
        let requirements: [Int]
        /// The packages of that name that positive conditions of `install_if` alone may bring.
        let additions: [Int]
    }

    /// The names in the order in which they are decided.
    let decisionOrder: [Turn]
    /// The requirements of each name.
    let requirementsOfName: [Int: [Int]]
    /// The tag that is preferred for a candidate because a world item names it with that tag.
    let preferredTags: [Int: String]

    var universe: Universe { closure.universe }

    init(_ universe: Universe, world: [Dependency]) {
        closure = Closure(universe, world: world)
        let admitted = closure.isAdmitted
        members = (0..<universe.count).filter { admitted[$0] }
        variables = Dictionary(uniqueKeysWithValues: members.enumerated().map { ($1, $0) })
        var requirementsOfName: [Int: [Int]] = [:]
        for (number, requirement) in closure.requirements.enumerated() where !requirement.dependency.isConflict {
            guard let name = requirement.name else { continue }
            requirementsOfName[name, default: []].append(number)
        }
        let names = NameOrder(closure).names
        let rest = Set(requirementsOfName.keys).subtracting(names).sorted()
        var additions: [Int: [Int]] = [:]
        for candidate in members where !universe[candidate].candidate.installIf.isEmpty {
            guard let name = universe[candidate].offers.first?.name else { continue }
            if universe[candidate].candidate.installIf.contains(where: \.isConflict) { continue }
            // The tag of such a package is known only when everything else is decided.
            if universe.tag(of: candidate) == nil { additions[name, default: []].append(candidate) }
        }
        decisionOrder = (names + rest).compactMap { name in
            let turn = Turn(name: name, requirements: requirementsOfName[name] ?? [], additions: additions[name] ?? [])
            return turn.requirements.isEmpty && turn.additions.isEmpty ? nil : turn
        }
        self.requirementsOfName = requirementsOfName
        var preferredTags: [Int: String] = [:]
        for (item, requirement) in zip(world, closure.worldRequirements).sorted(by: { $0.0.name < $1.0.name }) where !item.isConflict {
            for match in closure.requirements[requirement].matches { preferredTags[match.candidate] = item.tag }
        }
        self.preferredTags = preferredTags
    }

    // MARK: Variables: candidates, then requirements, then candidates brought by negative conditions.

    func literal(candidate: Int) -> Literal? { variables[candidate].map { Literal($0) } }
    func literal(requirement: Int) -> Literal { Literal(members.count + requirement) }
    func literal(conditional variable: Int) -> Literal { Literal(members.count + closure.requirements.count + variable) }

    var variableCount: Int { members.count * 2 + closure.requirements.count }

    /// Whether the first candidate is preferred where `name` is asked for (APK-FORMAT.md §10).
    func prefers(_ first: Int, to second: Int, for name: Int) -> Bool {
        let isFirstPreferred = hasPreferredTag(first)
        if isFirstPreferred != hasPreferredTag(second) { return isFirstPreferred }
        return universe.prefers(first, to: second, for: name)
    }

    private func hasPreferredTag(_ candidate: Int) -> Bool {
        universe.tag(of: candidate) == preferredTags[candidate]
    }
}
