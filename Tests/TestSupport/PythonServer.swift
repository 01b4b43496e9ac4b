import Glibc

/// A server in python on 127.0.0.1, for tests: ended with its value, by itself when the tests end, and after an hour in any case.
///
/// How long a test waits for its turn on a busy machine has no say in it: the server reads from a pipe that only this process holds.
/// The process is spawned and reaped here, without run loop or thread, so that a test can hold it on any thread.
public final class PythonServer: Sendable {
    /// What the server printed as its first line: it is ready then.
    public let greeting: String
    private let process: pid_t
    /// The end of the pipe that the server watches; it ends when this is closed, also by the end of this process.
    private let leash: Int32

    /// Starts python with a script and its arguments; nil when it says nothing.
    public init?(script: String, _ arguments: [String] = []) {
        var ends: [Int32] = [-1, -1]
        guard Self.openPipe(&ends) else { return nil }
        var leashes: [Int32] = [-1, -1]
        guard Self.openPipe(&leashes) else {
            for end in ends { close(end) }
            return nil
        }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, leashes[0], 0)
        defer { posix_spawn_file_actions_destroy(&actions) }
        // Threads of a pool have signals blocked, and a child would inherit that.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        let guarded = Self.guards + script
        var words = (["python3", "-u", "-c", guarded] + arguments).map { strdup($0) }
        words.append(nil)
        defer { words.forEach { free($0) } }
        var child: pid_t = 0
        let status = posix_spawnp(&child, "python3", &actions, &attributes, words, environ)
        close(ends[1])
        close(leashes[0])
        var line: [UInt8] = []
        var byte: UInt8 = 0
        while status == 0, read(ends[0], &byte, 1) == 1, byte != 0x0A { line.append(byte) }
        close(ends[0])
        guard status == 0, !line.isEmpty else {
            close(leashes[1])
            if status == 0 { waitpid(child, nil, 0) }
            return nil
        }
        process = child
        leash = leashes[1]
        greeting = String(decoding: line, as: UTF8.self)
    }

    /// Opens a pipe that other children of this process do not inherit.
    private static func openPipe(_ ends: inout [Int32]) -> Bool {
        guard pipe(&ends) == 0 else { return false }
        return ends.allSatisfy { fcntl($0, F_SETFD, FD_CLOEXEC) == 0 }
    }

    private static let guards = """
        import os, threading
        threading.Timer(3600, lambda: os._exit(1)).start()
        threading.Thread(target=lambda: (os.read(0, 1), os._exit(1)), daemon=True).start()

        """

    deinit {
        kill(process, SIGKILL)
        close(leash)
        waitpid(process, nil, 0)
    }
}
