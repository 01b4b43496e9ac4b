public import Diagnostics
import Files
public import SystemPackage

extension RepositoryWriter {
    /// Makes a repository that begins as another one: what is published in it is seen by nobody who reads the other.
    ///
    /// Its index is a copy, its packages are links to those of the other, which publishing replaces and never writes through.
    ///
    /// - Parameters:
    ///   - original: the repository's folder, without the architecture; it need not be there.
    ///   - folder: where the new one is made, without the architecture.
    public static func stage(_ original: FilePath, architecture: String, in folder: FilePath) throws(Diagnostic) {
        let source = Files.absolute(original).appending(architecture)
        let target = folder.appending(architecture)
        try Files.makeDirectory(target)
        guard Files.exists(source) else { return }
        // Packages and index as they belong together.
        let lock = try RepositoryLock(source)
        defer { withExtendedLifetime(lock) {} }
        let root = try RootedDirectory(target)
        for name in try Files.list(source) where !name.hasPrefix(".") {
            let file = source.appending(name)
            guard FileStatus.ifPresent(file)?.kind == .regular else { continue }
            if name == "APKINDEX.tar.gz" {
                try Files.copy(file, to: target.appending(name))
            } else {
                try root.makeSymbolicLink(name, to: file.string)
            }
        }
    }
}
