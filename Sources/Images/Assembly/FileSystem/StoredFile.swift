import APK
import Diagnostics
import Files
import Roots
import SystemPackage

/// A file as a package brings it.
struct StoredFile: Sendable {
    let package: PackageContents
    /// Position in the package's listing.
    let position: Int

    var entry: PackageListing.Entry { package.listing.entries[position] }

    /// The SHA-256 of the package's data as they are, compressed.
    var dataHash: String { package.package.info.dataHash }

    /// What tells the file from all others where no checksum does.
    var name: String { "\(dataHash)/\(entry.path)" }

    /// The file in the store, for which the whole package is unpacked.
    func unpacked() throws(Diagnostic) -> FilePath { try package.tree().appending(entry.path) }

    func read() throws(Diagnostic) -> [UInt8] { try package.content(of: entry) }
}
