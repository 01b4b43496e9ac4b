public import APK
import Archives
import Cryptography
public import Diagnostics
import Files
import Store
public import SystemPackage

/// What is in a package: what it consists of, and the content of its files on demand, without a tree of them.
public final class PackageContents: Sendable {
    /// The package.
    public let package: PackageFile
    /// What its data consists of.
    public let listing: PackageListing
    private let trees: PackageTrees

    init(package: PackageFile, listing: PackageListing, trees: PackageTrees) {
        self.package = package
        self.listing = listing
        self.trees = trees
    }

    /// The package unpacked, for whoever needs its files in another order than the package's.
    public func tree() throws(Diagnostic) -> FilePath { try trees.tree(package) }

    /// The decompressed data, in which the listing says where files are.
    ///
    /// - Parameter folder: for what does not fit in memory.
    public func data(workingIn folder: FilePath) throws(Diagnostic) -> PackageData {
        try PackageData(package, limits: trees.limits, workingIn: folder)
    }

    // MARK: Single files

    /// Content of more bytes is not kept in the store.
    static let largestKept: Int64 = 1 << 20
    private static let usuallyRead: Set<String> = [
        "etc/group", "etc/ld.so.conf", "etc/os-release", "etc/passwd", "etc/ssl/certs/ca-certificates.crt", "usr/lib/os-release",
    ]
    private static let foldersUsuallyRead = ["etc/ld.so.conf.d/", "var/lib/db/sbom/", BusyboxTools.lists + "/"]

    /// Whether putting an image together reads a file: what it holds is kept when the package is read anyway.
    static func isUsuallyRead(_ path: String) -> Bool {
        usuallyRead.contains(path) || foldersUsuallyRead.contains { path.hasPrefix($0) }
    }

    /// What a file holds; from the store only what has the checksum of the package.
    ///
    /// - Parameter entry: a regular file of the listing.
    public func content(of entry: PackageListing.Entry) throws(Diagnostic) -> [UInt8] {
        if entry.size == 0 { return [] }
        if let bytes = trees.store.note(.content, of: name(of: entry.path)), let checksum = entry.checksum,
            Digest.of(bytes, .sha1) == checksum.digest
        {
            return bytes
        }
        var found: [UInt8]?
        try package.readData(limits: trees.limits, forInstallation: true) { item, content throws(Diagnostic) in
            if item.path.utf8.elementsEqual(entry.path.utf8), item.kind == .regular { found = try content.readAll() }
        }
        guard let found else { throw Diagnostic(.damagedPackage, "\(package.path) was changed while it was being read", hint: "try again") }
        if entry.size <= Self.largestKept { try keep(found, of: entry.path) }
        return found
    }

    func keep(_ bytes: [UInt8], of path: String) throws(Diagnostic) {
        try trees.store.keepNote(.content, of: name(of: path), bytes)
    }

    private func name(of path: String) -> Digest { Digest.of("\(package.info.dataHash) \(path)") }
}
