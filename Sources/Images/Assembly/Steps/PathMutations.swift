import Archives
import Diagnostics
import ImageConfigurations

/// Applies the items of `paths` to a file system (IMAGE.md §10).
enum PathMutations {
    static func apply(_ mutation: PathMutation, to files: inout ImageFileSystem) throws(Diagnostic) {
        do throws(Diagnostic) {
            if mutation.path.pathComponents.contains("..") { throw Diagnostic(.badImage, "a path may not contain \"..\"") }
            try change(mutation, &files)
            // apko changes what a link leads to, and wants it to be there.
            if mutation.kind != .symbolicLink || files.rules == .apko { try permit(mutation, &files) }
        } catch {
            var error = error
            error.span = error.span ?? mutation.span
            throw error
        }
    }

    private static func change(_ mutation: PathMutation, _ files: inout ImageFileSystem) throws(Diagnostic) {
        let path = mutation.path
        let parent = path.parentPath ?? ""
        switch mutation.kind {
        case .directory: try files.makeDirectories(path, mode: mutation.permissions)
        case .emptyFile: try files.write(path, [])
        case .symbolicLink:
            try files.makeDirectories(parent)
            try files.link(path, to: mutation.source)
        case .hardLink:
            try files.makeDirectories(parent)
            guard let place = try files.place(path) else { throw Diagnostic(.badImage, "\"\(path)\" leads to nothing") }
            if let id = place.id, files[id].kind == .directory {
                guard files.rules == .apko else { throw Diagnostic(.badImage, "\"\(path)\" is a directory") }
                files.remove(place.name, from: place.folder)
            }
            guard let source = try files.find(mutation.source), files[source].kind != .directory else {
                throw Diagnostic(.badImage, "\"\(mutation.source)\" is not a file in the image")
            }
            // The name of the file itself stays what it is.
            if place.id == source { return }
            files.link(source, as: place.name, in: place.folder)
        case .permissions:
            if try files.find(path) == nil { throw Diagnostic(.badImage, "\"\(path)\" does not exist in the image") }
        }
    }

    private static func permit(_ mutation: PathMutation, _ files: inout ImageFileSystem) throws(Diagnostic) {
        func change(_ id: ImageFileSystem.ID) {
            files[id].mode = mutation.permissions
            if mutation.user != nil || mutation.group != nil {
                files[id].user = mutation.user ?? 0
                files[id].group = mutation.group ?? 0
            }
        }
        guard let top = try files.place(mutation.path, followsLast: true), let id = top.id else {
            throw Diagnostic(.badImage, "the link \"\(mutation.path)\" leads to nothing, which can have no permissions")
        }
        change(id)
        var folders = mutation.isRecursive && files[id].kind == .directory ? [(id, top.path)] : []
        while let (folder, path) = folders.popLast() {
            for (name, child) in files.children(of: folder) {
                let childPath = "\(path)/\(name.text)"
                switch files[child].kind {
                case .symbolicLink:
                    // apko changes what the link leads to, and wants it to be there.
                    guard files.rules == .apko else { continue }
                    guard let target = try files.find(childPath) else {
                        throw Diagnostic(.badImage, "the link \"\(childPath)\" leads to nothing, which can have no permissions")
                    }
                    change(target)
                case .directory:
                    change(child)
                    folders.append((child, childPath))
                default: change(child)
                }
            }
        }
    }
}
