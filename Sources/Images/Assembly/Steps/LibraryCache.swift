import Archives
import Diagnostics
import ELF
import Roots

/// What the dynamic loader looks libraries up in: `/etc/ld.so.cache` (IMAGE.md §9.11).
struct LibraryCache {
    private static let configuration = "etc/ld.so.conf"
    private static let path = "etc/ld.so.cache"

    private let files: ImageFileSystem

    /// Writes the cache of an image that has a configuration for it.
    static func add(to files: inout ImageFileSystem) throws(Diagnostic) {
        guard try files.find(configuration) != nil else { return }
        let cache = LibraryCache(files: files)
        var entries: [LoaderCacheFile.Entry] = []
        for folder in try ["/lib"] + LoaderConfiguration(files: files).folders(configuration) { entries += try cache.entries(in: folder) }
        let id = try files.write(path, LoaderCacheFile(entries).bytes)
        files[id].mode = 0o644
    }

    private init(files: ImageFileSystem) {
        self.files = files
    }

    private func entries(in path: String) throws(Diagnostic) -> [LoaderCacheFile.Entry] {
        guard let folder = try files.find(path), files[folder].kind == .directory else { return [] }
        var entries: [LoaderCacheFile.Entry] = []
        let prefix = "/" + path.pathComponents.joined(separator: "/")
        for (name, child) in files.children(of: folder) {
            let name = name.text
            guard Self.stem(of: name) != nil, let library = try library(child, "\(prefix)/\(name)") else { continue }
            guard let flags = Self.flags(library.machine, rules: files.rules) else {
                if files.rules == .cuttle { continue }
                throw Diagnostic(
                    .badImage,
                    "\(prefix)/\(name) is for a processor (\(ELFMachine(rawValue: library.machine))) that caches of apko know nothing of"
                )
            }
            let sonames = library.sonames.isEmpty && name.hasSuffix(".so") ? [name] : library.sonames
            let isFound = sonames.contains { soname in Self.stem(of: soname).map { soname == name || "\($0).so" == name } ?? false }
            if isFound { entries.append(LoaderCacheFile.Entry(flags: flags, folder: prefix, name: name)) }
        }
        return entries
    }

    /// What is known of a file, or of the file that a link leads to; nil when it is no library.
    private func library(_ child: ImageFileSystem.ID, _ path: String) throws(Diagnostic) -> PackageListing.Library? {
        var id = child
        if files[child].kind == .symbolicLink {
            // A link that leads nowhere, or round and round, is no library.
            guard let target = try? files.find(path) else { return nil }
            id = target
        }
        guard files[id].kind == .regular else { return nil }
        if case .package = files[id].content, let entry = files.entry(of: files[id]), PackageTrees.mayBeLibrary(entry.path) {
            return entry.library
        }
        guard let file = ELFFile(try files.read(id)), file.kind == .shared else { return nil }
        return PackageListing.Library(machine: file.machine.rawValue, sonames: file.sonames)
    }

    /// A library's name before `.so`; nil when the loader would not look at the file.
    private static func stem(of name: String) -> Substring? {
        guard name.hasPrefix("lib") || name.hasPrefix("ld-") else { return nil }
        if name.hasSuffix(".so") { return name.dropLast(3) }
        guard let place = name.ranges(of: ".so.").last, place.lowerBound > name.startIndex else { return nil }
        return name[..<place.lowerBound]
    }

    /// What glibc calls the kind of a library: for its second version of ELF libraries, with the processor (`sysdeps/generic/ldconfig.h`).
    private static func flags(_ machine: UInt16, rules: ImageRules) -> UInt32? {
        let kinds: [ELFMachine: UInt32] =
            rules == .apko
            ? [.amd64: 0x0300, .aarch64: 0x0A00]
            : [
                .amd64: 0x0300, .aarch64: 0x0A00, .x86: 0, .s390: 0x0400, .powerPC64: 0x0500, .arm: 0x0900, .riscV: 0x1000,
                .loongArch: 0x1200,
            ]
        return kinds[ELFMachine(rawValue: machine)].map { $0 | 3 }
    }
}
