import Diagnostics
import Files
import Glibc
import NIOPosix
import ServiceLifecycle
import Synchronization
import SystemPackage

/// Writes the access log beside the serving: no response waits for a disk or a terminal.
///
/// Lines that come faster than they can be written are kept up to a bound, then counted and left out, which the log says.
final class AccessLog: Service {
    /// How many lines wait at most.
    static let bound = 65_536

    private let format: ServerOptions.LogFormat
    private let file: LogFile
    private let threads: NIOThreadPool
    private let queue = Mutex<(lines: [String], left: Int)>(([], 0))
    private let bell: AsyncStream<Void>
    private let ring: AsyncStream<Void>.Continuation

    /// - Parameter path: the file, to whose end lines are added; nil for standard error.
    init(_ path: FilePath?, format: ServerOptions.LogFormat, threads: NIOThreadPool) throws(Diagnostic) {
        self.format = format
        self.threads = threads
        file = try LogFile(path)
        (bell, ring) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Takes a line.
    func add(_ record: AccessRecord) {
        let line = record.line(format)
        queue.withLock { queue in
            if queue.lines.count < Self.bound { queue.lines.append(line) } else { queue.left += 1 }
        }
        ring.yield()
    }

    /// Writes lines until the service is to end, and then those that are left.
    func run() async throws {
        await withGracefulShutdownHandler {
            for await _ in bell { await flush() }
            await flush()
        } onGracefulShutdown: {
            self.ring.finish()
        }
    }

    private func flush() async {
        let (lines, left) = queue.withLock { queue in
            let taken = queue
            queue = ([], 0)
            return taken
        }
        var text = lines.joined()
        if left > 0 { text += "# \(left) more requests that could not be written in time\n" }
        let bytes = Array(text.utf8)
        try? await threads.runIfActive { self.file.write(bytes) }
    }
}

/// The file that lines go to; used by one thread at a time.
private final class LogFile: Sendable {
    private let path: FilePath?
    private let descriptor: Mutex<Int32>

    init(_ path: FilePath?) throws(Diagnostic) {
        self.path = path
        var opened = STDERR_FILENO
        if let path {
            opened = Self.open(path)
            if opened < 0 { throw Diagnostic.system("open", path, .current) }
        }
        descriptor = Mutex(opened)
    }

    deinit { descriptor.withLock { if path != nil, $0 >= 0 { close($0) } } }

    /// Adds bytes to the end of the file; of the one that has the name now, as it may have been put aside (logrotate(8)).
    func write(_ bytes: [UInt8]) {
        descriptor.withLock { descriptor in
            if let path, !Self.isSame(descriptor, path), case let opened = Self.open(path), opened >= 0 {
                close(descriptor)
                descriptor = opened
            }
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
                if count > 0 {
                    rest = rest.dropFirst(count)
                } else if Errno.current != .interrupted {
                    // A full disk must not end the serving.
                    return
                }
            }
        }
    }

    private static func open(_ path: FilePath) -> Int32 {
        Glibc.open(path.string, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o640)
    }

    private static func isSame(_ descriptor: Int32, _ path: FilePath) -> Bool {
        var here = stat()
        var there = stat()
        guard fstat(descriptor, &here) == 0, stat(path.string, &there) == 0 else { return false }
        return here.st_dev == there.st_dev && here.st_ino == there.st_ino
    }
}
