public import Analysis
public import Diagnostics
public import SystemPackage

/// What happens during builds, for whoever shows it.
public enum BuildEvent: Sendable {
    /// A build begins.
    case started(package: String, steps: Int)
    /// A step begins; counted from 1.
    case step(package: String, number: Int, of: Int, label: String)
    /// All steps are done; packages are being written.
    case packaging(package: String)
    /// Something is worth a second look, though it works.
    case warning(Diagnostic)
    /// Something was found out that is worth telling.
    case note(String)
    /// A build is done.
    case finished(BuildResult)
    /// A test begins.
    case testing(package: String, steps: Int)
    /// A test has ended.
    case tested(TestResult)
}

/// What a build gave.
public struct BuildResult: Sendable {
    /// `<name>-<version>-r<epoch>` of the main package.
    public let title: String
    /// The published package files, main package first.
    public internal(set) var packages: [FilePath]
    /// Whether the result was known from an earlier build of the same inputs.
    public let isReused: Bool
    public let duration: Duration
    /// Where the logs of the steps are; nil when nothing ran.
    public let logDirectory: FilePath?
    /// What changed for packages of which an earlier one was published in the same place.
    public let changes: [PackageChanges]
    /// Why each package needs and offers what it does; empty when nobody asked.
    public let explanations: [Explanation]
    /// What was built.
    public let plan: BuildPlan
}
