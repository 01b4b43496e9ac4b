import Analysis
import Builds
import Glibc
import Synchronization

/// Shows builds while they run: a line per running build, rewritten in place, on a terminal; plain lines elsewhere.
final class BuildProgress: Sendable {
    private struct State {
        var running: [(package: String, text: String, since: ContinuousClock.Instant)] = []
        var drawn = 0
    }

    private let state = Mutex(State())
    private let clock = ContinuousClock()

    /// Takes an event.
    func report(_ event: BuildEvent) {
        state.withLock { state in
            switch event {
            case .started(let package, _):
                state.running.append((package, "preparing the build environment", clock.now))
                if !Console.isTerminal { Console.note("\(package): building") }
            case .step(let package, let number, let total, let label):
                set(package, "[\(number)/\(total)] \(label)", &state)
            case .packaging(let package): set(package, "writing packages", &state)
            case .warning(let diagnostic):
                erase(&state)
                Console.warn(diagnostic)
            case .note(let text):
                erase(&state)
                Console.note(text)
            case .finished(let result):
                state.running.removeAll { result.title.hasPrefix($0.package + "-") }
                let verb = result.isReused ? "unchanged" : "built in \(Self.seconds(result.duration))"
                erase(&state)
                Console.note("\(result.title): \(verb)")
                for changes in result.changes { Console.writeError(changes.text) }
            case .testing(let package, _):
                state.running.append((package, "preparing the test environment", clock.now))
                if !Console.isTerminal { Console.note("\(package): testing") }
            case .tested(let result):
                state.running.removeAll { $0.package == result.package }
                erase(&state)
                Console.note("\(result.title): \(Self.verb(result))")
            }
            if Console.isTerminal { draw(&state) }
        }
    }

    /// Keeps the times moving until the task is cancelled.
    func refresh() async {
        while !Task.isCancelled {
            try? await Task.sleep(for: .milliseconds(200))
            if Console.isTerminal { state.withLock { draw(&$0) } }
        }
        state.withLock { erase(&$0) }
    }

    private static func verb(_ result: TestResult) -> String {
        switch result.outcome {
        case .passed: result.isReused ? "passed before, unchanged" : "passed in \(seconds(result.duration))"
        case .failed: "failed after \(seconds(result.duration))"
        case .none: "has no test"
        }
    }

    private func set(_ package: String, _ text: String, _ state: inout State) {
        for index in state.running.indices where state.running[index].package == package { state.running[index].text = text }
        if !Console.isTerminal { Console.note("\(package): \(text)") }
    }

    private func draw(_ state: inout State) {
        erase(&state)
        let width = Self.width
        let lines = state.running.map { "  \($0.package)  \($0.text)  \(Self.seconds(clock.now - $0.since))".prefix(width) }
        Console.writeError(lines.map { $0 + "\n" }.joined())
        state.drawn = lines.count
    }

    private func erase(_ state: inout State) {
        if state.drawn > 0 { Console.writeError("\u{1B}[\(state.drawn)A\u{1B}[J") }
        state.drawn = 0
    }

    private static var width: Int {
        var size = winsize()
        return ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 10 ? Int(size.ws_col) - 1 : 79
    }

    /// A duration in seconds with one digit after the point.
    static func seconds(_ duration: Duration) -> String {
        let tenths = duration.components.seconds * 10 + duration.components.attoseconds / 100_000_000_000_000_000
        return "\(tenths / 10).\(tenths % 10) s"
    }
}
