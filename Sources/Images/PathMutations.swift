import Archives
import Diagnostics
import ImageConfigurations

/// Applies the items of `paths` to a file system (IMAGE.md §10).
enum PathMutations {
    static func apply(_ mutation: PathMutation, to files: inout ImageFileSystem) throws(Diagnostic) {
        do throws(Diagnostic) {
            try handle(mutation, &files)
            if mutation.kind != .symbolicLink { try permit(mutation, mutation.path, &files) }
        } catch {
            var error = error
            error.span = error.span ?? mutation.span
            throw error
        }
    }

    private static func handle(_ mutation: PathMutation, _ files: inout ImageFileSystem) throws(Diagnostic) {
        let path = mutation.path
        if path.pathComponents.contains("..") { throw Diagnostic(.badImage, "a path may not contain \"..\"") }
        let parent = path.parentPath ?? ""
        switch mutation.kind {
        case .directory: try files.makeDirectory(path, mode: mutation.permissions)
        case .emptyFile: try files.write(path, [])
        case .symbolicLink:
            try files.makeDirectory(parent)
            if files[try files.resolve(path)] != nil { throw Diagnostic(.badImage, "\"\(path)\" exists already") }
            var entry = TarEntry(path: path, kind: .symbolicLink, mode: 0o777)
            entry.linkTarget = mutation.source
            try files.put(ImageFileSystem.Node(entry: entry))
        case .hardLink:
            try files.makeDirectory(parent)
            guard var node = files[try files.follow(mutation.source)], node.entry.kind == .regular else {
                throw Diagnostic(.badImage, "\"\(mutation.source)\" is not a file in the image")
            }
            if files[try files.resolve(path)]?.entry.kind == .directory { throw Diagnostic(.badImage, "\"\(path)\" is a directory") }
            node.entry.path = path
            try files.put(node)
        case .permissions:
            let place = try files.follow(path)
            // The top of the image is no entry of a layer, so that there is nothing to change.
            if !place.isEmpty, files[place] == nil { throw Diagnostic(.badImage, "\"\(path)\" does not exist in the image") }
        }
    }

    private static func permit(_ mutation: PathMutation, _ path: String, _ files: inout ImageFileSystem) throws(Diagnostic) {
        func change(_ entry: inout TarEntry) {
            entry.mode = mutation.permissions
            if mutation.user != nil || mutation.group != nil {
                entry.user = mutation.user ?? 0
                entry.group = mutation.group ?? 0
            }
        }
        let place = try files.follow(path)
        if place.isEmpty { return }
        try files.change(place, change)
        guard mutation.isRecursive else { return }
        for node in files.ordered where node.entry.path.utf8.starts(with: "\(place)/".utf8) && node.entry.kind != .symbolicLink {
            try files.change(node.entry.path, change)
        }
    }
}
