import Synchronization

/// One line that says what is going on: rewritten in place on a terminal, a line each time elsewhere.
final class StatusLine: Sendable {
    private let isShown = Mutex(false)

    /// Shows a state.
    func show(_ text: String) {
        guard Console.isTerminal else {
            Console.note(text)
            return
        }
        isShown.withLock { $0 = true }
        Console.writeError("\r\u{1B}[K\(text.prefix(100))")
    }

    /// Takes the line away.
    func clear() {
        if isShown.withLock({ $0 }) { Console.writeError("\r\u{1B}[K") }
    }
}
