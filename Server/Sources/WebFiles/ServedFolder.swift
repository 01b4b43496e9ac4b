import CLinux
import Files
import Glibc
public import SystemPackage

/// The folder that files are served from.
public struct ServedFolder: Sendable {
    /// Where it is.
    public let path: FilePath

    /// Why a file cannot be had.
    public enum Refusal: Error, Hashable, Sendable {
        /// There is no such file, or the way to it leads out of the folder.
        case missing
        /// The server may not read it.
        case forbidden
        /// The machine is short of something, for now.
        case busy
        /// The system failed.
        case failed
    }

    /// - Parameter path: looked up again for each file, so that the folder, or a link to it, may be replaced as a whole.
    public init(_ path: FilePath) {
        self.path = path
    }

    /// Opens a regular file.
    ///
    /// The system resolves the path by openat2(2) beneath the folder: neither `..` nor a link, also one planted meanwhile, leads out.
    public func open(_ requested: RequestPath) throws(Refusal) -> ServedFile {
        let folder = Glibc.open(path.string, cuttle_o_path | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { throw Self.refusal(.current) }
        defer { close(folder) }
        // Without O_NONBLOCK a pipe would keep the thread until somebody writes into it.
        let flags = UInt64(O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        let file = cuttle_openat2(folder, requested.relative, flags, 0, cuttle_resolve_beneath)
        guard file >= 0 else { throw Self.refusal(.current) }
        return try ServedFile(adopting: file)
    }

    private static func refusal(_ error: Errno) -> Refusal {
        switch error {
        case .noSuchFileOrDirectory, .notDirectory, .improperLink, .tooManySymbolicLinkLevels, .fileNameTooLong, .noSuchAddressOrDevice:
            .missing
        case .permissionDenied, .notPermitted: .forbidden
        case .tooManyOpenFiles, .tooManyOpenFilesInSystem, .noMemory, .resourceTemporarilyUnavailable, .interrupted: .busy
        default: .failed
        }
    }
}

/// A file that is open: its content stays what it is, whatever gets its name meanwhile.
public final class ServedFile: Sendable {
    /// What the system said of it when it was opened.
    public let version: FileVersion
    private let descriptor: Int32

    /// - Parameter descriptor: closed when the value is let go, and when it is no regular file.
    init(adopting descriptor: Int32) throws(ServedFolder.Refusal) {
        var value = stat()
        guard fstat(descriptor, &value) == 0, value.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw .missing
        }
        self.descriptor = descriptor
        version = FileVersion(
            device: UInt64(value.st_dev),
            inode: UInt64(value.st_ino),
            size: Int64(value.st_size),
            modified: Self.nanoseconds(value.st_mtim),
            changed: Self.nanoseconds(value.st_ctim)
        )
    }

    deinit { close(descriptor) }

    /// Reads bytes from an offset on into a buffer.
    ///
    /// - Returns: how many were read: 0 where the file ends.
    public func read(into buffer: UnsafeMutableRawBufferPointer, from offset: Int64) throws(Errno) -> Int {
        while true {
            let count = pread(descriptor, buffer.baseAddress, buffer.count, off_t(offset))
            if count >= 0 { return count }
            let error = Errno.current
            if error != .interrupted { throw error }
        }
    }

    private static func nanoseconds(_ time: timespec) -> Int64 {
        Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
    }
}
