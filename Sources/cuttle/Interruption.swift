import Dispatch
import Glibc

/// Turns the first SIGINT or SIGTERM into cancellation, so that work in progress is cleaned up; the second one kills.
enum Interruption {
    static func cancelling(_ body: sending @escaping () async throws -> Void) async throws {
        let work = Task { try await body() }
        let sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number)
            source.setEventHandler {
                signal(number, SIG_DFL)
                work.cancel()
            }
            source.resume()
            return source
        }
        defer { sources.forEach { $0.cancel() } }
        try await work.value
    }
}
