import Diagnostics
import Files
import Synchronization
import SystemPackage
import TestSupport
import Testing

@testable import Transfers

/// Requests of all kinds to a real server.
@Suite(.timeLimit(.minutes(30))) struct HTTPClientTests {
    let server: PythonServer
    let folder: TemporaryDirectory
    var port: String { server.greeting }

    /// It answers with what it was asked: method, path, the fields that matter, and the body's length and sum. `/to?address` leads there with
    /// 307, `/go?address` with 302, `/busy?n` is so for n times and asks to wait for 7 seconds, `/long` gives a megabyte.
    private static let script = """
        import collections, http.server, json
        seen = collections.Counter()
        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = 'HTTP/1.1'
            def log_message(self, *arguments): pass
            def answer(self, status, body, headers={}):
                self.send_response(status)
                for key, value in headers.items(): self.send_header(key, value)
                self.send_header('Content-Length', str(len(body)))
                self.end_headers()
                if self.command != 'HEAD': self.wfile.write(body)
            def handle_any(self):
                body = self.rfile.read(int(self.headers['Content-Length'] or 0))
                path, _, query = self.path.partition('?')
                seen[self.path] += 1
                if path == '/to': return self.answer(307, b'', {'Location': query})
                if path == '/go': return self.answer(302, b'', {'Location': query})
                if path == '/busy' and seen[self.path] <= int(query): return self.answer(503, b'busy', {'Retry-After': '7'})
                if path == '/long': return self.answer(200, b'x' * 1000000)
                if path == '/wrong': return self.answer(400, b'x' * 1000000)
                if path == '/head': return self.answer(200, b'', {'X-Field-%d' % n: 'x' * 1000 for n in range(400)})
                told = [self.command, self.path, self.headers['Authorization'] or '-', self.headers['X-Test'] or '-',
                    self.headers['Content-Length'] or '-', str(sum(body) % 1000)]
                self.answer(200, ' '.join(told).encode(), {'X-Answer': 'yes', 'x-answer': 'also'})
            do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = handle_any
        server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
        print(server.server_port, flush=True)
        server.serve_forever()
        """

    init() throws {
        server = try #require(PythonServer(script: Self.script))
        folder = try TemporaryDirectory()
    }

    private func send(
        _ method: String,
        _ path: String,
        body: HTTPRequest.Body? = nil,
        authorization: String? = "Basic secret",
        waits: @escaping @Sendable (Duration) -> Void = { _ in }
    ) async throws -> HTTPResponse {
        var patience = Download.Patience()
        patience.sleep = waits
        let address = try #require(WebAddress("http://127.0.0.1:\(port)\(path)"))
        let request = HTTPRequest(method, address, headers: [HTTPHeader("X-Test", "it's")], body: body)
        return try await HTTPClient().send(request, authorization: authorization, patience: patience)
    }

    private func text(_ response: HTTPResponse) -> String { String(decoding: response.body, as: UTF8.self) }

    @Test func methodsAndBodies() async throws {
        let file = folder.path.appending("file")
        try Files.writeAtomically((0..<3_000_000).map { UInt8($0 % 7) }, to: file)
        let part = (10..<2_000_010).reduce(0) { $0 + $1 % 7 } % 1000
        let cases: [(String, HTTPRequest.Body?, String)] = [
            ("GET", nil, "- 0"), ("DELETE", nil, "- 0"), ("POST", .bytes([]), "0 0"), ("PATCH", .bytes([1, 2, 3]), "3 6"),
            ("PUT", .file(file, from: 10, count: 2_000_000), "2000000 \(part)"),
        ]
        for (method, body, expected) in cases {
            let response = try await send(method, "/x?y=z", body: body)
            #expect(text(response) == "\(method) /x?y=z Basic secret it's \(expected)")
            #expect(response.status == 200)
            #expect(response.values("x-ANSWER") == ["yes", "also"])
        }
        let head = try await send("HEAD", "/x")
        #expect(head.body.isEmpty)
        #expect(head.header("X-Answer") == "yes")
    }

    @Test(arguments: ["/to", "/go"])
    func redirectionsAreFollowedWithinTheServer(_ path: String) async throws {
        #expect(text(try await send("GET", "\(path)?/x")) == "GET /x Basic secret it's - 0")
        #expect(text(try await send("GET", "\(path)?http://127.0.0.1:\(port)/x")) == "GET /x Basic secret it's - 0")
    }

    @Test func otherServersAreToldNothing() async throws {
        let other = try #require(PythonServer(script: Self.script))
        // Another port is another server, and so is another name.
        for host in ["127.0.0.1:\(other.greeting)", "localhost:\(port)", "127.0.0.2:\(port)"] {
            guard let response = try? await send("GET", "/to?http://\(host)/x") else { continue }
            #expect(text(response) == "GET /x - it's - 0")
        }
        // Back again is allowed.
        let back = try await send("GET", "/to?http://127.0.0.1:\(other.greeting)/to?http://127.0.0.1:\(port)/x")
        #expect(text(back) == "GET /x Basic secret it's - 0")
    }

    @Test func bodiesFollowOnlyWhereTheServerSaysSo() async throws {
        #expect(text(try await send("PUT", "/to?/x", body: .bytes([1, 2]))) == "PUT /x Basic secret it's 2 3")
        #expect(try await send("PUT", "/go?/x", body: .bytes([1, 2])).status == 302)
    }

    @Test(arguments: [
        ("/to?file:///etc/passwd", "127.0.0.1 leads to another place that is not gone to: not https, or no address at all"),
        ("/to?http://user:password@127.0.0.1/", "127.0.0.1 leads to another place that is not gone to: not https, or no address at all"),
        ("/to?", "127.0.0.1 leads to another place that is not gone to: not https, or no address at all"),
    ])
    func otherRedirectionsAreNot(_ path: String, _ shown: String) async throws {
        #expect(await problem { _ = try await send("GET", path) } == "error: \(shown)\n")
    }

    @Test func redirectionsEnd() async throws {
        let path = "/to?" + String(repeating: "/to?", count: 6) + "/x"
        #expect(
            await problem { _ = try await send("GET", path) } == "error: 127.0.0.1 leads from one place to the next more than 5 times\n"
        )
    }

    @Test func aBusyServerIsGivenTheTimeItAsksFor() async throws {
        let waits = Mutex<[Duration]>([])
        let response = try await send("GET", "/busy?2") { wait in waits.withLock { $0.append(wait) } }
        #expect(response.status == 200)
        #expect(waits.withLock { $0 } == [.seconds(7), .seconds(7)])
        #expect(try await send("GET", "/busy?9").status == 503)
    }

    @Test func bodiesHaveBounds() async throws {
        let client = HTTPClient()
        func attempt(_ path: String) async throws -> HTTPClient.Attempt {
            try await client.attempt(HTTPRequest("GET", #require(WebAddress("http://127.0.0.1:\(port)\(path)"))), limit: 1000)
        }
        #expect(await problem { _ = try await attempt("/long") } == "error: the response of 127.0.0.1 is larger than 1000 bytes\n")
        #expect(await problem { _ = try await attempt("/head") } == "error: the head of the response of 127.0.0.1 is too long\n")
        guard case .answered(let response) = try await attempt("/wrong") else { throw Diagnostic(.internalError, "no answer") }
        #expect(response.body.count == 1000)
    }

    @Test(.enabled(if: Shell.has("openssl"), "openssl is not installed")) func aStrangerWithoutACertificateIsNotSpokenTo() async throws {
        let place = folder.path.appending("key.pem")
        try Shell.run(
            "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1 -keyout \(place) -out \(place).crt"
        )
        let script = """
            import http.server, ssl, sys
            server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), http.server.SimpleHTTPRequestHandler)
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(sys.argv[1] + '.crt', sys.argv[1])
            server.socket = context.wrap_socket(server.socket, server_side=True)
            print(server.server_port, flush=True)
            server.serve_forever()
            """
        let secure = try #require(PythonServer(script: script, [place.string]))
        let address = try #require(WebAddress("https://127.0.0.1:\(secure.greeting)/"))
        #expect(
            await problem { _ = try await HTTPClient().send(HTTPRequest("GET", address)) } == """
                error: https://127.0.0.1:\(secure.greeting) does not answer: SSL certificate problem: self-signed certificate
                hint: SSL_CERT_FILE names a file of the authorities to trust

                """
        )
    }

    @Test(arguments: [
        ("http://h.example/a", "/b?c=d", "http://h.example/b?c=d"), ("https://h.example/a/b", "c", "https://h.example/a/c"),
        ("https://h.example/a", "//other.example/x", "https://other.example/x"), ("http://h.example", "?q", "http://h.example/?q"),
        ("http://h.example", "file:///x", nil), ("http://h.example", "http://a b/", nil), ("http://h.example", "/x\r\nA: b", nil),
        ("ftp://h.example/", "/x", nil), ("http://u@h.example/", "/x", nil), ("http://h.example", "", nil),
    ])
    func addressesAreResolved(_ base: String, _ reference: String, _ expected: String?) {
        #expect(WebAddress(base)?.resolving(reference)?.description == expected)
    }

    @Test(arguments: [
        ("localhost", true), ("a.localhost", true), ("127.0.0.1", true), ("127.255.1.2", true), ("[::1]", true),
        ("127.0.0.1.example", false),
        ("localhost.example", false), ("128.0.0.1", false), ("127.1", false), ("127.0.0.256", false), ("10.0.0.1", false),
    ])
    func knowsThisMachine(_ host: String, _ expected: Bool) {
        #expect(WebAddress.isLoopback(host) == expected)
    }
}
