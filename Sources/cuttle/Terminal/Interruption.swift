import Dispatch
import Glibc

/// Turns the first SIGINT or SIGTERM into cancellation, so that work in progress is cleaned up.
///
/// Work that does not look at it for two seconds, or a second signal, ends the program at once: that is safe at any moment.
enum Interruption {
    static func cancelling(_ body: sending @escaping () async throws -> Void) async throws {
        let work = Task { try await body() }
        let sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number)
            source.setEventHandler {
                signal(number, SIG_DFL)
                work.cancel()
                // Sent to the program: the threads here have signals blocked, and one that they raise would wait for ever.
                DispatchQueue.global().asyncAfter(deadline: .now() + 2) { kill(getpid(), number) }
            }
            source.resume()
            return source
        }
        defer { sources.forEach { $0.cancel() } }
        try await work.value
    }
}
