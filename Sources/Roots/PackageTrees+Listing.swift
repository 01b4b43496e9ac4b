public import APK
import Archives
import Cryptography
public import Diagnostics
import ELF
import Files
import Store
import SystemPackage

extension PackageTrees {
    /// What is in a package: its listing, which is read from the package once and then kept in the store, and what files hold, on demand.
    public func contents(_ package: PackageFile) throws(Diagnostic) -> PackageContents {
        // A program that knew nothing of blocks has not looked at them.
        let name = Digest.of("entries-2 \(try package.dataDigest())")
        if let bytes = store.note(.entries, of: name), let listing = PackageListing(decoding: bytes) {
            return PackageContents(package: package, listing: listing, trees: self)
        }
        var entries: [PackageListing.Entry] = []
        var small: [(path: String, bytes: [UInt8])] = []
        try package.readData(limits: limits, forInstallation: true) { item, content throws(Diagnostic) in
            if item.isLeftOut { return }
            var entry = PackageListing.Entry(item)
            if entry.kind == .regular {
                entry.offset = content.offset
                if Self.mayBeLibrary(entry.path) {
                    entry.library = try library(content, size: entry.size)
                } else if PackageContents.isUsuallyRead(entry.path), entry.size <= PackageContents.largestKept {
                    small.append((entry.path, try content.readAll()))
                }
            }
            entries.append(entry)
        }
        let contents = PackageContents(package: package, listing: PackageListing(entries), trees: self)
        // Nothing is known of a package before all of it was checked.
        for (path, bytes) in small { try contents.keep(bytes, of: path) }
        try store.keepNote(.entries, of: name, contents.listing.encoded)
        return contents
    }

    /// Whether the dynamic loader would look at a file, going by its name (IMAGE.md §9.11).
    public static func mayBeLibrary(_ path: String) -> Bool {
        path.utf8.count > 3 && path.contains(".so")
    }

    /// A library that is larger is read from a file.
    private static let largestInMemory: Int64 = 8 << 20

    /// What the dynamic loader would know of a file; nil when it is no library.
    private func library(_ content: ChecksummedContent, size: Int64) throws(Diagnostic) -> PackageListing.Library? {
        let file: ELFFile?
        if size <= Self.largestInMemory {
            file = ELFFile(try content.readAll(expecting: Int(size)))
        } else {
            let work = try store.workDirectory(prefix: "library-")
            let path = work.path.appending("library")
            try content.copy(to: FileWriter(path))
            file = try ELFFile(path)
        }
        guard let file, file.kind == .shared else { return nil }
        return PackageListing.Library(machine: file.machine.rawValue, sonames: file.sonames)
    }
}

extension ByteSource {
    /// All that is left, of what is known to be small enough.
    ///
    /// - Parameter count: how much that should be, in bytes: an array that grows takes up to three times as much while it does.
    func readAll(expecting count: Int = 0) throws(Diagnostic) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        while true {
            let chunk = try read(upTo: 1 << 20)
            if chunk.isEmpty { return bytes }
            if bytes.isEmpty, chunk.count >= count { bytes = chunk } else { bytes += chunk }
        }
    }
}
