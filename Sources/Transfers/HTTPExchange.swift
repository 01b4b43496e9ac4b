import CLibCurl
import Diagnostics
import Files
import Glibc
import Synchronization

/// One request and its response. All but `cancel` is called by one thread.
final class HTTPExchange: @unchecked Sendable {
    private let request: HTTPRequest
    private let limit: Int
    private let receive: HTTPClient.Receiver?
    private let source: (any ByteSource)?
    private var response = HTTPResponse()
    private var headLength = 0
    private var sink: (any ByteSink)?
    private var hasBody = false
    private var sent: Int64 = 0
    private var error: Diagnostic?
    private let isCancelled = Atomic(false)
    /// Bytes that the heads of a response may take.
    private static let longestHead = 256 << 10

    init(_ request: HTTPRequest, limit: Int, receive: HTTPClient.Receiver?) throws(Diagnostic) {
        self.request = request
        self.limit = limit
        self.receive = receive
        switch request.body {
        case .file(let path, let offset, _):
            let file = try FileReader(path)
            try file.seek(to: offset)
            source = file
        case .bytes(let bytes): source = ArrayReader(bytes)
        case nil: source = nil
        }
    }

    func cancel() { isCancelled.store(true, ordering: .relaxed) }

    func run(_ session: HTTPClient.Session, timeout: Int) throws(Diagnostic) -> HTTPClient.Attempt {
        let result = perform(session, timeout: timeout)
        if let error { throw error }
        if result.code == 0 { return .answered(response) }
        let message = withUnsafeBytes(of: result.message) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        // CURLE_UNSUPPORTED_PROTOCOL, CURLE_URL_MALFORMAT, CURLE_COULDNT_RESOLVE_HOST, CURLE_PEER_FAILED_VERIFICATION: asking again helps nobody.
        let mayPass = ![1, 3, 6, 60].contains(result.code)
        let address = request.address
        return .failed(
            Diagnostic(
                .exchangeFailed,
                "\(address.scheme)://\(address.host):\(address.port) does not answer: \(message)",
                hint: result.code == 60 ? "SSL_CERT_FILE names a file of the authorities to trust" : nil
            ),
            mayPass: mayPass
        )
    }

    private func perform(_ session: HTTPClient.Session, timeout: Int) -> cuttle_curl_result {
        var handlers = cuttle_curl_handlers(
            context: Unmanaged.passUnretained(self).toOpaque(),
            header: { context, bytes, count in HTTPExchange.call(context) { $0.head(UnsafeBufferPointer(start: bytes, count: Int(count))) }
            },
            sink: { context, bytes, count in HTTPExchange.call(context) { $0.take(UnsafeBufferPointer(start: bytes, count: Int(count))) } },
            source: { context, bytes, count in
                guard let context, let bytes else { return -1 }
                return HTTPExchange.of(context).give(UnsafeMutableBufferPointer(start: bytes, count: Int(count)))
            },
            rewind: { context, offset in HTTPExchange.call(context) { $0.rewind(offset) } },
            stop: { context in HTTPExchange.call(context) { $0.isCancelled.load(ordering: .relaxed) ? 1 : 0 } }
        )
        let lines = request.headers.map { "\($0.name): \($0.value)" }.filter { $0.utf8.allSatisfy { $0 >= 0x20 } }
        let texts = ([request.method, request.address.description, "cuttle"] + lines).map { (text: String) in strdup(text) }
        defer { for text in texts { free(text) } }
        return texts.map { UnsafePointer($0) }.withUnsafeBufferPointer { texts in
            var message = cuttle_curl_message()
            message.method = texts[0]
            message.address = texts[1]
            message.agent = texts[2]
            message.headers = texts.baseAddress.map { $0 + 3 }
            message.header_count = lines.count
            message.body_length = request.body?.count ?? -1
            message.is_direct = request.address.isLoopback ? 1 : 0
            message.connect_timeout = 1000 * timeout
            message.stall_timeout = timeout
            return cuttle_curl_exchange(session.handle, &message, &handlers)
        }
    }

    /// One line of a head.
    private func head(_ bytes: UnsafeBufferPointer<UInt8>) -> Int32 {
        headLength += bytes.count
        if headLength > Self.longestHead {
            return fail(Diagnostic(.limit, "the head of the response of \(request.address.host) is too long"))
        }
        let line = String(decoding: bytes, as: UTF8.self).trimmed
        if line.hasPrefix("HTTP/") {
            // Another response, after one that said to go on.
            response = HTTPResponse()
            response.status = line.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        } else if let colon = line.firstIndex(of: ":") {
            response.headers.append(HTTPHeader(String(line[..<colon]), String(line[line.index(after: colon)...]).trimmed))
        }
        return 0
    }

    private func take(_ bytes: UnsafeBufferPointer<UInt8>) -> Int32 {
        do throws(Diagnostic) {
            guard response.isSuccess, let receive else {
                let rest = limit - response.body.count
                if bytes.count > rest, response.isSuccess {
                    throw Diagnostic(.limit, "the response of \(request.address.host) is larger than \(limit) bytes")
                }
                response.body += bytes.prefix(max(0, rest))
                return 0
            }
            if !hasBody { sink = try receive(response) }
            hasBody = true
            try sink?.write(Array(bytes))
            return 0
        } catch {
            return fail(error)
        }
    }

    private func give(_ target: UnsafeMutableBufferPointer<UInt8>) -> Int {
        guard let source, let total = request.body?.count else { return 0 }
        do throws(Diagnostic) {
            let bytes = try source.read(upTo: Int(min(Int64(target.count), total - sent)))
            _ = target.update(fromContentsOf: bytes)
            sent += Int64(bytes.count)
            return bytes.count
        } catch {
            _ = fail(error)
            return -1
        }
    }

    private func rewind(_ offset: Int64) -> Int32 {
        guard case .file(_, let start, _) = request.body, let file = source as? FileReader else { return 1 }
        do throws(Diagnostic) {
            try file.seek(to: start + offset)
            sent = offset
            return 0
        } catch {
            return fail(error)
        }
    }

    private func fail(_ error: Diagnostic) -> Int32 {
        self.error = error
        return 1
    }

    private static func of(_ context: UnsafeMutableRawPointer) -> HTTPExchange {
        Unmanaged<HTTPExchange>.fromOpaque(context).takeUnretainedValue()
    }

    private static func call(_ context: UnsafeMutableRawPointer?, _ body: (HTTPExchange) -> Int32) -> Int32 {
        context.map { body(of($0)) } ?? 1
    }
}

extension String {
    /// The text without blanks and line ends around it.
    var trimmed: String {
        let text = drop { $0.isWhitespace }
        return String(text.reversed().drop { $0.isWhitespace }.reversed())
    }
}
