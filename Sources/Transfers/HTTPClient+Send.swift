import CLibCurl
import Diagnostics
import Glibc

extension HTTPClient {
    /// Sends a request, follows redirections, and tries again what may pass.
    ///
    /// Requests with a body are sent to another address only where the server says that method and body stay the same (307, 308). Credentials
    /// are told to addresses of the request's origin alone, and nothing goes from https to http.
    ///
    /// - Parameters:
    ///   - authorization: the value of `Authorization` for the origin of the request.
    ///   - patience: how often to try; a server that asks for more time is given up to two minutes.
    /// - Returns: the last answer, whatever its status.
    /// - Throws: `exchange-failed` when there is no answer, and what `attempt` throws.
    public func send(
        _ request: HTTPRequest,
        authorization: String? = nil,
        patience: Download.Patience = Download.Patience(),
        limit: Int = 1 << 20,
        receive: Receiver? = nil
    ) async throws -> HTTPResponse {
        var attempt = 1
        while true {
            try Task.checkCancellation()
            let isLast = attempt >= patience.attempts
            var pause = patience.pause(after: attempt)
            switch try await follow(request, authorization: authorization, limit: limit, receive: receive) {
            case .answered(let response):
                guard response.mayPass, !isLast else { return response }
                if let wait = response.wait {
                    if wait > Self.longestWait { return response }
                    pause = .seconds(wait)
                }
            case .failed(let diagnostic, let mayPass):
                if !mayPass || isLast { throw diagnostic }
            }
            try await patience.sleep(pause)
            attempt += 1
        }
    }

    /// Seconds that a server may ask for.
    private static let longestWait: Int64 = 120
    private static let mostRedirections = 5

    private func follow(_ request: HTTPRequest, authorization: String?, limit: Int, receive: Receiver?) async throws -> Attempt {
        var current = request
        for _ in 0...Self.mostRedirections {
            var sent = current
            if let authorization, current.address.hasSameOrigin(as: request.address) {
                sent.headers.append(HTTPHeader("Authorization", authorization))
            }
            let attempt = try await self.attempt(sent, limit: limit, receive: receive)
            guard case .answered(let response) = attempt, let location = response.redirection(of: current) else { return attempt }
            guard let address = current.address.resolving(location), current.address.scheme == "http" || address.scheme == "https" else {
                return .failed(
                    Diagnostic(
                        .exchangeFailed,
                        "\(request.address.host) leads to another place that is not gone to: not https, or no address at all"
                    ),
                    mayPass: false
                )
            }
            current.address = address
        }
        return .failed(
            Diagnostic(
                .exchangeFailed,
                "\(request.address.host) leads from one place to the next more than \(Self.mostRedirections) times"
            ),
            mayPass: false
        )
    }
}

extension HTTPResponse {
    /// Whether the same request may do better later.
    public var mayPass: Bool { status == 408 || status == 429 || (500...599).contains(status) && status != 501 }

    /// Seconds until the server wants to be asked again (RFC 9110 §10.2.3); nil when it does not say.
    var wait: Int64? {
        guard let value = header("Retry-After") else { return nil }
        if let seconds = Int64(value) { return max(0, seconds) }
        let date = cuttle_curl_date(value)
        return date < 0 ? nil : max(0, date - Int64(time(nil)))
    }

    /// Where a request shall be sent instead.
    fileprivate func redirection(of request: HTTPRequest) -> String? {
        let isRead = ["GET", "HEAD"].contains(request.method)
        guard [307, 308].contains(status) || isRead && [301, 302, 303].contains(status) else { return nil }
        return header("Location") ?? ""
    }
}
