public import APK
import Archives
public import Diagnostics
import ELF
import Files
import Store
public import SystemPackage

extension PackageTrees {
    /// The tree of a package with its listing, which is read from the package once and then kept in the store.
    public func contents(_ package: PackageFile) throws(Diagnostic) -> (tree: FilePath, listing: PackageListing) {
        var entries: [PackageListing.Entry] = []
        let tree = try tree(package) { entries.append(PackageListing.Entry($0)) }
        let name = try package.dataDigest()
        if let bytes = store.note(.entries, of: name), let listing = PackageListing(decoding: bytes) { return (tree, listing) }
        // A tree that was there already has been unpacked for something else.
        if entries.isEmpty {
            try package.readData(limits: limits, forInstallation: true) { entry, _ throws(Diagnostic) in
                if !entry.isLeftOut { entries.append(PackageListing.Entry(entry)) }
            }
        }
        for index in entries.indices where entries[index].kind == .regular && Self.mayBeLibrary(entries[index].path) {
            guard let file = try ELFFile(tree.appending(entries[index].path)), file.kind == .shared else { continue }
            entries[index].library = PackageListing.Library(machine: file.machine.rawValue, sonames: file.sonames)
        }
        let listing = PackageListing(entries)
        try store.keepNote(.entries, of: name, listing.encoded)
        return (tree, listing)
    }

    /// Whether the dynamic loader would look at a file, going by its name (IMAGE.md §9.11).
    public static func mayBeLibrary(_ path: String) -> Bool {
        path.utf8.count > 3 && path.contains(".so")
    }
}
