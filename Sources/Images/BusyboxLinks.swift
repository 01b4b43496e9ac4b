import Archives
import Diagnostics
import Roots

/// The names of busybox's tools as links of an image (IMAGE.md §9.10).
enum BusyboxLinks {
    static func add(to files: inout ImageFileSystem) throws(Diagnostic) {
        guard let busybox = files[try files.follow(BusyboxTools.program)] else { return }
        guard let list = try files.read(BusyboxTools.list) else { return }
        for path in BusyboxTools.paths(in: list) {
            let place = try files.resolve(path)
            if files[place] != nil { continue }
            if let parent = place.parentPath { try files.makeDirectory(parent) }
            var link = TarEntry(path: place, kind: .symbolicLink, mode: 0o777)
            link.linkTarget = "/\(BusyboxTools.program)"
            link.modificationTime = busybox.entry.modificationTime
            try files.put(ImageFileSystem.Node(entry: link))
        }
    }
}
