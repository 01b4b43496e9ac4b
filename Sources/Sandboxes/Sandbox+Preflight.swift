import Diagnostics
import Files
import Subprocess
public import SystemPackage

extension Sandbox {
    /// Checks that sandboxes work here, before any work begins (DESIGN, promise 7).
    ///
    /// - Parameter directory: an empty directory on the file system where sandboxes will keep their overlays.
    /// - Throws: `environment`, with what to change.
    public static func check(in directory: FilePath) async throws {
        for (program, package) in [("bwrap", "bubblewrap"), ("unshare", "util-linux"), ("mount", "mount")] {
            if !hostPath.split(separator: ":").contains(where: { Files.exists(FilePath(String($0)).appending(program)) }) {
                throw Diagnostic(.environment, "there is no program \"\(program)\"", hint: "apt-get install \(package)")
            }
        }
        let root = directory.appending("root")
        for name in ["root", "root/home/build", "root/dev", "root/proc", "root/tmp", "workspace", "scratch"] {
            try Files.makeDirectory(directory.appending(name))
        }
        let sandbox = try Sandbox(root: root, scratch: directory.appending("scratch"), workspace: directory.appending("workspace"))
        let log = directory.appending("log")
        // The trial root is empty, so reaching the point where the command is missing proves all that comes before.
        let status = try await sandbox.run(["/cuttle-trial"], environment: [:], log: log)
        let text = String(decoding: try Files.read(log), as: UTF8.self)
        if status == 1, text.contains("execvp") { return }
        var hint = "run it as a user who may create user namespaces"
        if text.contains("overlay") || status == 125 {
            hint = "give a store on ext4, xfs, btrfs or tmpfs with --store; an overlay cannot lie on another overlay"
        } else if text.contains("unshare") || text.contains("uid map") || text.contains("uid_map") {
            hint = """
                allow user namespaces: sysctl kernel.unprivileged_userns_clone=1 \
                (Debian), sysctl kernel.apparmor_restrict_unprivileged_userns=0 (Ubuntu 24.04)
                """
        }
        throw Diagnostic(.environment, "sandboxes do not work here", notes: text.split(separator: "\n").map(String.init), hint: hint)
    }
}
