import Cryptography
import Diagnostics
import Files
import Store
import SystemPackage
import TestSupport

@testable import Recipes
@testable import Sources

/// A server of the folder `upstream` of a folder: python's own, on a free port of 127.0.0.1, ended with its value.
final class Server {
    private let server: PythonServer
    let port: Int

    init(_ folder: FilePath) throws {
        let script = """
            import functools, http.server, sys
            handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=sys.argv[1])
            server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), handler)
            print(server.server_port, flush=True)
            server.serve_forever()
            """
        guard let server = PythonServer(script: script, [folder.appending("upstream").string]), let port = Int(server.greeting) else {
            throw Diagnostic(.internalError, "the server did not start")
        }
        self.server = server
        self.port = port
    }

    func address(_ name: String) -> String { "http://127.0.0.1:\(port)/\(name)" }
}

/// A store, an upstream and mirrors in folders that go with it.
struct Place {
    let folder: TemporaryDirectory
    let store: Store

    init() throws {
        folder = try TemporaryDirectory()
        store = try Store(folder.path.appending("store"))
        for name in ["upstream", "one", "two"] { try Files.makeDirectory(folder.path.appending(name)) }
    }

    func path(_ name: String) -> FilePath { folder.path.appending(name) }

    func write(_ text: String, _ name: String) throws {
        try Files.writeAtomically(Array(text.utf8), to: path(name))
    }

    func sources() throws -> [String] { try Files.list(store.path.appending("sources")) }
}

/// A step that fetches `xz.tar` with the digest of a text; nil: without a digest.
func step(_ address: String, _ text: String?, _ function: HashFunction = .sha256) -> FetchStep {
    step(address, digests: text.map { [FetchStep.ExpectedDigest(function: function, digest: Digest.of($0, function))] } ?? [])
}

func step(_ address: String, digests: [FetchStep.ExpectedDigest]) -> FetchStep {
    FetchStep(
        address: address,
        digests: digests,
        isUnpacked: true,
        isDeleted: false,
        stripComponents: 1,
        directory: ".",
        patience: FetchStep.Patience(),
        span: SourceSpan(file: SourceFile(name: "xz.yaml", bytes: Array("uses: fetch\n".utf8)), line: 1, column: 7, length: 5)
    )
}

func text(_ path: FilePath) throws -> String { String(decoding: try Files.read(path), as: UTF8.self) }

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
