import Diagnostics
import SystemPackage
import TestSupport

/// A server of this test's own: small, on a free port of 127.0.0.1, ended with its value.
final class Server {
    private let server: PythonServer
    let port: Int

    /// What it answers: `/once/500` fails once, `/always/404`, `/cut` breaks off once, `/big`, `/redirect`, `/loop`, `/file`, `/agent`,
    /// `/stall` begins and falls silent once, `/part/<how>` breaks off in the middle until it was asked for `<how>`'s last part:
    ///
    /// * `etag` and `date` continue, `weak` names a version that nothing can be continued of, `ignored` does not know ranges,
    /// * `changed` has another file of the same length the second time, `shrunk` one that is as long as what was sent of the first.
    ///
    /// `/count?path` says how often a path was asked for, `/ranges?path` for which ranges.
    private static let script = """
        import collections, http.server, time
        seen = collections.Counter()
        ranges = collections.defaultdict(list)
        old, new = bytes(range(250)) * 4000, bytes(range(1, 251)) * 4000
        class Handler(http.server.BaseHTTPRequestHandler):
            def log_message(self, *arguments): pass
            def answer(self, status, body, length=None, headers={}):
                self.send_response(status)
                for key, value in headers.items(): self.send_header(key, value)
                self.send_header('Content-Length', str(len(body) if length is None else length))
                self.end_headers()
                self.wfile.write(body)
            def part(self, path, how, time):
                given = self.headers['Range']
                ranges[path].append((given or '-') + '/' + (self.headers['If-Range'] or '-'))
                body, version = old, '"1"'
                if how == 'changed' and time > 1: body, version = new, '"2"'
                if how == 'shrunk' and time > 1: body, version = new[:300000], '"2"'
                headers = {'ETag': version}
                if how == 'date': headers = {'Last-Modified': 'Mon, 01 Jan 2024 00:00:00 GMT'}
                if how == 'weak': headers = {'ETag': 'W/' + version}
                if how == 'none': headers = {}
                start = 0
                if given and how == 'refused': return self.answer(416, b'')
                if given and how != 'ignored' and self.headers['If-Range'] in headers.values():
                    start = int(given.split('=')[1].split('-')[0])
                    headers['Content-Range'] = 'bytes %d-%d/%d' % (start, len(body) - 1, len(body))
                end = len(body) if time > 2 or (how in ('changed', 'shrunk') and time > 1) else start + 300000
                self.close_connection = end < len(body)
                self.answer(206 if start else 200, body[start:end], len(body) - start, headers)
            def do_GET(self):
                path = self.path
                if path.startswith('/count?'): return self.answer(200, str(seen[path[7:]]).encode())
                if path.startswith('/ranges?'): return self.answer(200, ' '.join(ranges[path[8:]]).encode())
                seen[path] += 1
                first = seen[path] == 1
                if path.startswith('/once/') and first: return self.answer(int(path[6:]), b'not now')
                if path.startswith('/always/'): return self.answer(int(path[8:]), b'never')
                if path == '/cut' and first:
                    self.close_connection = True
                    return self.answer(200, b'half', 1000)
                if path == '/stall' and first:
                    self.answer(200, b'half', 1000)
                    self.wfile.flush()
                    return time.sleep(20)
                if path.startswith('/part/'): return self.part(path, path[6:], seen[path])
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
