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
    ///
    /// The package's data have the digest that it names. What of them nobody has to see for the listing is not decompressed: whoever takes a
    /// file that is not compared has to compare it, and all others of the package, before anything that was made of it counts.
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
                let isLibrary = Self.mayBeLibrary(entry.path)
                if PackageContents.isUsuallyRead(entry.path), entry.size <= PackageContents.largestKept {
                    let bytes = try content.readAll()
                    small.append((entry.path, bytes))
                    if isLibrary { entry.library = library(ELFFile(bytes)) }
                } else if isLibrary, item.hasPlainChecksum, let parts = try passed(content, of: package, size: entry.size) {
                    entry.library = library(try ELFFile(length: parts.length, parts.read))
                    entry.isCompared = false
                } else if isLibrary {
                    entry.library = try library(content, size: entry.size)
                } else if item.hasPlainChecksum, try content.skip() {
                    // It is decompressed and compared once, when a layer takes it.
                    entry.isCompared = false
                }
            }
            entries.append(entry)
        }
        let contents = PackageContents(package: package, listing: PackageListing(entries), trees: self)
        // Nothing is known of a package before the digest of its data was compared.
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

    /// Of what is larger than a block, and not too large to be kept compressed in memory, only the parts are decompressed that are looked at.
    private static let readInParts: Range<Int64> = (1 << 20) + 1..<(16 << 20)

    /// The content of a large library, of which little has to be seen; nil where it cannot be passed over.
    private func passed(
        _ content: ChecksummedContent,
        of package: PackageFile,
        size: Int64
    ) throws(Diagnostic) -> PassedContent? {
        guard Self.readInParts.contains(size) else { return nil }
        var blocks: [(entry: BlockTable.Entry, compressed: [UInt8])] = []
        guard try content.skip({ blocks.append(($0, $1)) }) else { return nil }
        return PassedContent(blocks, seal: try package.dataDigest().bytes, name: package.path.string)
    }

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
        return library(file)
    }

    private func library(_ file: ELFFile?) -> PackageListing.Library? {
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
