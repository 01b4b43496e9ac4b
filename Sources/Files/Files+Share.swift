import CLinux
public import Diagnostics
import Glibc
public import SystemPackage

extension Files {
    /// Gives a file that nobody will change another name; where that cannot be, a copy of it has the name.
    ///
    /// - Parameter target: a free name.
    public static func share(_ source: FilePath, as target: FilePath) throws(Diagnostic) {
        if Glibc.link(source.string, target.string) == 0 { return }
        let error = Errno.current
        guard [.improperLink, .tooManyLinks, .notPermitted, .notSupported, .permissionDenied].contains(error) else {
            throw .system("link", target, error)
        }
        try clone(source, to: target)
    }

    /// Copies a file within the kernel, without taking space where the file system can share it.
    public static func clone(_ source: FilePath, to target: FilePath, mode: UInt32 = 0o644) throws(Diagnostic) {
        let input = try check("open", source) { open(source.string, O_RDONLY | O_CLOEXEC) }
        defer { close(input) }
        let output = try check("create", target) { open(target.string, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode) }
        defer { close(output) }
        var isFirst = true
        while true {
            let count = cuttle_copy_range(input, output, 1 << 30)
            if count == 0 { return }
            if count < 0 {
                guard isFirst, Errno.current != .noSpace else { throw .system("write", target, .current) }
                // Kernels and file systems differ in what they copy: the bytes can always go through here.
                return try copy(source, to: target, mode: mode)
            }
            isFirst = false
        }
    }
}
