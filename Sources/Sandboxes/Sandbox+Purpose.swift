extension Sandbox {
    /// What a sandbox is for.
    public enum Purpose: Hashable, Sendable {
        /// Making packages: the root cannot be written to, the user is 1000, and there are no capabilities.
        case build
        /// Trying packages: what is written to the root stays until the sandbox is removed (RECIPE §11, §13).
        ///
        /// - Parameters:
        ///   - user: the number of the user inside.
        ///   - capabilities: their names without `CAP_`; they reach no further than the sandbox.
        case test(user: UInt32, capabilities: [String])

        var user: UInt32 {
            switch self {
            case .build: UInt32(Sandbox.userNumber)
            case .test(let user, _): user
            }
        }

        var capabilities: [String] {
            switch self {
            case .build: []
            case .test(_, let capabilities): capabilities
            }
        }
    }

    /// What tests may do unless their recipe drops it: the usual set of containers (RECIPE §11).
    public static let testCapabilities = [
        "AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "NET_RAW", "SETFCAP", "SETGID",
        "SETPCAP", "SETUID", "SYS_CHROOT",
    ]
    /// Changes whenever a test could come out differently because of the sandbox.
    public static let testPolicy = "bubblewrap-1: no network unless declared, loopback up, root kept for one test"
}
