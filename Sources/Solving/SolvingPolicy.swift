/// How packages are chosen where several would do.
public enum SolvingPolicy: String, Sendable, CaseIterable {
    /// What apk-tools prefers, and a solution wherever there is one (`Solver`).
    case apk
    /// What apko takes, in the order in which it installs it, with its refusals (`ApkoSolver`).
    case apko
}
