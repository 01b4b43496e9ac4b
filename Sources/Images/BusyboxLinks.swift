import Archives
import Diagnostics

/// The names of busybox's tools, which its package lists in a file (IMAGE.md §9.10).
enum BusyboxLinks {
    static func add(to files: inout ImageFileSystem) throws(Diagnostic) {
        guard let busybox = files[try files.follow("bin/busybox")] else { return }
        guard let list = try files.read("etc/busybox-paths.d/busybox") else { return }
        for line in String(decoding: list, as: UTF8.self).split(separator: "\n") {
            guard line.hasPrefix("/"), !line.split(separator: "/").contains(".."), line != "/bin/busybox" else { continue }
            let place = try files.resolve(String(line))
            if files[place] != nil { continue }
            if let parent = place.parentPath { try files.makeDirectory(parent) }
            var link = TarEntry(path: place, kind: .symbolicLink, mode: 0o777)
            link.linkTarget = "/bin/busybox"
            link.modificationTime = busybox.entry.modificationTime
            try files.put(ImageFileSystem.Node(entry: link))
        }
    }
}
