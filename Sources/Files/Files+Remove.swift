public import Diagnostics
import Glibc
public import SystemPackage

extension Files {
    /// Removes a directory with all that is in it, also where directories deny writing to their owner.
    ///
    /// Builds leave what they like: names of any bytes, and directories deeper than a path can be long.
    public static func removeTree(_ path: FilePath) throws(Diagnostic) {
        guard let status = FileStatus.ifPresent(path) else { return }
        if status.kind != .directory {
            try removeFile(path)
            return
        }
        if status.mode & 0o700 != 0o700 { chmod(path.string, 0o700) }
        let top = try check("open", path) { open(path.string, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC) }
        defer { close(top) }
        var removal = TreeRemoval(path: path, top: top)
        try removal.run()
        try check("remove", path) { rmdir(path.string) }
    }
}

/// Empties a directory by descriptors. What lies deeper than some levels is moved up to the top and removed from there, so that neither
/// descriptors nor the stack run out.
private struct TreeRemoval {
    let path: FilePath
    let top: Int32
    private var moved = 0
    private static let deepestLevel = 64

    init(path: FilePath, top: Int32) {
        self.path = path
        self.top = top
    }

    mutating func run() throws(Diagnostic) {
        var before = -1
        while before != moved {
            before = moved
            try empty(top, level: 0)
        }
    }

    private mutating func empty(_ directory: Int32, level: Int) throws(Diagnostic) {
        for name in try names(directory) {
            if unlinkat(directory, name, 0) == 0 { continue }
            guard Errno.current == .isDirectory else { throw .system("remove", path, .current) }
            fchmodat(directory, name, 0o700, 0)
            if level == Self.deepestLevel {
                try moveUp(directory, name)
                continue
            }
            let child = try check("open", path) { openat(directory, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC) }
            defer { close(child) }
            try empty(child, level: level + 1)
            try check("remove", path) { unlinkat(directory, name, AT_REMOVEDIR) }
        }
    }

    private mutating func moveUp(_ directory: Int32, _ name: [CChar]) throws(Diagnostic) {
        while true {
            moved += 1
            if renameat(directory, name, top, ".cuttle-removed-\(moved)") == 0 { return }
            let error = Errno.current
            // The new name may be taken.
            if ![.notDirectory, .directoryNotEmpty, .fileExists].contains(error) { throw .system("remove", path, error) }
        }
    }

    private func names(_ directory: Int32) throws(Diagnostic) -> [[CChar]] {
        let descriptor = try check("list", path) { openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
        guard let stream = fdopendir(descriptor) else {
            close(descriptor)
            throw .system("list", path, .current)
        }
        defer { closedir(stream) }
        var names: [[CChar]] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { $0.prefix { $0 != 0 }.map { CChar(bitPattern: $0) } }
            if name != [0x2E] && name != [0x2E, 0x2E] { names.append(name + [0]) }
        }
        return names
    }
}
