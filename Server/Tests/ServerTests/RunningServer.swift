import Diagnostics
import Files
import Glibc
import SystemPackage

/// The server as a program, on a free port of loopback; ended with its value, and after a quarter of an hour in any case.
final class RunningServer: Sendable {
    /// The program under test: `CUTTLE_SERVE`, else the one beside the tests, where the package manager puts both.
    static let program =
        getenv("CUTTLE_SERVE").map { FilePath(String(cString: $0)) }
        ?? FilePath(CommandLine.arguments[0]).removingLastComponent().appending("cuttle-serve")

    /// What it printed: where it is.
    let address: String
    /// What it writes to standard error.
    let errors: FilePath
    /// The process, which is timeout(1) that hands signals on.
    let process: pid_t

    /// Starts it on a folder, and waits until it is ready.
    init(_ folder: FilePath, _ options: [String] = [], errors: FilePath) throws {
        self.errors = errors
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw Diagnostic(.internalError, "no pipe") }
        _ = ends.map { fcntl($0, F_SETFD, FD_CLOEXEC) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
        posix_spawn_file_actions_addopen(&actions, 2, errors.string, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // Threads of a pool have signals blocked, and a child would inherit that.
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        let arguments = ["timeout", "900", Self.program.string, folder.string, "--listen", "127.0.0.1:0"] + options
        var words = arguments.map { strdup($0) }
        words.append(nil)
        defer { words.forEach { free($0) } }
        var child: pid_t = 0
        let status = posix_spawnp(&child, "timeout", &actions, &attributes, words, environ)
        close(ends[1])
        var line: [UInt8] = []
        var byte: UInt8 = 0
        while status == 0, read(ends[0], &byte, 1) == 1, byte != 0x0A { line.append(byte) }
        close(ends[0])
        process = child
        address = String(decoding: line, as: UTF8.self)
        if line.isEmpty { throw Diagnostic(.internalError, "the server does not start: \(try Self.text(errors))") }
    }

    deinit {
        if kill(process, 0) == 0, waitpid(process, nil, WNOHANG) == 0 {
            kill(process, SIGTERM)
            waitpid(process, nil, 0)
        }
    }

    /// Sends a signal.
    func signal(_ number: Int32) { kill(process, number) }

    /// Waits until it has ended.
    ///
    /// - Returns: its exit status, and how long that took in seconds.
    func wait() -> (status: Int32, seconds: Double) {
        let began = ContinuousClock.now
        var status: Int32 = 0
        waitpid(process, &status, 0)
        let took = ContinuousClock.now - began
        let seconds = Double(took.components.seconds) + Double(took.components.attoseconds) / 1e18
        return (status & 0x7F == 0 ? status >> 8 & 0xFF : -1, seconds)
    }

    /// What it has written to standard error so far.
    func errorText() throws -> String { try Self.text(errors) }

    private static func text(_ path: FilePath) throws -> String { String(decoding: try Files.read(path), as: UTF8.self) }
}
