public import Diagnostics
import Glibc
public import SystemPackage

/// What kind of thing a path names.
public enum FileKind: Sendable, Hashable {
    case regular
    case directory
    case symbolicLink
    case characterDevice
    case blockDevice
    case fifo
    case socket
}

/// What lstat(2) says of a path.
public struct FileStatus: Sendable {
    /// What it is.
    public let kind: FileKind
    /// Permission bits with setuid, setgid and sticky (07777).
    public let mode: UInt32
    /// Length in bytes.
    public let size: Int64
    /// When the content was last changed, in nanoseconds since 1970.
    public let modified: Int64
    /// When anything about the file was last changed, in nanoseconds since 1970: nobody can set that back.
    public let changed: Int64
    /// Owner and group on this host.
    public let user: UInt32
    public let group: UInt32
    /// Which file it is: equal pairs are hard links of one another.
    public let identity: FileIdentity
    /// Number of names the file has.
    public let linkCount: Int

    /// The status of a path, without following a final symbolic link.
    public init(_ path: FilePath) throws(Diagnostic) {
        var value = stat()
        try check("examine", path) { path.withPlatformString { lstat($0, &value) } }
        self.init(value)
    }

    /// The status of what a path leads to.
    public init(followingLinks path: FilePath) throws(Diagnostic) {
        var value = stat()
        try check("examine", path) { path.withPlatformString { stat($0, &value) } }
        self.init(value)
    }

    /// The status of a path, nil when there is nothing.
    public static func ifPresent(_ path: FilePath) -> FileStatus? {
        try? FileStatus(path)
    }

    init(_ value: stat) {
        kind =
            switch value.st_mode & S_IFMT {
            case S_IFDIR: .directory
            case S_IFLNK: .symbolicLink
            case S_IFCHR: .characterDevice
            case S_IFBLK: .blockDevice
            case S_IFIFO: .fifo
            case S_IFSOCK: .socket
            default: .regular
            }
        mode = UInt32(value.st_mode & 0o7777)
        size = Int64(value.st_size)
        modified = Self.nanoseconds(value.st_mtim)
        changed = Self.nanoseconds(value.st_ctim)
        user = value.st_uid
        group = value.st_gid
        identity = FileIdentity(device: UInt64(value.st_dev), inode: UInt64(value.st_ino))
        linkCount = Int(value.st_nlink)
    }

    private static func nanoseconds(_ time: timespec) -> Int64 { Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec) }

    /// Tells contents that files have had apart, but for those that a file had before it was settled.
    public var version: String { "\(identity.device)-\(identity.inode)-\(size)-\(modified)-\(changed)" }

    /// Whether a change from now on would show in the times: clocks of file systems move in steps, of two seconds with the coarsest (FAT).
    public var isSettled: Bool {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        return Self.nanoseconds(now) &- changed > 2_500_000_000
    }
}

/// The pair of numbers that tells files of a host apart.
public struct FileIdentity: Hashable, Sendable {
    let device: UInt64
    let inode: UInt64
}
