public import Diagnostics
import Glibc
public import SystemPackage

/// Something that takes bytes.
public protocol ByteSink: AnyObject {
    /// Takes all of the bytes.
    func write(_ bytes: borrowing [UInt8]) throws(Diagnostic)
}

/// Keeps what is written, in memory.
public final class ArrayWriter: ByteSink {
    /// What has been written.
    public private(set) var bytes: [UInt8] = []

    /// An empty buffer.
    public init() {}

    public func write(_ bytes: borrowing [UInt8]) {
        self.bytes += copy bytes
    }
}

/// Writes to an open descriptor, which it closes when let go.
public final class FileWriter: ByteSink {
    private let path: FilePath
    let descriptor: Int32

    /// Takes over a descriptor; `path` names it in errors.
    public init(descriptor: Int32, path: FilePath) {
        self.descriptor = descriptor
        self.path = path
    }

    /// Creates or truncates a file.
    public convenience init(_ path: FilePath, mode: UInt32 = 0o644) throws(Diagnostic) {
        let descriptor = try check("create", path) { open(path.string, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode) }
        self.init(descriptor: descriptor, path: path)
    }

    deinit { close(descriptor) }

    public func write(_ bytes: borrowing [UInt8]) throws(Diagnostic) {
        try bytes.span.withUnsafeBytes { (bytes: UnsafeRawBufferPointer) throws(Diagnostic) in try write(bytes) }
    }

    /// Writes all of some bytes.
    func write(_ bytes: UnsafeRawBufferPointer) throws(Diagnostic) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if Errno.current != .interrupted {
                throw .system("write", path, .current)
            }
        }
    }

    /// Waits until the content is on the disk.
    public func synchronize() throws(Diagnostic) {
        try check("write", path) { fsync(descriptor) }
    }

    /// Sets the permission bits exactly, whatever the umask.
    public func setMode(_ mode: UInt32) throws(Diagnostic) {
        try check("set the mode of", path) { fchmod(descriptor, mode) }
    }
}
