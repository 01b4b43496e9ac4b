public import Diagnostics
import Files
public import SystemPackage

/// Fetching files over HTTP(S).
public enum Download {
    /// The largest file that is accepted, in bytes.
    public static let largest: Int64 = 8 << 30

    /// How patient to be.
    public struct Patience: Sendable {
        /// How often to try.
        public var attempts = 3
        /// Seconds until a connection must stand, and that a transfer may stand still; 0 means without end.
        public var timeout = 60
        /// Seconds more for finding the server by its name.
        public var nameTimeout = 20
        /// Waits between attempts.
        public var sleep: @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }

        /// Three attempts, a minute each.
        public init() {}

        /// The time to wait after a number of attempts: doubled each time, ten seconds at most.
        func pause(after attempt: Int) -> Duration { .seconds(min(10, 1 << min(attempt - 1, 8))) }
    }

    /// Writes what an address gives into a new file, with retries for failures that may pass.
    ///
    /// A transfer that broke off goes on where it stopped when the server still has the same version of the file, else from the start.
    ///
    /// - Parameter limit: bytes; a longer file is an error.
    /// - Throws: `not-found` for 404 and 410, `download-failed` for the rest; no file is left then.
    public static func file(
        _ address: String,
        to path: FilePath,
        patience: Patience = Patience(),
        limit: Int64 = largest
    ) async throws {
        let transfer = try Transfer(address, to: path, limit: limit)
        do {
            var attempt = 1
            while true {
                try Task.checkCancellation()
                switch try await transfer.run(patience) {
                case .complete: return
                case .mustStartOver: try transfer.startOver()
                case .failed(let diagnostic, let mayPass):
                    if !mayPass || attempt >= patience.attempts { throw diagnostic }
                    try transfer.prepareToContinue()
                    try await patience.sleep(patience.pause(after: attempt))
                    attempt += 1
                }
            }
        } catch {
            try? Files.removeFile(path)
            throw error
        }
    }
}

extension Diagnostic.Code {
    /// The address gives nothing.
    public static let notFound = work("not-found")
    /// A transfer failed.
    public static let downloadFailed = work("download-failed")
}
