import APK
import Archives
import Diagnostics

/// Remembers the directory of the entry before: packages come directory by directory.
struct FolderMemory {
    private var path = ""
    private var id = ImageFileSystem.root
    private var generation = -1

    /// The directory that an entry lies in, and its name there.
    ///
    /// - Throws: when the directory is missing.
    mutating func parent(
        _ path: String,
        in files: ImageFileSystem,
        of package: PackageInfo
    ) throws(Diagnostic) -> (folder: ImageFileSystem.ID, name: FileName) {
        guard let (folder, name) = try find(path, in: files) else {
            throw Diagnostic(
                .badImage,
                "\(package.name)-\(package.version) holds \"\(path)\", whose directory is missing or is none in this image"
            )
        }
        return (folder, name)
    }

    /// What has the path of an entry, without following a final link; nil when nothing has.
    mutating func child(_ path: String, in files: ImageFileSystem) throws(Diagnostic) -> ImageFileSystem.ID? {
        guard let (folder, name) = try find(path, in: files) else { return nil }
        return files.child(name, of: folder)
    }

    private mutating func find(
        _ path: String,
        in files: ImageFileSystem
    ) throws(Diagnostic) -> (folder: ImageFileSystem.ID, name: FileName)? {
        let bytes = path.utf8
        guard let slash = bytes.lastIndex(of: UInt8(ascii: "/")) else { return (ImageFileSystem.root, FileName(path)) }
        let name = FileName(path[bytes.index(after: slash)...].utf8)
        let parent = path[..<slash].utf8
        if generation == files.generation, parent.count == self.path.utf8.count, parent.elementsEqual(self.path.utf8) { return (id, name) }
        let folder = String(Substring(parent))
        guard let found = try files.find(folder), files[found].kind == .directory else { return nil }
        (self.path, id, generation) = (folder, found, files.generation)
        return (found, name)
    }
}
