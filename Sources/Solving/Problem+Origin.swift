extension Problem.Origin: Comparable {
    /// A fixed order, so that what is found does not depend on hashing.
    static func < (left: Problem.Origin, right: Problem.Origin) -> Bool { left.key < right.key }

    private var key: (Int, Int, Int) {
        switch self {
        case .world(let index): (0, index, 0)
        case .dependency(let position, of: let candidate): (1, candidate, position)
        case .exclusion(let name): (2, name, 0)
        case .justification: (3, 0, 0)
        }
    }
}
