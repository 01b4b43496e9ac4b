import Diagnostics
import Recipes

/// Tries what talks to upstream more than once.
struct GitPersistence {
    let step: CheckoutStep
    /// Waits between attempts.
    let sleep: @Sendable (Duration) async throws -> Void

    /// Runs a command that talks to upstream, again and again when it fails, with longer and longer waits (PIPELINES.md §3.1).
    ///
    /// - Parameter action: what is being done to the repository, for the message.
    /// - Throws: `checkout-failed` with what git says, in the end.
    @discardableResult
    func run(_ action: String, _ command: () async throws -> Git.Outcome) async throws -> Git.Outcome {
        var wait = step.retries.initialWait
        var attempt = 0
        while true {
            let outcome = try await command()
            if outcome.status == 0 { return outcome }
            if attempt >= step.retries.limit || Self.isFinal(outcome.errors) {
                throw Diagnostic(
                    .checkoutFailed,
                    "cannot \(action) \(step.repository)",
                    at: step.span,
                    notes: Array(outcome.reasons.suffix(10)),
                    hint: outcome.errors.contains("shallow") ? "this server cannot cut history off; give depth: -1" : nil
                )
            }
            attempt += 1
            // The random part keeps many builds that failed together from coming back together.
            try await sleep(.seconds(wait) + .milliseconds(Int.random(in: 0...1000 * wait)))
            wait = min(wait * 2, step.retries.longestWait)
        }
    }

    /// Whether another attempt would say the same: there is no such thing, or no network at all.
    private static func isFinal(_ errors: String) -> Bool {
        [
            "couldn't find remote ref", "does not appear to be a git repository", "does not exist", "not found",
            "Could not resolve host", "terminal prompts disabled", "Authentication failed", "not our ref", "dumb http transport",
        ]
        .contains { errors.contains($0) }
    }
}
