public import Diagnostics
import Glibc
public import SystemPackage

/// A fresh private directory that is removed when the value is let go.
public final class TemporaryDirectory: Sendable {
    /// Where it is.
    public let path: FilePath

    /// Makes a directory inside `parent`, by default `$TMPDIR` or `/tmp`.
    public init(in parent: FilePath? = nil, prefix: String = "cuttle-") throws(Diagnostic) {
        let place = parent ?? FilePath(getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp")
        var template = Array("\(place.appending(prefix + "XXXXXX"))".utf8CString)
        guard mkdtemp(&template) != nil else { throw .system("make a temporary directory in", place, .current) }
        path = FilePath(platformString: template)
    }

    deinit { try? Files.removeTree(path) }
}
