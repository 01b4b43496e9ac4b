import CLinux
public import Diagnostics
import Glibc
public import SystemPackage

/// A directory that paths from outside are resolved in, and never leave (DESIGN, promise 5).
///
/// Every path is resolved by openat2(2) against the directory's descriptor, so that neither `..` nor a symbolic link,
/// also one planted meanwhile, leads out.
public final class RootedDirectory {
    /// How links inside are taken.
    public enum Resolution: Sendable {
        /// A path that leaves the directory, also through a link, is an error: for archives being unpacked.
        case beneath
        /// The directory is taken as `/`, as in a chroot: for composing a root.
        case asRoot
    }

    /// The directory on the host, for messages.
    public let path: FilePath
    private let descriptor: Int32
    private let resolve: UInt64
    // The parent that was used last; unpacking visits files directory by directory.
    private var lastParent: (path: Substring, descriptor: Int32)?

    /// Opens an existing directory.
    public init(_ path: FilePath, resolution: Resolution = .beneath) throws(Diagnostic) {
        self.path = path
        resolve = resolution == .beneath ? cuttle_resolve_beneath : cuttle_resolve_in_root
        descriptor = try check("open", path) { open(path.string, cuttle_o_path | O_DIRECTORY | O_CLOEXEC) }
    }

    deinit {
        if let lastParent { close(lastParent.descriptor) }
        close(descriptor)
    }

    /// Creates a new regular file and gives a writer for it; an existing name is an error.
    public func createFile(_ name: String, mode: UInt32) throws(Diagnostic) -> FileWriter {
        let (parent, leaf) = try locate(name)
        let file = openat(parent, leaf, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw .system("create", path.appending(name), .current) }
        let writer = FileWriter(descriptor: file, path: path.appending(name))
        try writer.setMode(mode)
        return writer
    }

    /// Makes a directory; one that is there already is left as it is.
    public func makeDirectory(_ name: String, mode: UInt32 = 0o755) throws(Diagnostic) {
        let (parent, leaf) = try locate(name)
        if mkdirat(parent, leaf, mode) == 0 {
            fchmodat(parent, leaf, mode, 0)
            return
        }
        let error = Errno.current
        if error == .fileExists, let opened = try? openDirectory(name) {
            close(opened)
            return
        }
        throw .system("make directory", path.appending(name), error)
    }

    /// Makes a directory and its missing parents, all with the same mode.
    public func makeDirectories(_ name: String, mode: UInt32 = 0o755) throws(Diagnostic) {
        for slash in name.utf8.indices where name.utf8[slash] == UInt8(ascii: "/") && slash != name.startIndex {
            try makeDirectory(String(name[..<slash]), mode: mode)
        }
        try makeDirectory(name, mode: mode)
    }

    /// Makes a symbolic link with any text as its target.
    public func makeSymbolicLink(_ name: String, to target: String) throws(Diagnostic) {
        let (parent, leaf) = try locate(name)
        try check("link", path.appending(name)) { symlinkat(target, parent, leaf) }
    }

    /// Makes a hard link to another file of this directory.
    public func makeHardLink(_ name: String, to target: String) throws(Diagnostic) {
        // Two parents are needed at once, so the target's is opened for itself.
        let (targetDirectory, targetLeaf) = Self.split(target[...])
        let source = try openDirectory(String(targetDirectory))
        defer { close(source) }
        let (parent, leaf) = try locate(name)
        try check("link", path.appending(name)) { linkat(source, String(targetLeaf), parent, leaf, 0) }
    }

    /// Makes a hard link to a file of the host; only for paths of Cuttle's own.
    public func makeHardLink(_ name: String, toHost target: FilePath) throws(Diagnostic) {
        let (parent, leaf) = try locate(name)
        try check("link", path.appending(name)) { linkat(AT_FDCWD, target.string, parent, leaf, 0) }
    }

    /// Sets the permission bits of a file or directory; a link, which may lead out, is an error.
    public func setMode(_ name: String, _ mode: UInt32) throws(Diagnostic) {
        let (parent, leaf) = try locate(name)
        try check("set the mode of", path.appending(name)) { fchmodat(parent, leaf, mode, AT_SYMLINK_NOFOLLOW) }
    }

    /// Sets the modification time, also of a link; seconds since 1970.
    public func setModificationTime(_ name: String, _ seconds: Int64) throws(Diagnostic) {
        let (parent, leaf) = try locate(name)
        let time = timespec(tv_sec: Int(seconds), tv_nsec: 0)
        try check("set the time of", path.appending(name)) { utimensat(parent, leaf, [time, time], AT_SYMLINK_NOFOLLOW) }
    }

    /// What a name is, without following a final link; nil when there is nothing.
    public func status(_ name: String) -> FileStatus? {
        guard let (parent, leaf) = try? locate(name) else { return nil }
        var value = stat()
        return fstatat(parent, leaf, &value, AT_SYMLINK_NOFOLLOW) == 0 ? FileStatus(value) : nil
    }

    /// Removes a file or link.
    public func removeFile(_ name: String) throws(Diagnostic) {
        let (parent, leaf) = try locate(name)
        try check("remove", path.appending(name)) { unlinkat(parent, leaf, 0) }
    }

    /// The content of a file, following links inside.
    public func readFile(_ name: String, limit: Int = 64 << 20) throws(Diagnostic) -> [UInt8] {
        let file = cuttle_openat2(descriptor, name, UInt64(O_RDONLY | O_CLOEXEC), 0, resolve)
        guard file >= 0 else { throw .system("open", path.appending(name), .current) }
        defer { close(file) }
        return try Files.read(FilePath("/proc/self/fd/\(file)"), limit: limit)
    }

    /// Where on the host the thing is that a name leads to, links followed inside; nil when there is nothing.
    public func locateOnHost(_ name: String) -> FilePath? {
        let opened = cuttle_openat2(descriptor, name, UInt64(cuttle_o_path | O_CLOEXEC), 0, resolve)
        guard opened >= 0 else { return nil }
        defer { close(opened) }
        return (try? Files.readLink(FilePath("/proc/self/fd/\(opened)"))).map { FilePath($0) }
    }

    private func openDirectory(_ name: String) throws(Diagnostic) -> Int32 {
        let opened = cuttle_openat2(descriptor, name.isEmpty ? "." : name, UInt64(cuttle_o_path | O_DIRECTORY | O_CLOEXEC), 0, resolve)
        guard opened >= 0 else { throw .system("open directory", path.appending(name), .current) }
        return opened
    }

    private func locate(_ name: String) throws(Diagnostic) -> (parent: Int32, leaf: String) {
        let (directory, leaf) = Self.split(name[...])
        guard !leaf.isEmpty, leaf != ".", leaf != ".." else {
            throw Diagnostic(.input("unsafe-path"), "\"\(name)\" is not the name of a file below \(path)")
        }
        if let lastParent, lastParent.path.utf8.elementsEqual(directory.utf8) { return (lastParent.descriptor, String(leaf)) }
        let opened = try openDirectory(String(directory))
        if let lastParent { close(lastParent.descriptor) }
        lastParent = (directory, opened)
        return (opened, String(leaf))
    }

    /// Paths are bytes to the system: a slash before a combining mark is a slash, and "é" has two spellings that name two files.
    private static func split(_ name: Substring) -> (directory: Substring, leaf: Substring) {
        guard let slash = name.utf8.lastIndex(of: UInt8(ascii: "/")) else { return ("", name) }
        return (name[..<slash], name[name.utf8.index(after: slash)...])
    }
}
