import Bumps
import Diagnostics
import Files
import Recipes
import SystemPackage
import TestSupport

/// A folder with recipes, for one test.
struct Desk {
    let directory: TemporaryDirectory
    var path: FilePath { directory.path }

    init() throws {
        directory = try TemporaryDirectory(prefix: "cuttle-test-")
    }

    func write(_ text: String, to name: String = "stone.yaml") throws {
        try Files.writeAtomically(Array(text.utf8), to: path.appending(name))
    }

    func read(_ name: String = "stone.yaml") throws -> String {
        String(decoding: try Files.read(path.appending(name)), as: UTF8.self)
    }

    /// The edit of a bump to a version; what is fetched is kept in `log`.
    func bump(_ version: String, commit: String? = nil, log: Log? = nil) async throws -> RecipeEdit {
        let bump = VersionBump(
            path.appending("stone.yaml"),
            to: version,
            expectedCommit: commit,
            architecture: Architecture("x86_64"),
            progress: { log?.lines.append($0) }
        )
        return try await bump.edit()
    }

    /// What a person reads of a problem or of warnings, without the folder's name.
    func shown(_ error: any Error) -> String {
        let renderer = DiagnosticRenderer(colour: false)
        return Diagnostic.all(in: error).map { renderer.render($0) }.joined().replacing("\(path)/", with: "")
    }

    /// What a bump says is wrong; `nothing` when it finds nothing wrong.
    func problem(_ version: String, commit: String? = nil) async -> String {
        do {
            _ = try await bump(version, commit: commit)
            return "nothing"
        } catch {
            return shown(error)
        }
    }
}

/// Lines that were noted: bumps do one thing after the other.
final class Log: @unchecked Sendable {
    var lines: [String] = []
}

extension RecipeEdit {
    var text: String { String(decoding: edited, as: UTF8.self) }
}

/// A server of this test's own that serves a folder on 127.0.0.1.
final class FolderServer {
    private let server: PythonServer
    let port: Int

    private static let script = """
        import functools, http.server, sys
        class Handler(http.server.SimpleHTTPRequestHandler):
            def log_message(self, *arguments): pass
        handler = functools.partial(Handler, directory=sys.argv[1])
        server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), handler)
        print(server.server_port, flush=True)
        server.serve_forever()
        """

    init(_ folder: FilePath) throws {
        guard let server = PythonServer(script: Self.script, [folder.string]), let port = Int(server.greeting) else {
            throw Diagnostic(.internalError, "the server did not start")
        }
        self.server = server
        self.port = port
    }

    func address(_ name: String) -> String { "http://127.0.0.1:\(port)/\(name)" }
}

/// A git repository with tags, made for one test.
struct Upstream {
    let path: FilePath

    init(_ path: FilePath) throws {
        self.path = path
        try Shell.run("git init -q -b main \(path)")
    }

    @discardableResult
    private func git(_ command: String) throws -> String {
        let identity = "-c user.name=a -c user.email=a@localhost -c commit.gpgsign=false -c tag.gpgsign=false"
        let output = try Shell.run("GIT_CONFIG_GLOBAL=/dev/null git -C \(path) \(identity) \(command)")
        return String(output.filter { !$0.isWhitespace })
    }

    /// Makes a commit; gives its name.
    func commit(_ message: String) throws -> String {
        try git("commit -q --allow-empty -m \(message)")
        return try git("rev-parse HEAD")
    }

    func tag(_ name: String, isAnnotated: Bool = false) throws {
        try git("tag -f \(isAnnotated ? "-a -m note " : "")\(name)")
    }
}
