import APK

/// What a set of selected packages justifies: who is there for a reason that begins in the world.
///
/// A package is justified when the world or a justified package asks for it in a way that may choose it, or when all conditions
/// of its `install_if` hold; one of a tagged repository also needs the tag handed down from a world item (APK-FORMAT.md §9, §10).
struct Justification {
    private let problem: Problem
    private let isSelected: [Bool]
    private(set) var isJustified: [Bool]
    /// Candidates that the world or a justified package asks for, chosen or not.
    private(set) var isAsked: [Bool]
    private var tags: [UInt64]
    private var requirementTags: [UInt64?]
    private var queue: [Int] = []
    /// Candidates whose `install_if` holds but for a negative condition, with the requirements of those conditions.
    private(set) var blocked: [Int: [Int]] = [:]

    /// - Parameter isSelected: Whether each candidate of the universe is selected.
    init(_ problem: Problem, isSelected: [Bool]) {
        self.problem = problem
        self.isSelected = isSelected
        let closure = problem.closure
        let count = closure.universe.count
        isJustified = Array(repeating: false, count: count)
        isAsked = isJustified
        tags = Array(repeating: 0, count: count)
        requirementTags = Array(repeating: nil, count: closure.requirements.count)
        for (item, requirement) in zip(closure.world, closure.worldRequirements) where !item.isConflict {
            activate(requirement, tags: closure.bit(of: item.tag))
        }
        while let candidate = queue.popLast() { expand(candidate) }
    }

    /// Whether a candidate is asked for and its repository allowed.
    func isChoosable(_ candidate: Int) -> Bool {
        isAsked[candidate] && problem.closure.isAllowed(candidate, by: tags[candidate])
    }

    private mutating func activate(_ requirement: Int, tags added: UInt64) {
        if let present = requirementTags[requirement], present | added == present { return }
        requirementTags[requirement] = (requirementTags[requirement] ?? 0) | added
        for match in problem.closure.requirements[requirement].matches {
            mark(match.candidate, isAsked: match.isSelectable, tags: added)
        }
    }

    private mutating func mark(_ candidate: Int, isAsked asked: Bool, tags added: UInt64) {
        let isNew = asked && !isAsked[candidate] || tags[candidate] | added != tags[candidate]
        if asked { isAsked[candidate] = true }
        tags[candidate] |= added
        if isNew, isAsked[candidate] { queue.append(candidate) }
    }

    private mutating func expand(_ candidate: Int) {
        guard isSelected[candidate], isChoosable(candidate) else { return }
        isJustified[candidate] = true
        let closure = problem.closure
        for requirement in closure.needs[candidate] ?? [] where !closure.requirements[requirement].dependency.isConflict {
            activate(requirement, tags: tags[candidate])
        }
        for offer in closure.universe[candidate].offers {
            for waiting in closure.universe.conditioned(by: closure.universe.name(offer.name)) { trigger(waiting) }
        }
    }

    private mutating func trigger(_ candidate: Int) {
        let closure = problem.closure
        guard closure.isAdmitted[candidate], let conditions = closure.conditions[candidate] else { return }
        var inherited: UInt64 = 0
        var violated: [Int] = []
        for number in conditions {
            let requirement = closure.requirements[number]
            if requirement.dependency.isConflict {
                let isViolated = requirement.matches.contains { $0.candidate != candidate && isSelected[$0.candidate] }
                if isViolated { violated.append(number) }
                continue
            }
            let present = requirement.matches.filter { isJustified[$0.candidate] }
            if present.isEmpty { return }
            for match in present { inherited |= tags[match.candidate] }
        }
        blocked[candidate] = violated.isEmpty ? nil : violated
        if violated.isEmpty { mark(candidate, isAsked: true, tags: inherited) }
    }
}
