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
        public func pause(after attempt: Int) -> Duration { .seconds(min(10, 1 << min(attempt - 1, 8))) }
    }

    /// What became of a request.
    public enum Answer: Hashable, Sendable {
        /// The file is there. The text is what the server calls this version of it; empty when it does not say.
        case fetched(version: String)
        /// The server has the version that is known; no file was written.
        case unchanged
    }

    /// Writes what an address gives into a new file, with retries for failures that may pass.
    ///
    /// A transfer that broke off goes on where it stopped when the server still has the same version of the file, else from the start.
    ///
    /// - Parameters:
    ///   - known: what the server called the version that is there already: another one is fetched only.
    ///   - credentials: for servers that ask for them; those of an address, and of netrc, are taken besides.
    ///   - limit: bytes; a longer file is an error.
    ///   - staysEncrypted: whether an address of https may lead to no other: for what is trusted because of where it comes from.
    /// - Throws: `not-found` for 404 and 410, `download-failed` for the rest; no file is left then.
    @discardableResult
    public static func file(
        _ address: String,
        to path: FilePath,
        known: String = "",
        credentials: Credentials? = nil,
        patience: Patience = Patience(),
        limit: Int64 = largest,
        staysEncrypted: Bool = false
    ) async throws -> Answer {
        let transfer = try Transfer(address, to: path, known: known, credentials: credentials, limit: limit, staysEncrypted: staysEncrypted)
        do {
            var attempt = 1
            while true {
                try Task.checkCancellation()
                switch try await transfer.run(patience) {
                case .complete(let version): return .fetched(version: version)
                case .unchanged:
                    try Files.removeFile(path)
                    return .unchanged
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
