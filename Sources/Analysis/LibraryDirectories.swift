import Diagnostics
import Files
import SystemPackage

/// The folders of the dynamic linker: the usual ones, and those that `etc/ld.so.conf.d` names in any package of the build (PACKAGE.md §5.1).
struct LibraryDirectories {
    /// In the order in which they are searched.
    private(set) var paths = ["lib", "usr/lib", "lib64", "usr/lib64"]

    private static let largestFile = 1 << 20

    init(_ trees: [FilePath]) throws(Diagnostic) {
        for tree in trees {
            // Links may lead to the host, or nowhere; only the tree's own files count.
            guard try RootedDirectory(tree).status("etc/ld.so.conf.d")?.kind == .directory else { continue }
            let folder = tree.appending("etc/ld.so.conf.d")
            for entry in try Files.walk(folder) where entry.status.kind == .regular && entry.name.hasSuffix(".conf") {
                let bytes = try FileReader(folder.appending(entry.path)).read(upTo: Self.largestFile)
                for line in bytes.split(separator: UInt8(ascii: "\n")) where line.first == UInt8(ascii: "/") {
                    let path = String(decoding: line.dropFirst(), as: UTF8.self)
                    if !paths.contains(path) { paths.append(path) }
                }
            }
        }
    }

    /// Whether a folder is one of them itself; folders below do not count.
    func contains(_ directory: Substring) -> Bool {
        paths.contains { $0.utf8.elementsEqual(directory.utf8) }
    }
}
