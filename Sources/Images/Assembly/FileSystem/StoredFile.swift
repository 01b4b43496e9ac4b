import APK
import Cryptography
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

    /// What the content has to be compared with when it is taken from the package; nil where that was done.
    var checksumToCompare: Digest? { entry.isCompared ? nil : entry.checksum?.digest }

    /// The error of content with another checksum.
    var wrongChecksum: Diagnostic { ChecksummedContent.wrongChecksum(of: entry.path, in: package.package.path.string) }

    /// The file in the store, for which the whole package is unpacked.
    func unpacked() throws(Diagnostic) -> FilePath { try package.tree().appending(entry.path) }

    func read() throws(Diagnostic) -> [UInt8] { try package.content(of: entry) }
}
