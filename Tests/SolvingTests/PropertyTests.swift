import APK
import Diagnostics
import Glibc
import Solving
import Testing

/// Random tiny universes against the definition of a solution, tried on every subset.
@Suite struct PropertyTests {
    /// How many universes each batch tries; `CUTTLE_UNIVERSES` asks for another number in all.
    private static let batch = getenv("CUTTLE_UNIVERSES").flatMap { Int(String(cString: $0)) }.map { ($0 + 19) / 20 } ?? 150

    @Test(arguments: 0..<20)
    func agreesWithBruteForce(_ batch: Int) throws {
        var random = Generator(state: UInt64(batch) &* 7919 &+ 11)
        for _ in 0..<Self.batch {
            let (packages, world) = random.problem()
            let universe = try Notation.universe(packages)
            let reference = Reference(universe, world: try Notation.world(world))
            let solutions = reference.solutions
            let text = "\(packages.joined(separator: " ")) | \(world)"
            do {
                let solution = try Solver(universe).solve(try Notation.world(world))
                let chosen = Set(solution.order)
                #expect(chosen.count == solution.order.count, "\(text)")
                #expect(solutions.contains(chosen), "\(text): \(solution.order)")
                #expect(Set(solution.reasons.keys) == chosen, "\(text)")
                #expect(reference.isClosed(chosen, among: solutions), "\(text): \(solution.order) lacks an install_if")
                #expect(reference.isOrdered(solution.order), "\(text): \(solution.order)")
                #expect(try Solver(universe).solve(try Notation.world(world)).order == solution.order, "\(text)")
            } catch let error as Diagnostic {
                #expect(solutions.isEmpty, "\(text): \(error)")
                #expect(!error.notes.isEmpty, "\(text)")
            }
        }
    }
}

/// The definition of a solution, as directly as it can be written.
private struct Reference {
    let universe: Universe
    let world: [Dependency]
    var candidates: [Candidate] { universe.candidates }

    init(_ universe: Universe, world: [Dependency]) {
        self.universe = universe
        self.world = world
    }

    var solutions: Set<Set<Int>> {
        var found: Set<Set<Int>> = []
        for bits in 0..<(1 << candidates.count) {
            let set = candidates.indices.filter { bits & (1 << $0) != 0 }
            if isConsistent(set), isJustified(set) { found.insert(Set(set)) }
        }
        return found
    }

    private func offers(_ index: Int) -> [(name: String, version: Version?)] {
        [(candidates[index].name, candidates[index].version)] + candidates[index].provides.map { ($0.name, $0.version) }
    }

    private func matches(_ index: Int, _ dependency: Dependency, selectably: Bool = false) -> Bool {
        offers(index).contains { offer in
            offer.name == dependency.name && dependency.names(offer.version, identity: candidates[index].identity)
                && (!selectably || offer.version != nil || candidates[index].providerPriority != 0)
        }
    }

    private func meets(_ set: [Int], _ dependency: Dependency, of owner: Int?) -> Bool {
        dependency.isConflict
            ? !set.contains { $0 != owner && matches($0, dependency) } : set.contains { matches($0, dependency) }
    }

    private func isConsistent(_ set: [Int]) -> Bool {
        guard world.allSatisfy({ meets(set, $0, of: nil) }) else { return false }
        for (position, one) in set.enumerated() {
            guard candidates[one].dependencies.allSatisfy({ meets(set, $0, of: one) }) else { return false }
            for other in set.dropFirst(position + 1) where excludes(one, other) { return false }
        }
        return true
    }

    private func excludes(_ one: Int, _ other: Int) -> Bool {
        offers(one).contains { left in
            offers(other).contains { $0.name == left.name && ($0.version != nil || left.version != nil) }
        }
    }

    /// Whether everything has a reason that begins in the world, and every tag is handed down.
    private func isJustified(_ set: [Int]) -> Bool {
        let (asked, tags, present) = spread(over: set)
        return set.allSatisfy { asked.contains($0) && isAllowed($0, tags) && present.contains($0) }
    }

    private func isAllowed(_ index: Int, _ tags: [Int: Set<String>]) -> Bool {
        candidates[index].tag.map { tags[index, default: []].contains($0) } ?? true
    }

    private func spread(over set: [Int]) -> (asked: Set<Int>, tags: [Int: Set<String>], present: Set<Int>) {
        var asked: Set<Int> = []
        var tags: [Int: Set<String>] = [:]
        var present: Set<Int> = []
        var isChanged = true
        func ask(_ dependency: Dependency, _ inherited: Set<String>) {
            for index in candidates.indices where !dependency.isConflict && matches(index, dependency) {
                if matches(index, dependency, selectably: true), asked.insert(index).inserted { isChanged = true }
                if !inherited.isSubset(of: tags[index, default: []]) { isChanged = true }
                tags[index, default: []].formUnion(inherited)
            }
        }
        while isChanged {
            isChanged = false
            for item in world { ask(item, item.tag.map { [$0] } ?? []) }
            for index in set where asked.contains(index) && isAllowed(index, tags) {
                if present.insert(index).inserted { isChanged = true }
                for dependency in candidates[index].dependencies { ask(dependency, tags[index, default: []]) }
            }
            for index in candidates.indices where isTriggered(index, by: Array(present), in: set) {
                if asked.insert(index).inserted { isChanged = true }
                for condition in candidates[index].installIf where !condition.isConflict {
                    for source in present where matches(source, condition) {
                        if !tags[source, default: []].isSubset(of: tags[index, default: []]) { isChanged = true }
                        tags[index, default: []].formUnion(tags[source, default: []])
                    }
                }
            }
        }
        return (asked, tags, present)
    }

    private func isTriggered(_ index: Int, by present: [Int], in set: [Int]) -> Bool {
        let conditions = candidates[index].installIf
        guard conditions.contains(where: { !$0.isConflict }) else { return false }
        return conditions.allSatisfy { meets($0.isConflict ? set : present, $0, of: index) }
    }

    /// Whether every package whose `install_if` holds is in, or is in no solution together with what is.
    func isClosed(_ set: Set<Int>, among solutions: Set<Set<Int>>) -> Bool {
        let members = set.sorted()
        let (_, tags, _) = spread(over: members)
        return candidates.indices.allSatisfy { index in
            if set.contains(index) || !isTriggered(index, by: members, in: members) || !isAllowed(index, tags) { return true }
            return !solutions.contains { $0.isSuperset(of: set.union([index])) }
        }
    }

    /// Whether no package stands before something it needs, circles aside.
    func isOrdered(_ order: [Int]) -> Bool {
        let set = Set(order)
        func leads(from start: Int, to end: Int) -> Bool {
            var reached: Set<Int> = [start]
            var queue = [start]
            while let next = queue.popLast() {
                let needed = candidates[next].dependencies.filter { !$0.isConflict }
                for step in set where needed.contains(where: { matches(step, $0) }) && reached.insert(step).inserted { queue.append(step) }
            }
            return reached.contains(end)
        }
        for (position, index) in order.enumerated() {
            for dependency in candidates[index].dependencies where !dependency.isConflict {
                if order[...position].contains(where: { matches($0, dependency) }) { continue }
                if !order.contains(where: { matches($0, dependency) && leads(from: $0, to: index) }) { return false }
            }
        }
        return true
    }
}
