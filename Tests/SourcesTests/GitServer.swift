import Diagnostics
import SystemPackage
import TestSupport

/// Git's own server over HTTP, for the repositories in a folder.
struct GitServer {
    private let server: PythonServer
    private let port: String

    init(_ folder: FilePath) throws {
        let script = """
            import http.server, os, subprocess, sys
            program = subprocess.check_output(['git', '--exec-path'], text=True).strip() + '/git-http-backend'
            class Handler(http.server.BaseHTTPRequestHandler):
                protocol_version = 'HTTP/1.0'
                def log_message(self, *arguments): pass
                def do_GET(self):
                    path, _, query = self.path.partition('?')
                    body = self.rfile.read(int(self.headers['Content-Length'] or 0))
                    environment = {
                        'PATH': os.environ['PATH'], 'GIT_PROJECT_ROOT': sys.argv[1], 'GIT_HTTP_EXPORT_ALL': '1',
                        'PATH_INFO': path, 'QUERY_STRING': query, 'REQUEST_METHOD': self.command, 'REMOTE_ADDR': '127.0.0.1',
                        'CONTENT_TYPE': self.headers['Content-Type'] or '', 'CONTENT_LENGTH': str(len(body)),
                        'HTTP_CONTENT_ENCODING': self.headers['Content-Encoding'] or '',
                        'GIT_PROTOCOL': self.headers['Git-Protocol'] or '',
                        'GIT_CONFIG_COUNT': '2', 'GIT_CONFIG_KEY_0': 'safe.directory', 'GIT_CONFIG_VALUE_0': '*',
                        'GIT_CONFIG_KEY_1': 'uploadpack.allowFilter', 'GIT_CONFIG_VALUE_1': 'true',
                    }
                    output = subprocess.run([program], env=environment, input=body, stdout=subprocess.PIPE).stdout
                    head, _, body = output.partition(b'\\r\\n\\r\\n')
                    status = 200
                    lines = [line.split(': ', 1) for line in head.decode().split('\\r\\n')]
                    for name, value in lines:
                        if name == 'Status': status = int(value.split()[0])
                    self.send_response(status)
                    for name, value in lines:
                        if name != 'Status': self.send_header(name, value)
                    self.end_headers()
                    self.wfile.write(body)
                do_POST = do_GET
            server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
            print(server.server_port, flush=True)
            server.serve_forever()
            """
        guard let server = PythonServer(script: script, [folder.string]) else {
            throw Diagnostic(.internalError, "the server did not start")
        }
        self.server = server
        port = server.greeting
    }

    func address(_ name: String) -> String { "http://127.0.0.1:\(port)/\(name)" }
}
