import Diagnostics
import Files
public import SystemPackage

/// A web server of a folder on 127.0.0.1, for tests; also a proxy, which gives the files of that folder for any host.
///
/// `/to/ADDRESS` leads to an address. Each request is written down as `STATUS METHOD TARGET`, with the names and passwords given.
public final class WebServer: Sendable {
    /// Its address, without a slash at the end.
    public let address: String
    /// Its port.
    public let port: String
    private let server: PythonServer
    private let log: TemporaryDirectory

    /// - Parameters:
    ///   - password: what it asks for, as `user:password`; empty for nothing.
    ///   - certificate: a PEM file with key and certificate: it speaks TLS then.
    public init(_ folder: FilePath, password: String = "", certificate: FilePath? = nil) throws {
        log = try TemporaryDirectory(prefix: "cuttle-test-")
        let arguments = [folder.string, log.path.appending("log").string, password, certificate?.string ?? ""]
        guard let server = PythonServer(script: Self.script, arguments) else {
            throw Diagnostic(.internalError, "the server did not start")
        }
        self.server = server
        port = server.greeting
        address = "\(certificate == nil ? "http" : "https")://127.0.0.1:\(server.greeting)"
    }

    /// What it was asked for since the last time.
    public func requests() -> [String] {
        let file = log.path.appending("log")
        guard Files.exists(file) else { return [] }
        defer { try? Files.removeFile(file) }
        return String(decoding: (try? Files.read(file)) ?? [], as: UTF8.self).split(separator: "\n").map(String.init)
    }

    private static let script = """
        import base64, http.server, os, ssl, sys, urllib.parse
        folder, log, password, certificate = sys.argv[1:5]
        def told(value):
            return base64.b64decode(value.split()[1]).decode() if value and value.startswith('Basic ') else ''
        class Handler(http.server.SimpleHTTPRequestHandler):
            def log_message(self, *arguments): pass
            def send_response(self, code, message=None):
                line = f'{int(code)} {self.command} {self.asked}'
                for name, kind in (('Authorization', 'as'), ('Proxy-Authorization', 'proxy as')):
                    if told(self.headers[name]): line += f' {kind} {told(self.headers[name])}'
                with open(log, 'a') as file: file.write(line + '\\n')
                super().send_response(code, message)
            def end(self, code, **headers):
                self.send_response(code)
                for name, value in headers.items(): self.send_header(name.replace('_', '-'), value)
                self.send_header('Content-Length', '0')
                self.end_headers()
            def do_CONNECT(self):
                self.asked = self.path
                self.end(403)
            def do_GET(self):
                self.asked = self.path
                if password and told(self.headers['Authorization']) != password:
                    return self.end(401, WWW_Authenticate='Basic realm="x"')
                if '://' in self.path and not self.path.startswith('/'):
                    self.path = urllib.parse.urlsplit(self.path).path
                if self.path.startswith('/to/'): return self.end(302, Location=self.path[4:])
                super().do_GET()
        os.chdir(folder)
        server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            server.socket = context.wrap_socket(server.socket, server_side=True)
        print(server.server_port, flush=True)
        server.serve_forever()
        """
}
