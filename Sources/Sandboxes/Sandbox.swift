public import Diagnostics
import Files
import Subprocess
public import SystemPackage

/// A place where commands run that see a root and a workspace, and nothing of the host (DESIGN, promise 3).
///
/// The root is the lower layer of an overlay, so that it is never changed; the overlay is mounted in a user and mount
/// namespace of its own, and bubblewrap runs in that. Everything works for an ordinary user.
public struct Sandbox: Sendable {
    /// The number of the user inside.
    public static let userNumber = 1000
    /// Changes whenever a build could come out differently because of the sandbox: part of every build key.
    public static let policy = "bubblewrap-2: no network unless declared, uid 1000, read-only root, private tmp, dev, proc, pid, ipc, uts"

    private let root: FilePath
    private let scratch: FilePath
    private let workspace: FilePath
    private let purpose: Purpose
    private let surroundings: Surroundings

    /// - Parameters:
    ///   - root: a complete root; it is not changed.
    ///   - scratch: an empty directory for the overlay, on a file system that can carry one.
    ///   - workspace: what the command sees as `/home/build`, and may write.
    ///   - purpose: whether the commands may write to the root, and as whom they run.
    ///   - surroundings: what it can learn about where and when it runs.
    public init(
        root: FilePath,
        scratch: FilePath,
        workspace: FilePath,
        purpose: Purpose = .build,
        surroundings: Surroundings = .usual
    ) throws(Diagnostic) {
        self.root = root
        self.scratch = scratch
        self.workspace = workspace
        self.purpose = purpose
        self.surroundings = surroundings
        // With a network the root has one file more, which steps without one must not see.
        let layers = purpose == .build ? ["offline", "network"] : [Self.keptLayer]
        for name in layers.flatMap({ ["upper-\($0)", "work-\($0)"] }) + ["merged"] {
            try Files.makeDirectory(scratch.appending(name))
        }
        // The overlay's options know no quoting, so they name only this link and its neighbours.
        try RootedDirectory(scratch).makeSymbolicLink("lower", to: root.string)
    }

    /// Whether the root has the program that runs scripts.
    public var hasShell: Bool { (try? RootedDirectory(root, resolution: .asRoot))?.locateOnHost("bin/sh") != nil }

    /// Runs a command to its end.
    ///
    /// - Parameters:
    ///   - environment: all variables that the command sees.
    ///   - hasNetwork: whether it shares the host's network; what it makes then depends on more than its inputs.
    ///   - log: takes what it prints, both streams in one.
    /// - Returns: its exit status; 128 + n when signal n ended it.
    public func run(
        _ command: [String],
        environment: [String: String],
        hasNetwork: Bool = false,
        log: FilePath
    ) async throws -> Int32 {
        let output = try FileDescriptor.open(
            log,
            .writeOnly,
            options: [.create, .append, .closeOnExec],
            permissions: FilePermissions(rawValue: 0o644)
        )
        let entry = ["unshare"] + Self.entry + ["cuttle", layer(hasNetwork: hasNetwork), hasNetwork ? "network" : "offline"]
        let words = surroundings.entering(entry + bubblewrap(environment, hasNetwork: hasNetwork) + ["--"] + command)
        let result = try await Subprocess.run(
            .name(words[0]),
            arguments: Arguments(Array(words.dropFirst())),
            environment: .custom(["PATH": Self.hostPath, "LC_ALL": "C"]),
            workingDirectory: scratch,
            output: .fileDescriptor(output, closeAfterSpawningProcess: true),
            error: .combinedWithOutput
        )
        switch result.terminationStatus {
        case .exited(let status): return Int32(status)
        case .signaled(let signal): return 128 + Int32(signal)
        }
    }

    /// Enters the namespaces, mounts the overlay beside itself, and becomes the command that follows.
    private static let entry = [
        "--user", "--map-root-user", "--mount", "--", "/bin/sh", "-c",
        """
        umask 022
        mount -t overlay overlay -o "lowerdir=lower,upperdir=upper-$1,workdir=work-$1,userxattr" merged || exit 125
        if test "$2" = network; then
            if test -L merged/etc; then exit 125; fi
            mkdir -p merged/etc && rm -f merged/etc/resolv.conf && : > merged/etc/resolv.conf || exit 125
        fi
        shift 2
        exec bwrap "$@"
        """,
    ]

    static let hostPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

    /// What all commands of a sandbox whose root may be written to write into.
    private static let keptLayer = "kept"

    private func layer(hasNetwork: Bool) -> String {
        purpose == .build ? hasNetwork ? "network" : "offline" : Self.keptLayer
    }

    private func bubblewrap(_ environment: [String: String], hasNetwork: Bool) -> [String] {
        let number = String(purpose.user)
        var arguments = ["--unshare-user", "--uid", number, "--gid", number]
        arguments += ["--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try"]
        if !hasNetwork { arguments.append("--unshare-net") }
        arguments += ["--hostname", surroundings.hostName, "--die-with-parent", "--new-session", "--cap-drop", "ALL", "--clearenv"]
        for capability in purpose.capabilities { arguments += ["--cap-add", "CAP_\(capability)"] }
        let environment = surroundings.variables.merging(environment) { $1 }
        for (name, value) in environment.sorted(by: { $0.key < $1.key }) { arguments += ["--setenv", name, value] }
        // What a test leaves in /tmp is there for its next step, as the rest of its root is.
        arguments += purpose == .build ? ["--ro-bind", "merged", "/", "--perms", "1777", "--tmpfs", "/tmp"] : ["--bind", "merged", "/"]
        arguments += ["--dev", "/dev", "--proc", "/proc", "--perms", "1777", "--tmpfs", "/dev/shm"]
        arguments += surroundings.mounts
        if hasNetwork { arguments += ["--ro-bind", "/etc/resolv.conf", "/etc/resolv.conf"] }
        arguments += ["--bind", workspace.string, "/home/build", "--chdir", "/home/build"]
        return arguments
    }
}
