import CLinux
public import Diagnostics
import Glibc
public import SystemPackage

/// A file that gets its name only when it is complete (DESIGN, promise 4).
///
/// It is written under a temporary name in the same folder; `commit` syncs and renames it. Let go before, it vanishes.
public final class AtomicFile: ByteSink {
    /// The name it will have.
    public let path: FilePath
    /// The name it has until then.
    public let temporaryPath: FilePath
    private let writer: FileWriter
    /// Whether it is written into what has the name already, which cannot be replaced.
    private let isDirect: Bool
    private var isCommitted = false
    private var isPrepared = false

    /// Starts a file that will be called `path`, whose folder must exist.
    ///
    /// - Parameter temporaryFolder: where it is until then, on the same file system; nil: the same folder.
    public init(_ path: FilePath, mode: UInt32 = 0o644, temporaryFolder: FilePath? = nil) throws(Diagnostic) {
        self.path = path
        let folder = temporaryFolder ?? path.removingLastComponent()
        var template = Array("\(folder.appending(".cuttle-XXXXXX"))".utf8CString)
        if folder.isEmpty { template = Array(".cuttle-XXXXXX".utf8CString) }
        let descriptor = cuttle_make_temporary_file(&template)
        guard descriptor >= 0 else { throw .system("create", path, .current) }
        temporaryPath = FilePath(platformString: template)
        writer = FileWriter(descriptor: descriptor, path: path)
        isDirect = false
        try writer.setMode(mode)
    }

    /// Writes into what is there: a pipe, a device, or what is open as standard output.
    ///
    /// - Parameter shared: the descriptor that it is open as: what was written by that stays, and what is written follows it.
    init(into path: FilePath, shared: Int32? = nil) throws(Diagnostic) {
        let descriptor = try check("open", path) {
            if let shared { return fcntl(shared, F_DUPFD_CLOEXEC, 0) }
            return open(path.string, O_WRONLY | O_TRUNC | O_CLOEXEC | O_NOCTTY)
        }
        self.path = path
        temporaryPath = path
        writer = FileWriter(descriptor: descriptor, path: path)
        isDirect = true
    }

    deinit {
        if !isCommitted, !isDirect { unlink(temporaryPath.string) }
    }

    public func write(_ bytes: borrowing [UInt8]) throws(Diagnostic) {
        isPrepared = false
        try writer.write(bytes)
    }

    /// Writes all of some bytes.
    func write(_ bytes: UnsafeRawBufferPointer) throws(Diagnostic) {
        isPrepared = false
        try writer.write(bytes)
    }

    /// Makes the content durable, so that `commit` is only a rename.
    public func prepare() throws(Diagnostic) {
        if isPrepared || isDirect { return }
        try writer.synchronize()
        isPrepared = true
    }

    /// Makes the content durable and gives the file its name.
    ///
    /// - Parameters:
    ///   - isDurable: whether the name is durable too; else whoever commits many files of one folder calls `synchronizeDirectory`.
    ///   - folder: another folder than that of its name, on the same file system.
    public func commit(isDurable: Bool = true, in folder: FilePath? = nil) throws(Diagnostic) {
        if isDirect { return }
        try prepare()
        var target = path
        if let folder, let name = path.lastComponent { target = folder.appending(name) }
        try Files.rename(temporaryPath, to: target)
        isCommitted = true
        if isDurable { try Files.synchronizeDirectory(target.removingLastComponent()) }
    }

    /// Gives the file its name and does not wait for the disk: when the machine loses its power, the file may be there without content.
    public func commitWithoutWaiting() throws(Diagnostic) {
        if isDirect { return }
        try Files.rename(temporaryPath, to: path)
        isCommitted = true
    }
}

extension Files {
    /// Makes the names in a directory durable.
    public static func synchronizeDirectory(_ path: FilePath) throws(Diagnostic) {
        let name = path.isEmpty ? "." : path.string
        let descriptor = try check("open", path) { open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
        defer { close(descriptor) }
        try check("write", path) { fsync(descriptor) }
    }
}
