import Archives
import Diagnostics
import Roots

/// The names of busybox's tools as links of an image (IMAGE.md §9.10).
enum BusyboxLinks {
    /// - Parameter packages: of the image, in install order.
    static func add(to files: inout ImageFileSystem, packages: [InstalledPackage]) throws(Diagnostic) {
        guard let busybox = try files.find(BusyboxTools.program) else { return }
        // The package of the name counts wherever it is, before those that provide something of the kind, of which the last one does.
        let named = packages.first { $0.name == "busybox" }
        guard let package = named ?? packages.last(where: { $0.provides.contains { $0.contains("busybox") } }) else {
            // A program that nobody declares has tools that nobody knows.
            if files.rules == .cuttle { return }
            throw Diagnostic(.badImage, "the image has /\(BusyboxTools.program), but no package is called busybox or provides it")
        }
        let time = files[busybox].modificationTime
        for path in try paths(package, in: files) {
            guard let folderPath = path.parentPath, let name = path.pathComponents.last else { continue }
            let folder = try files.makeDirectories(folderPath)
            files[folder].modificationTime = time
            if let there = files.child(FileName(name), of: folder) {
                if files[there].kind == .symbolicLink || files[there].kind == .regular || files.rules == .cuttle { continue }
                throw Diagnostic(.badImage, "\"\(path)\" exists where a link to busybox belongs, and is no file")
            }
            try files.link(path, to: "/\(BusyboxTools.program)")
        }
    }

    private static func paths(_ package: InstalledPackage, in files: ImageFileSystem) throws(Diagnostic) -> [String] {
        let list = try files.read("\(BusyboxTools.lists)/\(package.name)", limit: ImageFileSystem.listLimit)
        if let list { return BusyboxTools.paths(in: list) }
        if let paths = BusyboxApplets.paths(for: package.version, rules: files.rules) { return paths }
        if files.rules == .cuttle { return [] }
        throw Diagnostic(
            .badImage,
            "\(package.name) lists no paths of its tools, and its version \(package.version) is none of busybox's releases"
        )
    }
}
