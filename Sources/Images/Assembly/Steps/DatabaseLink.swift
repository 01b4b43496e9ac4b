import Archives
import Diagnostics

/// The package database under its older name, `/lib/apk` (IMAGE.md §9.3).
enum DatabaseLink {
    /// - Parameter isMerged: whether a package says that `lib` is a link to `usr/lib`.
    static func add(to files: inout ImageFileSystem, isMerged: Bool) throws(Diagnostic) {
        if try leads(files, "lib", to: "usr/lib") { return }
        if try leads(files, "lib/apk", to: "usr/lib/apk") { return }
        if try files.find("lib") == nil {
            if isMerged {
                if try !files.exists("lib") { try files.link("lib", to: "usr/lib") }
                return
            }
            try files.makeDirectories("lib")
        }
        if let id = try files.find("lib/apk"), files[id].kind == .directory, let place = try files.place("lib/apk") {
            try clear(id, in: &files)
            files.remove(place.name, from: place.folder)
        }
        try files.link("lib/apk", to: "../usr/lib/apk")
    }

    /// Whether a link leads somewhere from the top, going by its text.
    private static func leads(_ files: ImageFileSystem, _ path: String, to target: String) throws(Diagnostic) -> Bool {
        guard let id = try files.place(path)?.id, files[id].kind == .symbolicLink else { return false }
        var parts: [String] = []
        for part in files.target(of: id).pathComponents {
            if part == ".." { _ = parts.popLast() } else if part != "." { parts.append(part) }
        }
        return parts == target.pathComponents
    }

    /// Takes empty directories out of a directory that is in the way.
    private static func clear(_ id: ImageFileSystem.ID, in files: inout ImageFileSystem) throws(Diagnostic) {
        for (name, child) in files.children(of: id) {
            if files[child].kind != .directory || !files.children(of: child).isEmpty {
                throw Diagnostic(
                    .badImage,
                    "\"lib/apk/\(name.text)\" \(files[child].kind == .directory ? "is not empty" : "is a file") where images have a link to usr/lib/apk",
                    hint: "leave out the package that brings it: the database of packages is in usr/lib/apk"
                )
            }
        }
        for (name, _) in files.children(of: id) { files.remove(name, from: id) }
    }
}
