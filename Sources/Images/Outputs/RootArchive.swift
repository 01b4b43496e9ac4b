import Archives
import Diagnostics
import Files
import SystemPackage

/// Writes the files of an image as one archive of their own (IMAGE.md §14).
enum RootArchive {
    /// A tar archive, not compressed: what a layer in the order of paths holds.
    static func writeTar(_ files: ImageFileSystem, to path: FilePath) throws(Diagnostic) {
        let file = try AtomicFile(replacing: path)
        let tar = TarWriter(file)
        for node in try LayerNode.all(of: files) { try node.write(to: tar) }
        try tar.finish()
        try file.commit()
    }

    /// A cpio archive that a kernel unpacks at its start, in gzip when the name ends in `.gz`.
    static func writeCpio(_ files: ImageFileSystem, to path: FilePath) throws(Diagnostic) {
        let file = try AtomicFile(replacing: path)
        let gzip = path.string.hasSuffix(".gz") ? try GzipWriter(file) : nil
        let cpio = CpioWriter(gzip ?? file)
        for node in try LayerNode.all(of: files) { try add(node, files, to: cpio) }
        try cpio.finish()
        try gzip?.finish()
        try file.commit()
    }

    private static func add(_ node: LayerNode, _ files: ImageFileSystem, to cpio: CpioWriter) throws(Diagnostic) {
        switch (node.entry.kind, node.content) {
        case (.hardLink, _):
            // The names of a file are files of their own here.
            guard let target = files[node.entry.linkTarget] else { return }
            var entry = target.entry
            entry.path = node.entry.path
            try add(LayerNode(entry: entry, content: target.content, owner: nil, checksum: target.checksum), files, to: cpio)
        case (.regular, .file(let file, _)): try cpio.add(node.entry, content: FileReader(file.unpacked()))
        case (.regular, .bytes(let bytes)): try cpio.add(node.entry, content: ArrayReader(bytes))
        default: try cpio.add(node.entry)
        }
    }
}
