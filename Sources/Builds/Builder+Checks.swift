import Cryptography
public import Diagnostics
import Store
import SystemPackage

extension Builder {
    /// Has the packages looked through when somebody asks; tells what failed earlier of all that nobody asks for now.
    func inspect(_ plan: BuildPlan, _ packages: [FilePath], report: @escaping @Sendable (BuildEvent) -> Void) async throws {
        for check in BuildCheck.allCases where !settings.checks.contains(check) {
            if let warning = failure(of: check, plan) { report(.warning(warning)) }
        }
        guard let inspection = settings.inspection else { return }
        do {
            try await inspection(plan, packages, report)
        } catch {
            try note(Diagnostic.all(in: error), of: .reproducibility, plan)
            throw error
        }
        try note([], of: .reproducibility, plan)
    }

    /// Notes how a check of a plan's packages ended, for builds that do not ask.
    ///
    /// - Parameter failures: what was found; empty when the check was passed.
    public func note(_ failures: [Diagnostic], of check: BuildCheck, _ plan: BuildPlan) throws(Diagnostic) {
        let thing = Self.thing(check, plan)
        if failures.isEmpty { return try settings.store.dropNote(.check, of: thing) }
        // An interruption or a full disk says nothing about packages.
        let told = failures.filter { ![.interrupted, .internalError, .system, .environment].contains($0.code) }
        if told.isEmpty { return }
        let lines = told.flatMap { [$0.message] + $0.notes }
        try settings.store.keepNote(.check, of: thing, Array(lines.joined(separator: "\n").utf8))
    }

    /// A warning when the same inputs failed a check the last time that somebody asked.
    private func failure(of check: BuildCheck, _ plan: BuildPlan) -> Diagnostic? {
        guard let note = settings.store.note(.check, of: Self.thing(check, plan)) else { return nil }
        let option = check.rawValue
        return Diagnostic(
            .failedCheck,
            "\(plan.title) failed \(option) when that was last asked for, and is published because it is not asked for now",
            severity: .warning,
            notes: [String(decoding: note, as: UTF8.self)],
            hint: "give \(option), or change the recipe: what is built of other inputs starts afresh"
        )
    }

    private static func thing(_ check: BuildCheck, _ plan: BuildPlan) -> Digest {
        Digest.of("\(plan.key.hex) \(check.rawValue)")
    }
}

extension Diagnostic.Code {
    /// Packages that failed a check earlier, which nobody asks for now.
    static let failedCheck = work("failed-check")
}
