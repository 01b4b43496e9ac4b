public import APK
public import Cryptography
public import Diagnostics
public import Recipes
public import Repositories
import Sandboxes
public import SystemPackage

/// A test of one package that is ready to run.
public struct TestPlan: Sendable {
    /// The name of the recipe's main package.
    public let recipe: String
    /// The package under test.
    public let package: String
    /// The package under test as the signed index lists it; its identity is a digest, so it is this package and no other.
    public let record: IndexRecord
    /// The packages of the environment, in install order.
    public let environment: [RepositorySet.Choice]
    /// The accounts and the other settings of the environment.
    let test: CompiledTest
    /// The variables of every step (RECIPE §13).
    let variables: [String: String]
    /// What the steps need from upstream, as the store has it.
    let sources: [FilePath]
    let purpose: Sandbox.Purpose
    /// Nanoseconds that the test may take; 0 for no limit.
    let timeout: Int64
    /// The digest of everything that the result depends on; nil when that is more than can be known, because of a network.
    public let key: Digest?

    /// The steps that will be run.
    public var steps: [CompiledStep] { test.steps }

    /// How messages call it.
    var title: String { "test of \(package)-\(record.version)" }
}

/// What became of the test of one package.
public struct TestResult: Sendable {
    /// How a test ended.
    public enum Outcome: Sendable {
        case passed
        case failed([Diagnostic])
        /// The recipe has no test for the package.
        case none
    }

    /// The package under test.
    public let package: String
    public let version: String
    /// The identity of the package under test, such as `Q1…`; nil when there is no test.
    public let identity: String?
    public let outcome: Outcome
    /// Whether the test passed earlier with the same inputs, and was not run again.
    public let isReused: Bool
    public let duration: Duration
    /// Where the logs of the steps are; nil when nothing ran.
    public let logDirectory: FilePath?

    /// `<name>-<version>-r<epoch>`.
    public var title: String { "\(package)-\(version)" }
    /// Why it failed; empty when it did not.
    public var failures: [Diagnostic] {
        if case .failed(let diagnostics) = outcome { return diagnostics }
        return []
    }
}

extension TestResult {
    /// That there is no test for a package.
    public init(untested package: String, version: String) {
        self.init(
            package: package,
            version: version,
            identity: nil,
            outcome: .none,
            isReused: false,
            duration: .zero,
            logDirectory: nil
        )
    }
}
