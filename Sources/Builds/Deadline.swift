import Diagnostics

/// The time that a build may take (RECIPE.md §3.2).
struct Deadline {
    /// 0 for no limit.
    let nanoseconds: Int64
    let title: String

    /// Runs the steps of a build, and ends them when their time is over.
    ///
    /// - Throws: `timed-out`; else what the work throws.
    func run(_ work: @escaping @Sendable () async throws -> Void) async throws {
        if nanoseconds <= 0 { return try await work() }
        try await withThrowingTaskGroup(of: End.self) { group in
            group.addTask {
                try await work()
                return .done
            }
            group.addTask {
                try await Task.sleep(for: .nanoseconds(nanoseconds))
                return .over
            }
            defer { group.cancelAll() }
            // The first to end decides; the group waits for the processes of the other.
            guard try await group.next() == .over else { return }
            throw Diagnostic(
                .timedOut,
                "\(title) took longer than \(Duration.nanoseconds(nanoseconds))",
                hint: "give it more time: timeout in the recipe's package, or --timeout"
            )
        }
    }

    private enum End {
        case done
        case over
    }
}

extension Diagnostic.Code {
    /// A build took longer than it may.
    static let timedOut = work("timed-out")
}
