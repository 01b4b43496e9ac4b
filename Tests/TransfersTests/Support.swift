import Diagnostics
import SystemPackage
import TestSupport

/// A server of this test's own: small, on a free port of 127.0.0.1, ended with its value, and after two minutes in any case.
final class Server {
    private let server: PythonServer
    let port: Int

    /// What it answers: `/once/500` fails once, `/always/404`, `/cut` breaks off once, `/big`, `/redirect`, `/loop`, `/file`, `/agent`;
    /// `/count?path` says how often a path was asked for.
    private static let script = """
        import collections, http.server
        seen = collections.Counter()
        class Handler(http.server.BaseHTTPRequestHandler):
            def log_message(self, *arguments): pass
            def answer(self, status, body, length=None, headers={}):
                self.send_response(status)
                for key, value in headers.items(): self.send_header(key, value)
                self.send_header('Content-Length', str(len(body) if length is None else length))
                self.end_headers()
                self.wfile.write(body)
            def do_GET(self):
                path = self.path
                if path.startswith('/count?'): return self.answer(200, str(seen[path[7:]]).encode())
                seen[path] += 1
                first = seen[path] == 1
                if path.startswith('/once/') and first: return self.answer(int(path[6:]), b'not now')
                if path.startswith('/always/'): return self.answer(int(path[8:]), b'never')
                if path == '/cut' and first:
                    self.close_connection = True
                    return self.answer(200, b'half', 1000)
                if path == '/big': return self.answer(200, b'x' * 3000000)
                if path == '/redirect': return self.answer(302, b'', headers={'Location': '/hello'})
                if path == '/loop': return self.answer(302, b'', headers={'Location': '/loop'})
                if path == '/file': return self.answer(302, b'', headers={'Location': 'file:///etc/passwd'})
                if path == '/agent': return self.answer(200, self.headers['User-Agent'].encode())
                if path == '/empty': return self.answer(200, b'')
                self.answer(200, b'hello')
        server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
        print(server.server_port, flush=True)
        server.serve_forever()
        """

    init() throws {
        guard let server = PythonServer(script: Self.script), let port = Int(server.greeting) else {
            throw Diagnostic(.internalError, "the server did not start")
        }
        self.server = server
        self.port = port
    }

    func address(_ path: String) -> String { "http://127.0.0.1:\(port)\(path)" }
}

/// What a person reads when something goes wrong; `nothing` when all went well.
func problem(_ body: () async throws -> Void) async -> String {
    do {
        try await body()
        return "nothing\n"
    } catch {
        let renderer = DiagnosticRenderer(colour: false)
        return Diagnostic.all(in: error).map { renderer.render($0) }.joined()
    }
}
