import APK
import Diagnostics
import Files

/// What installing adds to a root beyond the files of packages; their scripts are not run.
extension RootComposer {
    /// Changes when what is added changes.
    static let installedBehaviour = "installed-1"

    /// The database of packages, where apk-tools looks for it (APK-FORMAT §13).
    func addDatabase(_ packages: [PackageFile], to root: RootedDirectory) throws(Diagnostic) {
        var database = InstalledDatabase()
        for package in packages {
            database.add(package, entries: try trees.contents(package).listing.entries)
        }
        let folder = "lib/apk/db"
        try root.makeDirectories(folder)
        for (name, bytes) in [
            ("installed", Array(database.text.utf8)), ("triggers", []), ("scripts.tar", [UInt8](repeating: 0, count: 1024)),
        ]
        where root.status("\(folder)/\(name)") == nil {
            try root.createFile("\(folder)/\(name)", mode: 0o644).write(bytes)
        }
        try root.makeDirectories("etc/apk")
        for (name, text) in [("world", packages.map { $0.info.name + "\n" }.sorted().joined()), ("repositories", "")]
        where root.status("etc/apk/\(name)") == nil {
            try root.createFile("etc/apk/\(name)", mode: 0o644).write(Array(text.utf8))
        }
    }

    /// The names of busybox's tools, which its package lists in a file (IMAGE §9.10): its package has none of them, and builds run its shell.
    func addTools(_ packages: [PackageFile], to root: RootedDirectory) throws(Diagnostic) {
        let program = BusyboxTools.program
        let infos = packages.map(\.info)
        // As in images: the package of the name before those that provide something of the kind.
        let owner = infos.first { $0.name == "busybox" } ?? infos.last { $0.provides.contains { $0.contains("busybox") } }
        guard let owner, root.locateOnHost(program) != nil, case let list = "\(BusyboxTools.lists)/\(owner.name)",
            let file = root.locateOnHost(list), (try? FileStatus(file))?.kind == .regular
        else { return }
        for path in BusyboxTools.paths(in: try root.readFile(list, limit: 1 << 20)) {
            let parts = path.split(separator: "/").filter { $0 != "." }
            let place = parts.joined(separator: "/")
            if parts.isEmpty || root.status(place) != nil { continue }
            do throws(Diagnostic) {
                if parts.count > 1 { try root.makeDirectories(parts.dropLast().joined(separator: "/")) }
                try root.makeSymbolicLink(place, to: "/\(program)")
            } catch {
                throw Diagnostic(
                    .damagedPackage,
                    "/\(list) of \(owner.name) names the tool \(path), for which there is no place in the environment",
                    hint: "take it out of the list"
                )
            }
        }
    }
}
