import APK

/// The part of a universe that a world can reach at all: everything else is left out of the search.
///
/// Reached is what some reached package or the world asks for in a way that may choose it, or what an `install_if` may bring;
/// a package of a tagged repository must also be reached from a world item with that tag.
struct Closure {
    /// A dependency, shared by all packages that have it.
    struct Requirement {
        /// Without the tag, which only a world item has.
        let dependency: Dependency
        /// The number of its name; nil when nobody offers that.
        let name: Int?
        private let found: Found
        fileprivate(set) var isActive = false
        fileprivate(set) var tags: UInt64 = 0

        fileprivate init(_ dependency: Dependency, in universe: Universe) {
            self.dependency = dependency
            name = universe.number(of: dependency.name)
            found = Found(universe)
        }

        /// The candidates that the dependency names, looked at when somebody asks: nobody does for most conditions of `install_if`.
        var matches: [Match] { found.matches(of: dependency, name) }

        private final class Found {
            private let universe: Universe
            private var matches: [Match]?

            init(_ universe: Universe) {
                self.universe = universe
            }

            func matches(of dependency: Dependency, _ name: Int?) -> [Match] {
                if let matches { return matches }
                let made = name.map { universe.matches(of: dependency, $0) } ?? []
                matches = made
                return made
            }
        }
    }

    struct Match {
        let candidate: Int
        /// Whether asking for the name is enough to choose it: not so for a virtual name without priority (APK-FORMAT.md §9).
        let isSelectable: Bool
    }

    let universe: Universe
    let world: [Dependency]
    /// The tags in the world, one bit each.
    let tagBits: [String: UInt64]
    private(set) var requirements: [Requirement] = []
    private var numbers: [Dependency: Int] = [:]
    /// The requirement of each world item.
    private(set) var worldRequirements: [Int] = []
    /// For admitted candidates: the requirements of their dependencies.
    private(set) var needs: [Int: [Int]] = [:]
    /// For candidates with `install_if` that were looked at: the requirements of its conditions.
    private(set) var conditions: [Int: [Int]] = [:]
    /// Whether a candidate can be part of a solution.
    private(set) var isAdmitted: [Bool]
    private var isReached: [Bool]
    private var tags: [UInt64]
    private var queue: [Int] = []

    init(_ universe: Universe, world: [Dependency]) {
        self.universe = universe
        self.world = world
        var bits: [String: UInt64] = [:]
        for tag in world.compactMap(\.tag) where bits[tag] == nil { bits[tag] = 1 << UInt64(bits.count) }
        tagBits = bits
        isAdmitted = Array(repeating: false, count: universe.count)
        isReached = isAdmitted
        tags = Array(repeating: 0, count: universe.count)
        for item in world {
            let requirement = number(of: item)
            worldRequirements.append(requirement)
            if !item.isConflict { activate(requirement, tags: bit(of: item.tag)) }
        }
        while let candidate = queue.popLast() { expand(candidate) }
    }

    /// The bit of a tag, 0 for none and for one that the world does not use.
    func bit(of tag: String?) -> UInt64 {
        tag.flatMap { tagBits[$0] } ?? 0
    }

    /// Whether a candidate may be used where the tags with these bits are allowed.
    func isAllowed(_ candidate: Int, by bits: UInt64) -> Bool {
        guard let tag = universe.tag(of: candidate) else { return true }
        return bits & bit(of: tag) != 0
    }

    private mutating func number(of item: Dependency) -> Int {
        let dependency = Dependency(name: item.name, constraint: item.constraint, isConflict: item.isConflict)
        if let number = numbers[dependency] { return number }
        numbers[dependency] = requirements.count
        requirements.append(Requirement(dependency, in: universe))
        return requirements.count - 1
    }

    private mutating func activate(_ number: Int, tags added: UInt64) {
        let isNew = !requirements[number].isActive
        guard isNew || requirements[number].tags | added != requirements[number].tags else { return }
        requirements[number].isActive = true
        requirements[number].tags |= added
        for match in requirements[number].matches {
            if match.isSelectable { reach(match.candidate, tags: added) } else { allow(match.candidate, tags: added) }
        }
    }

    private mutating func allow(_ candidate: Int, tags added: UInt64) {
        guard tags[candidate] | added != tags[candidate] else { return }
        tags[candidate] |= added
        if isReached[candidate] { queue.append(candidate) }
    }

    private mutating func reach(_ candidate: Int, tags added: UInt64) {
        if isReached[candidate] { return allow(candidate, tags: added) }
        isReached[candidate] = true
        tags[candidate] |= added
        queue.append(candidate)
    }

    private mutating func expand(_ candidate: Int) {
        guard isAllowed(candidate, by: tags[candidate]) else { return }
        isAdmitted[candidate] = true
        var own = needs[candidate] ?? []
        if needs[candidate] == nil {
            for dependency in universe[candidate].candidate.dependencies { own.append(number(of: dependency)) }
            needs[candidate] = own
        }
        for requirement in own where !requirements[requirement].dependency.isConflict {
            activate(requirement, tags: tags[candidate])
        }
        for offer in universe[candidate].offers {
            for waiting in universe.conditioned(by: universe.name(offer.name)) { trigger(waiting) }
        }
    }

    /// Reaches a candidate whose positive conditions can all be met.
    private mutating func trigger(_ candidate: Int) {
        var own = conditions[candidate] ?? []
        if conditions[candidate] == nil {
            for condition in universe.conditions(of: candidate) { own.append(number(of: condition)) }
            conditions[candidate] = own
        }
        // Most wait for something that never comes; to know that, no package need be looked at.
        for requirement in own where !requirements[requirement].dependency.isConflict {
            guard let name = requirements[requirement].name, universe.hasProvider(of: name, where: { isAdmitted[$0] })
            else { return }
        }
        var inherited: UInt64 = 0
        for requirement in own where !requirements[requirement].dependency.isConflict {
            let present = requirements[requirement].matches.filter { isAdmitted[$0.candidate] }
            if present.isEmpty { return }
            for match in present { inherited |= tags[match.candidate] }
        }
        reach(candidate, tags: inherited)
    }
}

extension Universe {
    /// The candidates that a dependency on a name of this number names.
    fileprivate func matches(of dependency: Dependency, _ name: Int) -> [Closure.Match] {
        var matches: [Closure.Match] = []
        for provider in providers(of: name) {
            let candidate = self[provider.candidate]
            guard dependency.names(provider.version, identity: candidate.candidate.identity) else { continue }
            let isSelectable = provider.version != nil || candidate.candidate.providerPriority != 0
            if let last = matches.last, last.candidate == provider.candidate {
                if last.isSelectable { continue }
                matches.removeLast()
            }
            matches.append(Closure.Match(candidate: provider.candidate, isSelectable: isSelectable))
        }
        return matches
    }
}
