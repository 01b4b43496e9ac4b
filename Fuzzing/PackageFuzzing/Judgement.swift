import Diagnostics
import Fuzzing

/// Runs a reader, and judges how it ended.
enum Judgement {
    /// No message needs more bytes, whatever it quotes.
    private static let longestMessage = 64 << 10

    /// The outcome, with all that would be shown.
    ///
    /// - Parameter body: reads, and gives a text of what it read; what it returns as a violation is one.
    static func of(_ body: () throws(Diagnostic) -> (text: String, violation: String?)) -> (outcome: FuzzingOutcome, text: String) {
        do throws(Diagnostic) {
            let (text, violation) = try body()
            return (violation.map { .violated($0) } ?? .accepted, text)
        } catch {
            let text = DiagnosticRenderer(colour: false).render(error)
            if error.code == .internalError { return (.violated("an internal error: \(error.message)"), text) }
            if error.code == .system { return (.violated("not the input but the system was blamed: \(error.message)"), text) }
            if text.utf8.count > longestMessage { return (.violated("a message of \(text.utf8.count) bytes"), text) }
            return (.refused, text)
        }
    }

    /// Judges, one time in eight twice: the same input must give the same text.
    static func repeated(
        _ input: FuzzingInput,
        _ body: () throws(Diagnostic) -> (text: String, violation: String?)
    ) -> FuzzingOutcome {
        let first = of(body)
        if case .violated = first.outcome { return first.outcome }
        if input.bytes.count % 8 == 0, of(body).text != first.text { return .violated("the same input gives another text") }
        return first.outcome
    }
}
