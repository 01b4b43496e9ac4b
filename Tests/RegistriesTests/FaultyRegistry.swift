import Diagnostics
import JSON
import TestSupport

@testable import Registries
@testable import Transfers

/// A small registry in python that fails as it is told, on a free port of 127.0.0.1.
///
/// Requests below `/v2/` are numbered from 1. `faults` says by number, or `all`, what becomes of one: `cut` (the connection ends before
/// anything is done), `lost` (it is done, the answer is lost), a status with `Retry-After` or without (`429`, `503:7`), `body:N` (N bytes of
/// the body are kept, then the connection ends), `lie` (the answer names another digest, or holds other bytes), `late` (a manifest's content is not seen yet).
final class FaultyRegistry: Sendable {
    private let server: PythonServer
    let port: Int
    var host: String { "127.0.0.1:\(port)" }

    private static let script = #"""
        import hashlib, http.server, json, re, sys, threading, base64, socket, time
        options = json.loads(sys.argv[1])
        lock = threading.Lock()
        state = {}
        def reset():
            state.update(faults={}, number=0, log=[], received=0, stored={}, tokens={}, asked=[], helped=[])
        reset()
        blobs, manifests, tags, uploads = {}, {}, {}, {}
        def digest(data): return 'sha256:' + hashlib.sha256(data).hexdigest()
        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = 'HTTP/1.1'
            def log_message(self, *arguments): pass
            def answer(self, status, body=b'', headers={}):
                if self.fault == 'lost': return self.cut()
                self.send_response(status)
                for key, value in headers.items(): self.send_header(key, value)
                if status != 204: self.send_header('Content-Length', str(headers.get('X-Length', len(body))))
                self.end_headers()
                if self.command != 'HEAD' and status != 204: self.wfile.write(body)
            def cut(self):
                self.close_connection = True
                try: self.connection.shutdown(socket.SHUT_RDWR)
                except OSError: pass
            def problem(self, status, code, message='as told', headers={}):
                self.body(None)
                self.answer(status, json.dumps({'errors': [{'code': code, 'message': message}]}).encode(), headers)
            def body(self, into):
                left = 0 if self.was_read else int(self.headers['Content-Length'] or 0)
                self.was_read = True
                data = bytearray()
                keep = int(self.fault[5:]) if (self.fault or '').startswith('body:') else None
                while left > 0:
                    piece = self.rfile.read1(min(left, 65536))
                    if not piece: break
                    left -= len(piece)
                    data += piece
                    state['received'] += len(piece)
                    if keep is not None and len(data) >= keep:
                        del data[keep:]
                        break
                if into is not None: into += data
                return keep is None and left == 0
            def authorized(self, name, action):
                kind = options.get('auth')
                given = self.headers['Authorization'] or ''
                state['asked'].append(given)
                if not kind: return True
                if kind == 'basic':
                    if given == 'Basic ' + base64.b64encode(b'user:secret').decode(): return True
                    self.problem(401, 'UNAUTHORIZED', headers={'WWW-Authenticate': 'Basic realm="test"'})
                    return False
                token = state['tokens'].get(given[7:]) if given.startswith('Bearer ') else None
                wanted = 'repository:%s:%s' % (name, action)
                if token and token['uses'] > 0 and any(s.startswith('repository:%s:' % name) and action in s for s in token['scopes']):
                    token['uses'] -= 1
                    return True
                challenge = 'Bearer realm="http://%s/token",service="test",scope="%s"' % (self.headers['Host'], wanted)
                self.problem(401, 'UNAUTHORIZED', headers={'WWW-Authenticate': challenge})
                return False
            def token(self):
                from urllib.parse import urlparse, parse_qs
                query = parse_qs(urlparse(self.path).query)
                state['helped'].append((self.headers['Authorization'] or '-') + ' ' + ' '.join(query.get('scope', [])))
                if options.get('user') and self.headers['Authorization'] != 'Basic ' + base64.b64encode(b'user:secret').decode():
                    return self.problem(401, 'UNAUTHORIZED')
                text = 'token-%d' % len(state['helped'])
                state['tokens'][text] = {'uses': options.get('uses', 1000000), 'scopes': query.get('scope', [])}
                self.answer(200, json.dumps({'token': text, 'expires_in': 300}).encode())
            def handle_any(self):
                self.fault, self.was_read = None, False
                if self.path == '/control':
                    data = bytearray()
                    self.body(data)
                    if self.command == 'POST':
                        reset()
                        state['faults'] = json.loads(data.decode())
                    shown = {key: state[key] for key in ('number', 'log', 'received', 'stored', 'asked', 'helped')}
                    shown['blobs'] = sorted('%s %s' % key for key in blobs)
                    shown['tags'] = sorted('%s:%s %s' % (key[0], key[1], value) for key, value in tags.items())
                    return self.answer(200, json.dumps(shown).encode())
                if self.path.startswith('/token'): return self.token()
                with lock:
                    state['number'] += 1
                    number = str(state['number'])
                    state['log'].append(self.command + ' ' + self.path)
                    self.fault = state['faults'].get(number, state['faults'].get('all'))
                if self.fault == 'cut': return self.cut()
                if self.fault and self.fault[0].isdigit():
                    status, _, wait = self.fault.partition(':')
                    return self.problem(int(status), 'TOOMANYREQUESTS' if status == '429' else 'UNKNOWN', headers={'Retry-After': wait} if wait else {})
                match = re.match(r'^/v2/(.+)/(blobs/uploads|blobs|manifests|tags|referrers)/([^?]*)(?:\?(.*))?$', self.path)
                if not match: return self.problem(404, 'NOT_FOUND')
                name, kind, rest, query = match.groups()
                query = dict(part.split('=', 1) for part in (query or '').split('&') if '=' in part)
                import urllib.parse
                query = {key: urllib.parse.unquote(value) for key, value in query.items()}
                if not self.authorized(name, 'pull' if self.command in ('GET', 'HEAD') and kind != 'blobs/uploads' else 'push'): return
                getattr(self, 'do_' + kind.replace('/', '_'))(name, rest, query)
            do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = handle_any
            def do_blobs(self, name, rest, query):
                data = blobs.get((name, rest))
                if data is None: return self.problem(404, 'BLOB_UNKNOWN')
                if options.get('elsewhere') and self.command == 'GET':
                    return self.answer(307, b'', {'Location': options['elsewhere'] + rest})
                if self.fault == 'lie': data = bytes(len(data))
                if self.command == 'HEAD': return self.answer(200, data)
                start = 0
                given = self.headers['Range']
                if given and not options.get('whole'): start = int(given[6:].split('-')[0])
                if self.fault and self.fault.startswith('body:'):
                    end = start + int(self.fault[5:])
                    self.answer(206 if start else 200, data[start:end], {'X-Length': len(data) - start, 'Content-Range': 'bytes %d-%d/%d' % (start, len(data) - 1, len(data))} if start else {'X-Length': len(data)})
                    return self.cut()
                if self.fault == 'more': data += b'more'
                self.answer(206 if start else 200, data[start:], {'Content-Range': 'bytes %d-%d/%d' % (start, len(data) - 1, len(data))} if start else {})
            def store(self, name, data):
                found = digest(data)
                blobs[(name, found)] = bytes(data)
                state['stored'][found] = state['stored'].get(found, 0) + 1
            def do_blobs_uploads(self, name, rest, query):
                if self.command == 'POST':
                    self.body(None)
                    source = (query.get('from'), query.get('mount'))
                    if source in blobs:
                        blobs[(name, source[1])] = blobs[source]
                        return self.answer(201, b'', {'Location': '/v2/%s/blobs/%s' % (name, source[1]), 'Docker-Content-Digest': source[1]})
                    key = str(len(uploads) + 1)
                    uploads[key] = bytearray()
                    return self.answer(202, b'', {'Location': '/v2/%s/blobs/uploads/%s?state=a%%20b' % (name, key), 'Range': '0-0'})
                data = uploads.get(rest)
                if data is None: return self.problem(404, 'BLOB_UPLOAD_UNKNOWN')
                headers = {'Location': '/v2/%s/blobs/uploads/%s?state=a%%20b' % (name, rest)}
                if self.command == 'DELETE':
                    del uploads[rest]
                    return self.answer(204)
                if self.command == 'GET':
                    return self.answer(204, b'', dict(headers, Range='0-%d' % max(0, len(data) - 1)))
                given = self.headers['Content-Range']
                if given and int(given.split('-')[0]) != len(data): return self.problem(416, 'RANGE')
                if not self.body(data): return self.cut()
                if self.command == 'PATCH':
                    return self.answer(202, b'', dict(headers, Range='0-%d' % max(0, len(data) - 1)))
                if digest(data) != query['digest']: return self.problem(400, 'DIGEST_INVALID')
                del uploads[rest]
                self.store(name, data)
                said = digest(b'lie') if self.fault == 'lie' else query['digest']
                self.answer(201, b'', {'Docker-Content-Digest': said})
            def do_manifests(self, name, rest, query):
                if self.command == 'PUT':
                    data = bytearray()
                    if not self.body(data): return self.cut()
                    document = json.loads(data.decode())
                    if self.fault == 'late': return self.problem(400, 'MANIFEST_BLOB_UNKNOWN')
                    for item in document.get('layers', []) + [document[key] for key in ('config',) if key in document]:
                        if (name, item['digest']) not in blobs: return self.problem(400, 'MANIFEST_BLOB_UNKNOWN')
                    for item in document.get('manifests', []):
                        if (name, item['digest']) not in manifests: return self.problem(400, 'MANIFEST_UNKNOWN')
                    found = digest(data)
                    manifests[(name, found)] = (bytes(data), self.headers['Content-Type'])
                    if not rest.startswith('sha256:'): tags[(name, rest)] = found
                    headers = {'Docker-Content-Digest': digest(b'lie') if self.fault == 'lie' else found}
                    if 'subject' in document and options.get('referrers'): headers['OCI-Subject'] = document['subject']['digest']
                    return self.answer(201, b'', headers)
                found = tags.get((name, rest), rest)
                if (name, found) not in manifests: return self.problem(404, 'MANIFEST_UNKNOWN')
                data, kind = manifests[(name, found)]
                if self.fault == 'lie': data = data + b' '
                self.answer(200, data, {'Content-Type': kind, 'Docker-Content-Digest': found})
            def do_tags(self, name, rest, query):
                all = sorted(tag for repository, tag in tags if repository == name)
                if not all: return self.problem(404, 'NAME_UNKNOWN')
                start = all.index(query['last']) + 1 if 'last' in query else 0
                size = options.get('page', 1000)
                headers = {'Link': '</v2/%s/tags/list?n=%d&last=%s>; rel="next"' % (name, size, all[start + size - 1])} if start + size < len(all) else {}
                self.answer(200, json.dumps({'name': name, 'tags': all[start:start + size]}).encode(), headers)
            def do_referrers(self, name, rest, query):
                if not options.get('referrers'): return self.problem(404, 'NOT_FOUND')
                found = []
                for (repository, key), (data, kind) in manifests.items():
                    document = json.loads(data.decode())
                    if repository == name and document.get('subject', {}).get('digest') == rest:
                        found.append({'mediaType': kind, 'digest': key, 'size': len(data), 'artifactType': document.get('artifactType')})
                self.answer(200, json.dumps({'schemaVersion': 2, 'manifests': found}).encode())
        server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
        server.daemon_threads = True
        print(server.server_port, flush=True)
        server.serve_forever()
        """#

    /// - Parameter options: `auth` (`basic`, `bearer`), `user` (the token server wants a password), `uses` (how often a token serves),
    ///   `referrers` (the list of referrers is kept), `elsewhere` (where blobs are), `page` (tags at a time), `whole` (ranges are unknown).
    init(_ options: KeyValuePairs<String, JSON?> = [:]) throws {
        guard let server = PythonServer(script: Self.script, [JSON.object(options).text()]), let port = Int(server.greeting) else {
            throw Diagnostic(.internalError, "the registry did not start")
        }
        self.server = server
        self.port = port
    }

    /// Forgets what was counted, and sets what fails from now on; what is stored stays.
    func plan(_ faults: [String: String] = [:]) async throws {
        let body = JSON.sorted(faults.mapValues { .string($0) }).text()
        _ = try await control("POST", .bytes(Array(body.utf8)))
    }

    /// What was counted since.
    func seen() async throws -> Seen { Seen(document: try await control("GET", nil)) }

    struct Seen {
        let document: JSON
        /// How many requests there were below `/v2/`.
        var requests: Int { number("number") }
        /// Bytes of bodies that came.
        var received: Int { number("received") }
        /// Method and path of each request.
        var log: [String] { texts("log") }
        /// The values of `Authorization` that came with them.
        var authorizations: [String] { texts("asked") }
        /// What the token server was asked: `Authorization` and scopes.
        var tokenRequests: [String] { texts("helped") }
        /// Tags with their digests.
        var tags: [String] { texts("tags") }
        /// Repositories and digests of blobs.
        var blobs: [String] { texts("blobs") }
        /// How often content was stored, by digest.
        var stored: [String: Int] {
            Dictionary(uniqueKeysWithValues: (document["stored"]?.members ?? []).map { ($0.key, Self.number($0.value)) })
        }

        private func texts(_ key: String) -> [String] { document[key]?.items?.compactMap(\.string) ?? [] }
        private func number(_ key: String) -> Int { document[key].map(Self.number) ?? -1 }
        private static func number(_ value: JSON) -> Int { if case .number(let number) = value { Int(number) } else { -1 } }
    }

    private func control(_ method: String, _ body: HTTPRequest.Body?) async throws -> JSON {
        guard let address = WebAddress("http://\(host)/control"),
            case .answered(let response) = try await HTTPClient().attempt(HTTPRequest(method, address, body: body), limit: 64 << 20)
        else { throw Diagnostic(.internalError, "the registry does not answer") }
        return try JSON(parsing: response.body)
    }
}
