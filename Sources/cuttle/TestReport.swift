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
        var failures: [Diagnostic] = []
        var failed: [String] = []
        for result in results {
            guard case .failed(let diagnostics) = result.outcome else { continue }
            failures += diagnostics
            failed.append(result.title)
        }
        if isJSON { Console.print(JSON.object(["tests": .array(results.map(document))]).text(indent: 2)) }
        if !failed.isEmpty {
            failures[failures.count - 1].notes.append("failed, of \(Console.count(tested, "test")): \(failed.joined(separator: ", "))")
            throw DiagnosticList(failures)
        }
        if isJSON { return }
        let reused = results.count(where: \.isReused)
        var parts = ["\(tested - reused) passed"]
        if reused > 0 { parts.append("\(reused) unchanged") }
        Console.note(
            tested == 0 ? "nothing to test" : "\(parts.joined(separator: ", ")) in \(BuildProgress.seconds(total)); logs \(logs)"
        )
    }

    private var tested: Int { results.count { $0.identity != nil } }

    private func document(_ result: TestResult) -> JSON {
        var failures: [Diagnostic] = []
        let outcome: String
        switch result.outcome {
        case .passed: outcome = "passed"
        case .none: outcome = "none"
        case .failed(let diagnostics):
            outcome = "failed"
            failures = diagnostics
        }
        return .object([
            "package": .string(result.title),
            "identity": result.identity.map { .string($0) },
            "result": .string(outcome),
            "reused": .boolean(result.isReused),
            "problems": failures.isEmpty ? nil : .strings(failures.map(\.message)),
            "logs": result.logDirectory.map { .string($0.string) },
        ])
    }
}
