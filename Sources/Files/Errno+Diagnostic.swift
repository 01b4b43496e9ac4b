public import Diagnostics
public import SystemPackage

extension Diagnostic {
    /// The diagnostic for a refused system call: "cannot <action> <path>: <reason>".
    public static func system(_ action: String, _ path: FilePath, _ error: Errno) -> Diagnostic {
        var hint: String?
        if error == .noSpace { hint = "free some space on that file system" }
        // Of all that is done with files here, only locks cannot be had at once.
        if error == .wouldBlock { hint = "another program is writing it: try again when that is done" }
        return Diagnostic(.system, "cannot \(action) \(path): \(error)", hint: hint)
    }
}

/// Runs a system call until it is not interrupted, and turns its -1 into an error.
@discardableResult
func check(_ action: String, _ path: FilePath, _ call: () -> Int32) throws(Diagnostic) -> Int32 {
    while true {
        let result = call()
        if result != -1 { return result }
        let error = Errno.current
        if error != .interrupted { throw .system(action, path, error) }
    }
}
