import Diagnostics
import Files
import Store
import SystemPackage
import TestSupport

@testable import Recipes
@testable import Sources

/// A repository of upstream's in a folder, made and changed by the real git, with fixed dates so that ids repeat.
struct Upstream {
    let path: FilePath

    init(_ path: FilePath) throws {
        self.path = path
        try Files.makeDirectory(path)
        try git("init -q -b main")
    }

    /// Runs git in the folder.
    @discardableResult
    func git(_ arguments: String) throws -> String {
        let settings = "GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null GIT_ALLOW_PROTOCOL=file"
        let who = "GIT_AUTHOR_NAME=A GIT_AUTHOR_EMAIL=a@x GIT_COMMITTER_NAME=C GIT_COMMITTER_EMAIL=c@x"
        let when = "GIT_AUTHOR_DATE='@1500000000 +0000' GIT_COMMITTER_DATE='@1500000000 +0000'"
        let output = try Shell.run("cd '\(path)' && \(settings) \(who) \(when) git \(arguments)")
        return output.split(separator: "\n").last.map(String.init) ?? ""
    }

    /// Writes a file and commits it.
    ///
    /// - Returns: the commit.
    @discardableResult
    func commit(_ name: String, _ text: String) throws -> String {
        let file = path.appending(name)
        try Files.makeDirectory(file.removingLastComponent())
        try Files.writeAtomically(Array(text.utf8), to: file)
        try git("add -A")
        try git("commit -q -m 'write \(name)'")
        return try git("rev-parse HEAD")
    }
}

/// A step as a recipe in a folder would have it.
func checkout(_ inputs: [String: String], in folder: FilePath) throws -> CheckoutStep {
    let lines = inputs.sorted { $0.key < $1.key }
        .map { "      \($0.key): \($0.value.contains(": ") ? "|-\n        " : "")\($0.value)\n" }.joined()
    let text = "package:\n  name: a\n  version: 1\npipeline:\n  - uses: git-checkout\n    with:\n\(lines)"
    let recipe = try Recipe(SourceFile(name: folder.appending("a.yaml").string, bytes: Array(text.utf8)))
    guard let architecture = Architecture("x86_64") else { throw Diagnostic(.internalError, "no architecture") }
    let compiled = try RecipeCompiler(library: PipelineLibrary()).compile(recipe, for: architecture)
    guard case .checkout(let step)? = compiled.sources.first else { throw Diagnostic(.internalError, "not a checkout") }
    return step
}

extension Place {
    /// Checks out with the inputs given, without waiting between attempts.
    func obtain(
        _ inputs: [String: String],
        mirrors: [String] = [],
        isOffline: Bool = false,
        epoch: Int64 = 0,
        store: Store? = nil,
        warn: (Diagnostic) -> Void = { _ in }
    ) async throws -> Checkout {
        let mirrors = mirrors.map { SourceProvider.Mirror($0) }
        let provider = SourceProvider(store: store ?? self.store, mirrors: mirrors, isOffline: isOffline) { _ in }
        return try await provider.obtain(try checkout(inputs, in: folder.path), epoch: epoch, warn: warn)
    }

    /// What is left in the store of a checkout that failed.
    func remains() throws -> [String] {
        try ["checkouts", "work"].flatMap { try Files.list(store.path.appending($0)).filter { !$0.hasPrefix(".") } }
    }
}

/// A server of a repository's files that first fails some times.
struct FlakyServer {
    private let server: PythonServer
    let address: String

    init(_ folder: FilePath, failures: Int) throws {
        let script = """
            import functools, http.server, sys
            left = int(sys.argv[2])
            class Handler(http.server.SimpleHTTPRequestHandler):
                def log_message(self, *arguments): pass
                def do_GET(self):
                    global left
                    if left > 0:
                        left -= 1
                        return self.send_error(503)
                    super().do_GET()
            handler = functools.partial(Handler, directory=sys.argv[1])
            server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), handler)
            print(server.server_port, flush=True)
            server.serve_forever()
            """
        guard let server = PythonServer(script: script, [folder.string, String(failures)]) else {
            throw Diagnostic(.internalError, "the server did not start")
        }
        self.server = server
        address = "http://127.0.0.1:\(server.greeting)"
    }
}

/// A server that accepts connections, and never answers.
struct SilentServer {
    private let server: PythonServer
    let address: String

    init() throws {
        let script = """
            import socket, time
            listener = socket.socket()
            listener.bind(('127.0.0.1', 0))
            listener.listen(8)
            print(listener.getsockname()[1], flush=True)
            time.sleep(120)
            """
        guard let server = PythonServer(script: script) else { throw Diagnostic(.internalError, "the server did not start") }
        self.server = server
        address = "http://127.0.0.1:\(server.greeting)"
    }
}
