public import Diagnostics
import Glibc
public import SystemPackage

/// A lock between processes: held from `init` until the value is let go, or the process ends in whatever way.
public final class FileLock: Sendable {
    private let descriptor: Int32

    /// Waits for the lock of a file, which is created when missing.
    ///
    /// - Parameter waiting: called once when somebody else holds it.
    public init(_ path: FilePath, waiting: () -> Void = {}) throws(Diagnostic) {
        descriptor = try check("open", path) { open(path.string, O_RDWR | O_CREAT | O_CLOEXEC, 0o644) }
        if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return }
        waiting()
        while flock(descriptor, LOCK_EX) != 0 {
            let error = Errno.current
            // The descriptor is closed by deinit, which runs also when init throws here.
            if error != .interrupted { throw .system("lock", path, error) }
        }
    }

    /// Waits for the lock of a file as a task should: no thread is kept from others, which may be needed to let the lock go.
    public static func acquire(_ path: FilePath) async throws -> FileLock {
        while true {
            if let lock = try FileLock(ifFree: path) { return lock }
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    /// Waits as a task should for the lock of a file or directory that is there. When another gets its name meanwhile, that is waited for.
    ///
    /// - Returns: nil where the file system has no such locks.
    /// - Throws: when somebody else holds it for a minute.
    public static func acquire(existing path: FilePath) async throws -> FileLock? {
        let end = ContinuousClock.now + .seconds(60)
        while true {
            let lock = try FileLock(opening: path)
            if flock(lock.descriptor, LOCK_EX | LOCK_NB) == 0 {
                if try lock.isOf(path) { return lock }
            } else {
                let error = Errno.current
                if unsupported.contains(error) { return nil }
                if error != .interrupted, error != .wouldBlock || ContinuousClock.now > end {
                    throw Diagnostic.system("lock", path, error)
                }
            }
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    private init(opening path: FilePath) throws(Diagnostic) {
        descriptor = try check("open", path) { open(path.string, O_RDONLY | O_CLOEXEC | O_NONBLOCK) }
    }

    /// What flock(2) says where there are no locks, or none of files that are open for reading only.
    private static let unsupported: [Errno] = [.notSupported, .noFunction, .noLocks, .invalidArgument, .badFileDescriptor]

    /// Takes the lock of a file, which is created when missing; nil when somebody else holds it.
    public init?(ifFree path: FilePath) throws(Diagnostic) {
        descriptor = try check("open", path) { open(path.string, O_RDWR | O_CREAT | O_CLOEXEC, 0o644) }
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            let error = Errno.current
            if error == .wouldBlock { return nil }
            if error != .interrupted { throw .system("lock", path, error) }
        }
    }

    /// Whether what is locked still has its name.
    private func isOf(_ path: FilePath) throws(Diagnostic) -> Bool {
        var value = stat()
        try check("examine", path) { fstat(descriptor, &value) }
        return try FileStatus(value).identity == FileStatus(followingLinks: path).identity
    }

    /// Writes into the file of the lock, in place of what stands there: for those who wait.
    public func write(_ note: String) throws(Diagnostic) {
        let bytes = Array(note.utf8)
        guard ftruncate(descriptor, 0) == 0, pwrite(descriptor, bytes, bytes.count, 0) == bytes.count else {
            throw .system("write", "the note of a lock", .current)
        }
    }

    /// Takes the lock of a directory that nobody else has.
    public init(directory path: FilePath) throws(Diagnostic) {
        descriptor = try check("open", path) { open(path.string, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
        if flock(descriptor, LOCK_EX | LOCK_NB) != 0 { throw .system("lock", path, .current) }
    }

    /// Takes the lock of a directory; nil where the file system has no locks.
    ///
    /// - Parameter patience: how long it is waited for when somebody else has it.
    public init?(directoryIfSupported path: FilePath, patience: Duration = .zero) throws(Diagnostic) {
        descriptor = try check("open", path) { open(path.string, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
        let end = ContinuousClock.now + patience
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            let error = Errno.current
            if Self.unsupported.contains(error) { return nil }
            guard error == .wouldBlock, ContinuousClock.now < end else { throw .system("lock", path, error) }
            usleep(20_000)
        }
    }

    /// Whether nobody holds the lock of a directory.
    public static func isFree(_ path: FilePath) -> Bool {
        (try? FileLock(directory: path)) != nil
    }

    deinit { close(descriptor) }
}
