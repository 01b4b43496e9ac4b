/// The search for an assignment: unit propagation over clauses and exclusions, learning from conflicts, jumping back.
///
/// It makes no choices: `Search` decides literals, and only positive ones where a package is needed, so that what is not
/// needed stays unassigned. Every constraint carries the number of its *origin*, the fact of the universe behind it; when
/// `tracksOrigins` is set, a refutation can name the origins it rests on.
struct Engine {
    /// Why a variable has its value.
    enum Reason {
        case decision
        case clause(Int)
        /// The true literal that forces it, and the origin of that implication.
        case implication(Literal, origin: Int)
    }

    struct Clause {
        /// The first two literals are watched.
        var literals: [Literal]
        let origins: [Int]
    }

    /// At most one of `concrete` and `virtual` together, except that virtual ones may coexist.
    struct Exclusion {
        let concrete: [Int]
        let virtual: [Int]
        let origin: Int
    }

    struct Membership {
        let exclusion: Int
        let isConcrete: Bool
    }

    /// A constraint that the assignment violates: all literals are false.
    struct Conflict {
        let literals: [Literal]
        let origins: [Int]
    }

    static let noOrigin = -1

    let tracksOrigins: Bool
    /// By code of a literal: 1 true, -1 false, 0 neither.
    private(set) var values: [Int8]
    private(set) var levels: [Int]
    private(set) var reasons: [Reason]
    private(set) var trail: [Literal] = []
    /// Where on the trail each decision level begins.
    private(set) var starts: [Int] = []
    private var head = 0
    private(set) var clauses: [Clause] = []
    /// By code of a literal: the clauses that watch it.
    private var watchers: [[Int]]
    /// By code of a literal: what follows directly when it is true.
    private var implications: [[(literal: Literal, origin: Int)]]
    private var exclusions: [Exclusion] = []
    private var memberships: [[Membership]]

    init(variables: Int, tracksOrigins: Bool) {
        self.tracksOrigins = tracksOrigins
        values = Array(repeating: 0, count: variables * 2)
        levels = Array(repeating: 0, count: variables)
        reasons = Array(repeating: .decision, count: variables)
        watchers = Array(repeating: [], count: variables * 2)
        implications = Array(repeating: [], count: variables * 2)
        memberships = Array(repeating: [], count: variables)
    }

    var level: Int { starts.count }

    func isTrue(_ literal: Literal) -> Bool { values[literal.code] > 0 }
    func isFalse(_ literal: Literal) -> Bool { values[literal.code] < 0 }
    func isOpen(_ literal: Literal) -> Bool { values[literal.code] == 0 }

    mutating func addImplication(of consequence: Literal, by literal: Literal, origin: Int) {
        implications[literal.code].append((consequence, origin))
        implications[(!consequence).code].append((!literal, origin))
    }

    mutating func addExclusion(concrete: [Int], virtual: [Int], origin: Int) {
        for variable in concrete { memberships[variable].append(Membership(exclusion: exclusions.count, isConcrete: true)) }
        for variable in virtual { memberships[variable].append(Membership(exclusion: exclusions.count, isConcrete: false)) }
        exclusions.append(Exclusion(concrete: concrete, virtual: virtual, origin: origin))
    }

    /// Adds a clause at any time; jumps back as far as needed for the clause to be neither violated nor late.
    ///
    /// - Returns: A conflict when the clause is violated even so, at the level then reached.
    mutating func add(_ literals: [Literal], origins: [Int] = []) -> Conflict? {
        // Watched are the literals that become free last: open or true ones, then the false ones of the highest level.
        let sorted = literals.sorted { rank($0) > rank($1) }
        guard let first = sorted.first else { return Conflict(literals: [], origins: origins) }
        if isFalse(first) {
            backjump(to: levels[first.variable])
            if sorted.count == 1 || level == 0 { return Conflict(literals: sorted, origins: origins) }
            attach(sorted, origins)
            return Conflict(literals: sorted, origins: origins)
        }
        let isUnit = sorted.count == 1 || isFalse(sorted[1])
        if isUnit, isOpen(first) { backjump(to: sorted.count == 1 ? 0 : levels[sorted[1].variable]) }
        attach(sorted, origins)
        if isUnit, isOpen(first) { assign(first, .clause(clauses.count - 1)) }
        return nil
    }

    private func rank(_ literal: Literal) -> Int {
        isFalse(literal) ? levels[literal.variable] : Int.max
    }

    private mutating func attach(_ literals: [Literal], _ origins: [Int]) {
        clauses.append(Clause(literals: literals, origins: origins))
        for literal in literals.prefix(2) { watchers[literal.code].append(clauses.count - 1) }
    }

    /// Opens a decision level with a literal; one that is already true gives an empty level.
    mutating func decide(_ literal: Literal) {
        starts.append(trail.count)
        if isOpen(literal) { assign(literal, .decision) }
    }

    mutating func backjump(to target: Int) {
        guard target < level else { return }
        for literal in trail[starts[target]...] {
            values[literal.code] = 0
            values[(!literal).code] = 0
        }
        trail.removeSubrange(starts[target]...)
        starts.removeSubrange(target...)
        head = trail.count
    }

    private mutating func assign(_ literal: Literal, _ reason: Reason) {
        values[literal.code] = 1
        values[(!literal).code] = -1
        levels[literal.variable] = level
        reasons[literal.variable] = reason
        trail.append(literal)
    }

    // MARK: Propagation

    /// Draws all direct consequences of the assignment.
    mutating func propagate() -> Conflict? {
        while head < trail.count {
            let literal = trail[head]
            head += 1
            if let conflict = propagateImplications(of: literal) { return conflict }
            if !literal.isNegative, let conflict = propagateExclusions(of: literal) { return conflict }
            if let conflict = propagateClauses(watching: !literal) { return conflict }
        }
        return nil
    }

    private mutating func force(_ literal: Literal, by cause: Literal, origin: Int) -> Conflict? {
        if isTrue(literal) { return nil }
        if isFalse(literal) {
            return Conflict(literals: [!cause, literal], origins: origin == Self.noOrigin ? [] : [origin])
        }
        assign(literal, .implication(cause, origin: origin))
        return nil
    }

    private mutating func propagateImplications(of literal: Literal) -> Conflict? {
        for index in implications[literal.code].indices {
            let implication = implications[literal.code][index]
            if let conflict = force(implication.literal, by: literal, origin: implication.origin) { return conflict }
        }
        return nil
    }

    private mutating func propagateExclusions(of literal: Literal) -> Conflict? {
        let variable = literal.variable
        for membership in memberships[variable] {
            let exclusion = exclusions[membership.exclusion]
            for other in exclusion.concrete where other != variable {
                if let conflict = force(!Literal(other), by: literal, origin: exclusion.origin) { return conflict }
            }
            guard membership.isConcrete else { continue }
            for other in exclusion.virtual where other != variable {
                if let conflict = force(!Literal(other), by: literal, origin: exclusion.origin) { return conflict }
            }
        }
        return nil
    }

    private mutating func propagateClauses(watching literal: Literal) -> Conflict? {
        var kept = 0
        var conflict: Conflict?
        var list: [Int] = []
        swap(&list, &watchers[literal.code])
        for (position, index) in list.enumerated() {
            if conflict != nil {
                list[kept] = list[position]
                kept += 1
                continue
            }
            if clauses[index].literals[0] == literal, clauses[index].literals.count > 1 { clauses[index].literals.swapAt(0, 1) }
            let first = clauses[index].literals[0]
            if first != literal, !isTrue(first), moveWatch(of: index) { continue }
            list[kept] = index
            kept += 1
            if isTrue(first) { continue }
            if isFalse(first) {
                conflict = Conflict(literals: clauses[index].literals, origins: clauses[index].origins)
            } else {
                assign(first, .clause(index))
            }
        }
        list.removeSubrange(kept...)
        swap(&list, &watchers[literal.code])
        return conflict
    }

    /// Watches another literal that is not false in place of the second one.
    private mutating func moveWatch(of index: Int) -> Bool {
        for position in clauses[index].literals.indices.dropFirst(2) {
            let candidate = clauses[index].literals[position]
            if isFalse(candidate) { continue }
            clauses[index].literals.swapAt(1, position)
            watchers[candidate.code].append(index)
            return true
        }
        return false
    }
}
