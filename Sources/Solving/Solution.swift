public import APK

/// The packages that a world needs.
public struct Solution: Sendable {
    /// Why a package is part of a solution.
    public enum Reason: Hashable, Sendable {
        /// The world asks for it.
        case world(Dependency)
        /// A package, given by its index in the universe's candidates, needs it.
        case dependency(Dependency, of: Int)
        /// All conditions of its `install_if` are met by other packages.
        case installIf([Dependency])
    }

    /// Indices into the universe's candidates in the order of installation: dependencies first, cycles cut where they are entered.
    public let order: [Int]
    /// Why each package is in; following the reasons always ends in the world.
    public let reasons: [Int: Reason]
    /// The names in dependencies `!name` of chosen packages that were not held against the other ones: only `ApkoSolver` leaves any.
    public var refused: [String] = []
}
