public import SystemPackage

/// What commands in a sandbox can learn about where and when they run, though it should not matter to what they make.
public struct Surroundings: Sendable {
    /// Another time than the host's, by a library that stands between programs and the system's clock.
    public struct Clock: Sendable {
        /// The library, on the host: libfaketime.
        public let library: FilePath
        /// Seconds that the clock is ahead.
        public let offset: Int64

        /// - Parameters:
        ///   - library: the library, on the host: libfaketime.
        ///   - offset: seconds that the clock is ahead.
        public init(library: FilePath, offset: Int64) {
            self.library = library
            self.offset = offset
        }
    }

    /// What the host calls itself.
    public var hostName = "cuttle"
    /// The file mode mask of whoever starts the sandbox; the one inside is fixed.
    public var callersMask: UInt32?
    /// Where temporary files go, inside; nil leaves it to the programs, which take `/tmp`.
    public var temporaryFolder: String?
    /// The only processor that may be used; nil for all.
    public var processor: Int?
    /// Nil for the host's clock.
    public var clock: Clock?

    /// What builds have.
    public static let usual = Surroundings()

    /// Those of `usual`, to be changed.
    public init() {}

    /// Puts in front of a command what changes the surroundings from outside.
    func entering(_ command: [String]) -> [String] {
        var command = command
        if let processor { command = ["taskset", "-c", String(processor)] + command }
        if let callersMask {
            let mask = String(callersMask, radix: 8)
            command = ["sh", "-c", "umask \(mask) && exec \"$@\"", "sh"] + command
        }
        return command
    }

    /// Where the library lies inside.
    private static let library = "/dev/cuttle/libfaketime.so.1"

    /// Variables that are added to those of a command; its own win.
    var variables: [String: String] {
        var variables: [String: String] = [:]
        if let temporaryFolder { variables["TMPDIR"] = temporaryFolder }
        if let clock {
            variables["LD_PRELOAD"] = Self.library
            variables["FAKETIME"] = "+\(clock.offset)s"
            // The times of files stay what they are: those of sources are the same in every build.
            variables["NO_FAKE_STAT"] = "1"
            variables["FAKETIME_DONT_FAKE_MONOTONIC"] = "1"
        }
        return variables
    }

    /// Arguments of bubblewrap for what has to be there.
    var mounts: [String] {
        var mounts: [String] = []
        if let temporaryFolder { mounts += ["--perms", "1777", "--dir", temporaryFolder] }
        if let clock { mounts += ["--ro-bind", clock.library.string, Self.library] }
        return mounts
    }
}
