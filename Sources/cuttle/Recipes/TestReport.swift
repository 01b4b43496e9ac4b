import Builds
import Diagnostics
import JSON
import SystemPackage

/// What tests came to, for a person or a program.
struct TestReport {
    private let results: [TestResult]

    init(_ results: [TestResult]) {
        self.results = results
    }

    /// - Throws: all failures together, when there are any.
    func show(isJSON: Bool, total: Duration, logs: String) throws {
        if isJSON { Console.print(JSON.object(["tests": document]).text(indent: 2)) }
        if let failure = failure() { throw failure }
        if isJSON { return }
        Console.note(tested == 0 ? "nothing to test" : "\(summary) in \(BuildProgress.seconds(total)); logs \(logs)")
    }

    /// All failures together; nil when there are none.
    ///
    /// - Parameter consequence: what follows for somebody who did not ask for tests alone.
    func failure(consequence: String? = nil) -> DiagnosticList? {
        let failed = results.filter { !$0.failures.isEmpty }
        var failures = failed.flatMap(\.failures)
        if failures.isEmpty { return nil }
        let titles = failed.map(\.title).joined(separator: ", ")
        failures[failures.count - 1].notes.append("failed, of \(Console.count(tested, "test")): \(titles)")
        if let consequence { failures[failures.count - 1].notes.append(consequence) }
        return DiagnosticList(failures)
    }

    /// How many passed, when none failed.
    var summary: String {
        let reused = results.count(where: \.isReused)
        return "\(tested - reused) passed" + (reused > 0 ? ", \(reused) unchanged" : "")
    }

    /// How many packages have a test.
    var tested: Int { results.count { $0.identity != nil } }

    /// All results, for programs.
    var document: JSON { .array(results.map(Self.document)) }

    private static func document(_ result: TestResult) -> JSON {
        let outcome =
            switch result.outcome {
            case .passed: "passed"
            case .none: "none"
            case .failed: "failed"
            }
        return .object([
            "package": .string(result.title),
            "identity": result.identity.map { .string($0) },
            "result": .string(outcome),
            "reused": .boolean(result.isReused),
            "problems": result.failures.isEmpty ? nil : .strings(result.failures.map(\.message)),
            "logs": result.logDirectory.map { .string($0.string) },
        ])
    }
}
