import APK

extension Solution {
    /// Orders selected candidates for installation, and notes why each is there.
    init(_ problem: Problem, selected: [Int]) {
        reasons = Self.reasons(problem, Set(selected))
        var walk = OrderWalk(problem, selected: Set(selected))
        let world = zip(problem.closure.world, problem.closure.worldRequirements).sorted { $0.0.name < $1.0.name }
        for (item, requirement) in world where !item.isConflict {
            walk.enter(requirement)
            walk.run()
        }
        // A virtual name may have more providers than the one it was met with.
        for candidate in selected {
            walk.enter(candidate: candidate)
            walk.run()
        }
        order = walk.order
    }

    /// Breadth first, so that a reason is one of the shortest.
    private static func reasons(_ problem: Problem, _ selected: Set<Int>) -> [Int: Reason] {
        let closure = problem.closure
        var reasons: [Int: Reason] = [:]
        var queue: [Int] = []
        func note(_ reason: Reason, for requirement: Int, selectableOnly: Bool) {
            for match in closure.requirements[requirement].matches where selected.contains(match.candidate) {
                if reasons[match.candidate] != nil || selectableOnly && !match.isSelectable { continue }
                reasons[match.candidate] = reason
                queue.append(match.candidate)
            }
        }
        for (item, requirement) in zip(closure.world, closure.worldRequirements) where !item.isConflict {
            note(.world(item), for: requirement, selectableOnly: true)
        }
        let conditional = selected.filter { !closure.universe[$0].candidate.installIf.isEmpty }.sorted()
        var next = 0
        repeat {
            while next < queue.count {
                let candidate = queue[next]
                next += 1
                let needs = zip(closure.universe[candidate].candidate.dependencies, closure.needs[candidate] ?? [])
                for (dependency, requirement) in needs where !dependency.isConflict {
                    note(.dependency(dependency, of: candidate), for: requirement, selectableOnly: true)
                }
            }
            for candidate in conditional where reasons[candidate] == nil {
                guard let conditions = closure.conditions[candidate] else { continue }
                let isMet = conditions.map { closure.requirements[$0] }.allSatisfy { requirement in
                    requirement.dependency.isConflict || requirement.matches.contains { reasons[$0.candidate] != nil }
                }
                if !isMet { continue }
                reasons[candidate] = .installIf(closure.universe[candidate].candidate.installIf)
                queue.append(candidate)
            }
        } while next < queue.count
        return reasons
    }
}

/// A depth-first walk from the world that leaves a package after its dependencies, without recursion.
private struct OrderWalk {
    let problem: Problem
    let selected: Set<Int>
    private(set) var order: [Int] = []
    private var isEntered: Set<Int> = []
    private var isLeft: Set<Int> = []
    /// Packages whose `install_if` holds among those entered, not entered themselves.
    private var triggered: [Int] = []
    /// The packages being walked, with what is still to be entered for each, last first.
    private var stack: [(candidate: Int, waiting: [Int])] = []

    init(_ problem: Problem, selected: Set<Int>) {
        self.problem = problem
        self.selected = selected
    }

    mutating func enter(_ requirement: Int) {
        if let candidate = provider(of: requirement) { enter(candidate: candidate) }
    }

    mutating func enter(candidate: Int) {
        guard isEntered.insert(candidate).inserted else { return }
        stack.append((candidate: candidate, waiting: needs(of: candidate).reversed()))
    }

    mutating func run() {
        while let top = stack.indices.last {
            if let next = stack[top].waiting.popLast() {
                enter(candidate: next)
                continue
            }
            let candidate = stack.removeLast().candidate
            if candidate >= 0 { leave(candidate) }
        }
    }

    private mutating func leave(_ candidate: Int) {
        order.append(candidate)
        isLeft.insert(candidate)
        // What is installed because of this package comes right after it, as apk-tools does it, but not before a package it needs.
        for waiting in installedIf(candidate) where !triggered.contains(waiting) { triggered.append(waiting) }
        triggered.removeAll { isEntered.contains($0) }
        let ready = triggered.filter { !leadsBack(from: $0) }
        if !ready.isEmpty { stack.append((candidate: -1, waiting: ready.reversed())) }
    }

    /// Whether a package needs, perhaps through others, one that is entered and not left.
    private func leadsBack(from candidate: Int) -> Bool {
        var seen: Set<Int> = [candidate]
        var queue = [candidate]
        while let next = queue.popLast() {
            for needed in needs(of: next) where !isLeft.contains(needed) {
                if isEntered.contains(needed) { return true }
                if seen.insert(needed).inserted { queue.append(needed) }
            }
        }
        return false
    }

    /// The selected packages that meet a package's dependencies, one for each.
    private func needs(of candidate: Int) -> [Int] {
        (problem.closure.needs[candidate] ?? []).compactMap { provider(of: $0) }
    }

    /// The preferred one of the selected packages that meet a dependency.
    private func provider(of number: Int) -> Int? {
        let requirement = problem.closure.requirements[number]
        guard !requirement.dependency.isConflict, let name = requirement.name else { return nil }
        var best: Int?
        for match in requirement.matches where selected.contains(match.candidate) {
            if let current = best, !problem.prefers(match.candidate, to: current, for: name) { continue }
            best = match.candidate
        }
        return best
    }

    private func installedIf(_ candidate: Int) -> [Int] {
        let closure = problem.closure
        var triggered: [Int] = []
        for offer in closure.universe[candidate].offers {
            for waiting in closure.universe.conditioned(by: closure.universe.name(offer.name)) where selected.contains(waiting) {
                let isMet = (closure.conditions[waiting] ?? []).map { closure.requirements[$0] }.allSatisfy { requirement in
                    let isPresent = requirement.matches.contains { $0.candidate != waiting && selected.contains($0.candidate) }
                    let isDone = requirement.dependency.isConflict || requirement.matches.contains { isEntered.contains($0.candidate) }
                    return isPresent != requirement.dependency.isConflict && isDone
                }
                if isMet, !triggered.contains(waiting) { triggered.append(waiting) }
            }
        }
        return triggered
    }
}
