import Diagnostics
import Files
public import ImageConfigurations

/// `/etc/passwd` and `/etc/group` (IMAGE.md §9.4).
public enum AccountFiles {
    /// The lines of users.
    ///
    /// - Parameter maker: the program that is named as what made the accounts.
    public static func text(users: [Accounts.User], maker: String = "cuttle") -> String {
        users.map { "\($0.name):x:\($0.id):\($0.group):Account created by \(maker):\($0.home):\($0.shell)\n" }.joined()
    }

    /// The lines of groups.
    public static func text(groups: [Accounts.Group]) -> String {
        groups.map { "\($0.name):x:\($0.id):\($0.members.joined(separator: ","))\n" }.joined()
    }

    /// Adds accounts to the files of a root, which get root's own lines when they are missing.
    static func write(_ accounts: Accounts, to root: RootedDirectory) throws(Diagnostic) {
        try root.makeDirectories("etc")
        try append(text(users: accounts.users), to: "etc/passwd", fallback: "root:x:0:0:root:/root:/bin/sh\n", in: root)
        try append(text(groups: accounts.groups), to: "etc/group", fallback: "root:x:0:\n", in: root)
    }

    private static func append(_ lines: String, to path: String, fallback: String, in root: RootedDirectory) throws(Diagnostic) {
        var content = Array(fallback.utf8)
        if root.status(path) != nil {
            content = try root.readFile(path, limit: 1 << 20)
            // The name may be a hard link into the store, so it is replaced and never written to.
            try root.removeFile(path)
        }
        try root.createFile(path, mode: 0o644).write(content + Array(lines.utf8))
    }
}
