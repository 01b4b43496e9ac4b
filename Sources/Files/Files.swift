import CLinux
public import Diagnostics
import Glibc
public import SystemPackage

/// Reading and writing whole files of the host at paths that the user gave.
///
/// Paths that come from inside a package or an archive go through `RootedDirectory` instead.
public enum Files {
    /// The content of a file.
    ///
    /// - Parameter limit: bytes; a longer file is an error, so that no input can fill the memory.
    public static func read(_ path: FilePath, limit: Int = 64 << 20) throws(Diagnostic) -> [UInt8] {
        let reader = try FileReader(path)
        let size = Int(try reader.size())
        var content: [UInt8] = []
        while true {
            // One byte more than there should be tells whether that is all. What has no size, as a pipe, is read in pieces.
            let isFirst = content.isEmpty
            let chunk = try reader.read(upTo: isFirst && size > 0 && size <= limit ? size + 1 : 1 << 18)
            if chunk.isEmpty { return content }
            if isFirst { content = chunk } else { content += chunk }
            if content.count > limit {
                throw Diagnostic(.limit, "\(path) is larger than \(limit) bytes")
            }
            if isFirst, chunk.count == size { return content }
        }
    }

    /// Writes a file so that readers see the old content or the new, never a part: temporary name, fsync, rename.
    public static func writeAtomically(_ content: [UInt8], to path: FilePath, mode: UInt32 = 0o644) throws(Diagnostic) {
        let file = try AtomicFile(path, mode: mode)
        try file.write(content)
        try file.commit()
    }

    /// Copies the content of a file into a new one; permission bits are those given.
    public static func copy(_ source: FilePath, to target: FilePath, mode: UInt32 = 0o644) throws(Diagnostic) {
        let reader = try FileReader(source)
        let writer = try FileWriter(target, mode: mode)
        try writer.setMode(mode)
        while true {
            let chunk = try reader.read(upTo: 1 << 20)
            if chunk.isEmpty { return }
            try writer.write(chunk)
        }
    }

    /// Makes a directory and its parents.
    public static func makeDirectory(_ path: FilePath, mode: UInt32 = 0o755) throws(Diagnostic) {
        if path.isEmpty || mkdir(path.string, mode) == 0 { return }
        switch Errno.current {
        case .fileExists:
            if FileStatus.ifPresent(path)?.kind == .regular { throw .system("make directory", path, .notDirectory) }
        case .noSuchFileOrDirectory:
            try makeDirectory(path.removingLastComponent(), mode: mode)
            if mkdir(path.string, mode) != 0, Errno.current != .fileExists { throw .system("make directory", path, .current) }
        case let error:
            throw .system("make directory", path, error)
        }
    }

    /// Whether something, even a dangling link, has this name.
    public static func exists(_ path: FilePath) -> Bool {
        FileStatus.ifPresent(path) != nil
    }

    /// Gives a file another name within its file system, replacing what had it.
    public static func rename(_ source: FilePath, to target: FilePath) throws(Diagnostic) {
        try check("rename", source) { Glibc.rename(source.string, target.string) }
    }

    /// Gives a file, or a symbolic link as such, one more name on its file system.
    public static func link(_ source: FilePath, to target: FilePath) throws(Diagnostic) {
        try check("link", source) { Glibc.linkat(AT_FDCWD, source.string, AT_FDCWD, target.string, 0) }
    }

    /// Lets two directories change places in one step; false where that cannot be.
    public static func exchange(_ one: FilePath, _ other: FilePath) -> Bool { cuttle_exchange(one.string, other.string) == 0 }

    /// Puts a directory in the place of another, which goes where the first was: the name always stands for a whole one.
    ///
    /// Where the file system cannot exchange names, there is an instant in which the name stands for nothing.
    ///
    /// - Parameter aside: a free name on the same file system, for that case.
    public static func exchange(_ source: FilePath, with target: FilePath, aside: FilePath) throws(Diagnostic) {
        if cuttle_exchange(source.string, target.string) == 0 { return }
        guard [.invalidArgument, .noFunction, .notSupported].contains(Errno.current) else {
            throw .system("replace", target, .current)
        }
        try rename(target, to: aside)
        try rename(source, to: target)
    }

    /// Removes a file; nothing is said when there is none.
    public static func removeFile(_ path: FilePath) throws(Diagnostic) {
        if unlink(path.string) != 0, Errno.current != .noSuchFileOrDirectory { throw .system("remove", path, .current) }
    }

    /// Sets the permission bits of a file.
    public static func setMode(_ path: FilePath, _ mode: UInt32) throws(Diagnostic) {
        try check("set the mode of", path) { chmod(path.string, mode) }
    }

    /// Whether this process may write to a file or directory.
    public static func isWritable(_ path: FilePath) -> Bool {
        access(path.string, W_OK) == 0
    }

    /// The target text of a symbolic link.
    public static func readLink(_ path: FilePath) throws(Diagnostic) -> String {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let length = try check("read link", path) { Int32(readlink(path.string, &buffer, buffer.count)) }
        guard let target = String(validating: buffer.prefix(Int(length)), as: UTF8.self) else {
            throw Diagnostic(.system, "cannot read link \(path): its target is not UTF-8")
        }
        return target
    }

    /// The names in a directory in byte order, without `.` and `..`.
    public static func list(_ path: FilePath) throws(Diagnostic) -> [String] {
        guard let stream = opendir(path.string) else { throw .system("list", path, .current) }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let bytes = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
            if bytes == [0x2E] || bytes == [0x2E, 0x2E] { continue }
            guard let name = String(validating: bytes, as: UTF8.self) else {
                throw Diagnostic(.system, "\(path) holds \"\(String(decoding: bytes, as: UTF8.self))\", a name that is not UTF-8")
            }
            names.append(name)
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// Bytes that an ordinary user may still write on the file system of a path.
    public static func freeSpace(at path: FilePath) throws(Diagnostic) -> Int64 {
        var value = statvfs()
        try check("examine", path) { statvfs(path.string, &value) }
        return Int64(value.f_bavail) * Int64(value.f_frsize)
    }

    /// Where a path leads when all symbolic links are followed; nil when there is nothing.
    public static func resolved(_ path: FilePath) -> FilePath? {
        guard let real = realpath(path.string, nil) else { return nil }
        defer { free(real) }
        return FilePath(platformString: real)
    }

    /// The absolute form of a path, against the current directory.
    public static func absolute(_ path: FilePath) -> FilePath {
        if path.isAbsolute { return path.lexicallyNormalized() }
        guard let current = getcwd(nil, 0) else { return path }
        defer { free(current) }
        return FilePath(platformString: current).pushing(path).lexicallyNormalized()
    }
}
