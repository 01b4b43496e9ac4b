public import Cryptography
public import Diagnostics
import Files
public import SystemPackage

/// Files that are made of others, each named by a digest of all that it is made of.
extension Store {
    /// What such a file is.
    public enum FileKind: String, Sendable {
        /// A compressed layer of an image.
        case layer = "layers"
    }

    /// The file of a name, nil when there is none.
    public func file(_ kind: FileKind, _ name: Digest) -> FilePath? {
        let file = path.appending(kind.rawValue).appending(name.hex)
        return Files.exists(file) ? file : nil
    }

    /// Takes in a complete file: it is moved, and takes the place of an older one.
    ///
    /// - Returns: where it is.
    public func adoptFile(_ kind: FileKind, _ name: Digest, _ file: FilePath) throws(Diagnostic) -> FilePath {
        let folder = path.appending(kind.rawValue)
        try Files.makeDirectory(folder)
        try Files.rename(file, to: folder.appending(name.hex))
        return folder.appending(name.hex)
    }

    /// Lets go of a file.
    public func dropFile(_ kind: FileKind, _ name: Digest) throws(Diagnostic) {
        try Files.removeFile(path.appending(kind.rawValue).appending(name.hex))
    }
}
