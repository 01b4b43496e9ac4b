import Diagnostics
import Files
public import SystemPackage

/// A directory for work in progress: locked while the value lives, removed with it.
public final class WorkDirectory: Sendable {
    /// Where it is.
    public let path: FilePath
    private let directory: TemporaryDirectory
    private let lock: FileLock

    init(in parent: FilePath, prefix: String) throws(Diagnostic) {
        directory = try TemporaryDirectory(in: parent, prefix: prefix)
        path = directory.path
        lock = try FileLock(directory: path)
    }
}
