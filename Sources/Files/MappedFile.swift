import Glibc
public import SystemPackage

/// The bytes of a file that nobody changes: the system brings them in when they are looked at.
///
/// A file that is cut while it is mapped ends the program, so this is for files that are only ever replaced by others.
public final class MappedFile: Sendable {
    @usableFromInline nonisolated(unsafe) let start: UnsafeRawPointer
    /// Length in bytes.
    public let count: Int

    /// Maps a file; nil when it is missing, empty, larger than a limit in bytes, or not an ordinary file.
    public init?(_ path: FilePath, limit: Int) {
        let descriptor = open(path.string, O_RDONLY | O_CLOEXEC)
        if descriptor < 0 { return nil }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size > 0, status.st_size <= limit else {
            return nil
        }
        count = Int(status.st_size)
        // Brought in at once: to be checked, all of it is read.
        guard let start = mmap(nil, count, PROT_READ, MAP_PRIVATE | MAP_POPULATE, descriptor, 0), start != MAP_FAILED else { return nil }
        self.start = UnsafeRawPointer(start)
    }

    deinit { munmap(UnsafeMutableRawPointer(mutating: start), count) }

    /// Lets the bytes be looked at.
    @inlinable
    public func withBytes<Result, Failure: Error>(_ body: (UnsafeRawBufferPointer) throws(Failure) -> Result) throws(Failure) -> Result {
        try body(UnsafeRawBufferPointer(start: start, count: count))
    }
}
