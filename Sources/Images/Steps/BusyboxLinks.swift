import Archives
import Diagnostics
import Roots

/// The names of busybox's tools as links of an image (IMAGE.md §9.10).
enum BusyboxLinks {
    /// - Parameter packages: of the image, in install order.
    static func add(to files: inout ImageFileSystem, packages: [InstalledPackage]) throws(Diagnostic) {
        guard let busybox = try files.find(BusyboxTools.program) else { return }
        let package = packages.first { package in package.name == "busybox" || package.provides.contains { $0.contains("busybox") } }
        guard let package else {
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
