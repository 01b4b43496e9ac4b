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
    func addTools(to root: RootedDirectory) throws(Diagnostic) {
        let (program, list) = (BusyboxTools.program, BusyboxTools.list)
        guard root.status(program) != nil, root.status(list)?.kind == .regular else { return }
        for path in BusyboxTools.paths(in: try root.readFile(list, limit: 1 << 20)) {
            let place = path.drop { $0 == "/" }
            if root.status(String(place)) != nil { continue }
            if let slash = place.lastIndex(of: "/") { try root.makeDirectories(String(place[..<slash])) }
            try root.makeSymbolicLink(String(place), to: "/\(program)")
        }
    }
}
