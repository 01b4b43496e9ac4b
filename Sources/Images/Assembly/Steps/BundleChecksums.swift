import Cryptography
import Diagnostics

/// Checksums beside the files with certificates, so that whoever runs the image can tell whether they were changed (IMAGE.md §9.7).
enum BundleChecksums {
    /// - Parameter time: of the checksums, in seconds since 1970.
    static func add(to files: inout ImageFileSystem, time: Int64) throws(Diagnostic) {
        for path in Certificates.bundles + [Certificates.truststore] {
            guard let bytes = try files.read(path), let name = path.pathComponents.last, let folder = path.parentPath else { continue }
            let line = "\(Digest.of(bytes).hex)  \(name)\n"
            let id = try files.write("\(folder)/.\(name).sha256", Array(line.utf8), mode: 0o444)
            files[id].modificationTime = time
        }
    }
}
