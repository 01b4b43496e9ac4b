import Glibc
public import SystemPackage

extension Errno {
    /// The calling thread's last error.
    public static var current: Errno { Errno(rawValue: Glibc.errno) }
}
