import APK
import Cryptography
import Diagnostics
import Files
import Roots
import SystemPackage

/// The data of the package that files are taken from, decompressed once for all of them.
final class OpenedPackage {
    private let folder: FilePath
    private var opened: (package: PackageContents, data: PackageData)?

    /// - Parameter folder: for data that do not fit in memory.
    init(workingIn folder: FilePath) {
        self.folder = folder
    }

    /// What a file holds, which is what the package promised.
    ///
    /// The data have the digest that the package names. Files were compared with their checksums when the package was read, or are now.
    func content(of file: StoredFile) throws(Diagnostic) -> any ByteSource {
        let content = try data(of: file).content(at: file.entry.offset, count: file.entry.size)
        guard let checksum = file.checksumToCompare else { return content }
        return ComparedContent(content, checksum, orThrow: file.wrongChecksum)
    }

    /// The blocks of a file as they are in the package, with what they hold; nil where it shares blocks with others.
    func blocks(of file: StoredFile) throws(Diagnostic) -> Blocks? {
        try data(of: file).blocks(at: file.entry.offset, count: file.entry.size).map { Blocks(file: file, blocks: $0) }
    }

    /// All blocks of a file, and nothing else.
    struct Blocks {
        fileprivate let file: StoredFile
        fileprivate let blocks: PackageData.Blocks

        /// Hands each to `body`, and compares what they hold together where that was not done before.
        func forEach(_ body: (PackageData.Block) throws(Diagnostic) -> Void) throws(Diagnostic) {
            guard let checksum = file.checksumToCompare else { return try blocks.forEach(body) }
            let hasher = DigestHasher(.sha1)
            try blocks.forEach { block throws(Diagnostic) in
                hasher.write(block.content)
                try body(block)
            }
            if hasher.finish() != checksum { throw file.wrongChecksum }
        }
    }

    /// Compares what was not compared when the package was read, without some files by their positions in its listing.
    func compare(_ package: PackageContents, but taken: Set<Int> = []) throws(Diagnostic) {
        for (position, entry) in package.listing.entries.enumerated() where !entry.isCompared && !taken.contains(position) {
            let content = try content(of: StoredFile(package: package, position: position))
            while try !content.read(upTo: 1 << 20).isEmpty {}
        }
    }

    private func data(of file: StoredFile) throws(Diagnostic) -> PackageData {
        if let opened, opened.package === file.package { return opened.data }
        opened = nil
        let data = try file.package.data(workingIn: folder)
        opened = (file.package, data)
        return data
    }
}
