import Diagnostics
import Files
import Glibc
import SystemPackage

/// A command of sh(1) that is run to its end, within bounds.
///
/// Signatures are made deep in code that writes files and does not wait for anything else, hence no `async` here.
enum ShellProcess {
    /// How a process ended.
    enum Ending: Equatable {
        case exited(Int32)
        case signaled(Int32)
        /// It took too long, and was ended.
        case timeLimit
        /// It printed too much, and was ended.
        case outputLimit
    }

    /// What a process did.
    struct Outcome {
        let ending: Ending
        let output: [UInt8]
        /// The last of what it wrote to standard error.
        let error: [UInt8]

        /// Its last lines of standard error, without what would disturb a terminal.
        var lastWords: [String] {
            let lines = String(decoding: error, as: UTF8.self).split(whereSeparator: \.isNewline)
            return lines.suffix(ShellProcess.mostLines).map { line in
                String(String.UnicodeScalarView(line.unicodeScalars.filter { $0.properties.generalCategory != .control }))
            }
        }
    }

    /// The longest signature has 2 KiB, of a key of 16384 bits.
    static let largestOutput: Int64 = 1 << 14
    private static let largestFile: Int64 = 1 << 26
    private static let mostLastWords: Int64 = 1 << 12
    private static let mostLines = 20
    /// POSIX_SPAWN_SETSID, which glibc shows only to GNU sources: what asks at a terminal fails, rather than to wait for nobody.
    private static let ownSession: Int16 = 0x80

    /// Runs a command with the variables of this process and some more, without a terminal to ask at.
    ///
    /// All its streams are files: whatever it reads or leaves unread, and whatever it leaves running, nothing waits for the other side.
    static func run(_ command: String, input: [UInt8], variables: [String: String], timeLimit: Duration) throws(Diagnostic) -> Outcome {
        let folder = try TemporaryDirectory(prefix: "cuttle-sign-")
        defer { withExtendedLifetime(folder) {} }
        let streams = ["input", "output", "error"].map { folder.path.appending($0) }
        try Files.writeAtomically(input, to: streams[0])
        guard let child = spawn(command, streams, variables) else { throw Diagnostic(.signingFailed, "sh could not be started") }
        let clock = ContinuousClock()
        let deadline = clock.now + timeLimit
        var status: Int32 = 0
        var cause: Ending?
        var pause: useconds_t = 500
        while waitpid(child, &status, WNOHANG) == 0 {
            if size(streams[1]) > largestOutput || size(streams[2]) > largestFile { cause = .outputLimit }
            if clock.now > deadline { cause = .timeLimit }
            if cause != nil {
                // It, and all that it started.
                kill(-child, SIGKILL)
                waitpid(child, &status, 0)
                break
            }
            usleep(pause)
            pause = min(20000, pause * 2)
        }
        if size(streams[1]) > largestOutput { cause = cause ?? .outputLimit }
        let ending = status & 0x7F == 0 ? Ending.exited(status >> 8 & 0xFF) : .signaled(status & 0x7F)
        let error = try FileReader(streams[2])
        try error.seek(to: max(0, error.size() - mostLastWords))
        return Outcome(
            ending: cause ?? ending,
            output: try FileReader(streams[1]).read(upTo: Int(largestOutput) + 1),
            error: try error.read(upTo: Int(mostLastWords))
        )
    }

    private static func size(_ path: FilePath) -> Int64 { (try? FileStatus(path))?.size ?? 0 }

    /// Starts sh in a session of its own, with three files as its streams; nil when it cannot be.
    private static func spawn(_ command: String, _ streams: [FilePath], _ variables: [String: String]) -> pid_t? {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (number, path) in streams.enumerated() {
            let mode = number == 0 ? O_RDONLY : O_WRONLY | O_CREAT | O_EXCL
            posix_spawn_file_actions_addopen(&actions, Int32(number), path.string, mode, 0o600)
        }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // Threads of a pool have signals blocked, and a child would inherit that.
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK) | ownSession)
        var words: [UnsafeMutablePointer<CChar>?] = ["sh", "-c", command].map { (text: String) in strdup(text) }
        words.append(nil)
        var settings = inherited(without: variables)
        for (name, value) in variables.sorted(by: { $0.key < $1.key }) { settings.append(strdup("\(name)=\(value)")) }
        settings.append(nil)
        defer { for text in words + settings { free(text) } }
        var child: pid_t = 0
        return posix_spawn(&child, "/bin/sh", &actions, &attributes, &words, &settings) == 0 ? child : nil
    }

    /// The variables of this process but for those that are set anew, copied.
    private static func inherited(without variables: [String: String]) -> [UnsafeMutablePointer<CChar>?] {
        var settings: [UnsafeMutablePointer<CChar>?] = []
        var place = environ
        while let text = place.pointee {
            let name = String(cString: text).prefix { $0 != "=" }
            if variables[String(name)] == nil { settings.append(strdup(text)) }
            place += 1
        }
        return settings
    }
}
