import CLibCurl
public import Diagnostics
import Dispatch
public import Files
import Synchronization

/// Sends requests over HTTP(S), each once: what a failure means, whether to follow a redirection or to try again, is the caller's concern.
///
/// Connections are kept open from one request to the next.
public final class HTTPClient: Sendable {
    /// How an attempt ended.
    public enum Attempt: Sendable {
        /// The server answered, whatever its status.
        case answered(HTTPResponse)
        /// There is no whole answer.
        /// - mayPass: whether another attempt may do better.
        case failed(Diagnostic, mayPass: Bool)
    }

    /// Opens the place for a body once the head of its response is known; nil: the body is dropped.
    public typealias Receiver = @Sendable (HTTPResponse) throws(Diagnostic) -> (any ByteSink)?

    private let timeout: Int
    private let idle = Mutex<[Session]>([])

    /// - Parameter timeout: seconds until a connection must stand, and that an exchange may stand still.
    public init(timeout: Int = 60) {
        self.timeout = timeout
    }

    /// A handle of libcurl; used by one exchange at a time.
    final class Session: @unchecked Sendable {
        let handle = cuttle_curl_open()
        deinit { cuttle_curl_close(handle) }
    }

    /// Sends a request.
    ///
    /// - Parameters:
    ///   - limit: bytes that a body may have that is not received elsewhere; a longer one is cut when it tells of a failure, and is an error
    ///     else.
    ///   - receive: where the body of a successful response goes; nil: into the response.
    /// - Throws: what the receiver throws, `limit` for a body or a head that is too long, and `CancellationError`.
    public func attempt(_ request: HTTPRequest, limit: Int = 1 << 20, receive: Receiver? = nil) async throws -> Attempt {
        let session = idle.withLock { $0.popLast() } ?? Session()
        defer { idle.withLock { $0.append(session) } }
        let exchange = try HTTPExchange(request, limit: limit, receive: receive)
        let result: Result<Attempt, any Error> = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                // libcurl blocks, so it gets a thread outside of Swift's pool.
                DispatchQueue.global().async { continuation.resume(returning: Result { try exchange.run(session, timeout: self.timeout) }) }
            }
        } onCancel: {
            exchange.cancel()
        }
        try Task.checkCancellation()
        return try result.get()
    }
}

extension Diagnostic.Code {
    /// A server does not answer, or not to the end.
    public static let exchangeFailed = work("exchange-failed")
}
