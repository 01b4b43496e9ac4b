import Glibc

/// A server in python on 127.0.0.1, for tests: ended with its value, and by itself after two minutes in any case.
///
/// The process is spawned and reaped here, without run loop or thread, so that a test can hold it on any thread.
public final class PythonServer: Sendable {
    /// What the server printed as its first line: it is ready then.
    public let greeting: String
    private let process: pid_t

    /// Starts python with a script and its arguments; nil when it says nothing.
    public init?(script: String, _ arguments: [String] = []) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { return nil }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        posix_spawn_file_actions_addclose(&actions, ends[0])
        posix_spawn_file_actions_addclose(&actions, ends[1])
        defer { posix_spawn_file_actions_destroy(&actions) }
        // Threads of a pool have signals blocked, and a child would inherit that.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        let guarded = "import os, threading\nthreading.Timer(120, lambda: os._exit(1)).start()\n" + script
        var words = (["python3", "-u", "-c", guarded] + arguments).map { strdup($0) }
        words.append(nil)
        defer { words.forEach { free($0) } }
        var child: pid_t = 0
        let status = posix_spawnp(&child, "python3", &actions, &attributes, words, environ)
        close(ends[1])
        var line: [UInt8] = []
        var byte: UInt8 = 0
        while status == 0, read(ends[0], &byte, 1) == 1, byte != 0x0A { line.append(byte) }
        close(ends[0])
        guard status == 0, !line.isEmpty else { return nil }
        process = child
        greeting = String(decoding: line, as: UTF8.self)
    }

    deinit {
        kill(process, SIGKILL)
        waitpid(process, nil, 0)
    }
}
