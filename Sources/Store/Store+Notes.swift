public import Cryptography
public import Diagnostics
import Files
import SystemPackage

/// Facts about things, each of which can be found out again: kept so that nobody has to.
extension Store {
    /// Which facts are meant.
    public enum NoteKind: String, Sendable {
        /// The paths of a package, named by its identity.
        case listing = "listings"
        /// What a package's data consists of, named by the digest of the data.
        case entries
        /// What a compressed layer is, named by all that it is made of.
        case layer = "layer-digests"
        /// The layers of an image, named by all that it is made of.
        case image = "images"
        /// That a test succeeded, named by the digest of its inputs.
        case test = "tests"
        /// How packages failed a check, named by the digest of what they were built from and the check.
        case check = "checks"
    }

    /// What is noted of a thing; nil when nothing is.
    public func note(_ kind: NoteKind, of thing: Digest) -> [UInt8]? {
        let file = path.appending(kind.rawValue).appending(thing.hex)
        return Files.exists(file) ? try? Files.read(file) : nil
    }

    /// Notes something of a thing.
    public func keepNote(_ kind: NoteKind, of thing: Digest, _ bytes: [UInt8]) throws(Diagnostic) {
        let folder = path.appending(kind.rawValue)
        try Files.makeDirectory(folder)
        try Files.writeAtomically(bytes, to: folder.appending(thing.hex))
    }

    /// Forgets what is noted of a thing, if anything is.
    public func dropNote(_ kind: NoteKind, of thing: Digest) throws(Diagnostic) {
        let file = path.appending(kind.rawValue).appending(thing.hex)
        if Files.exists(file) { try Files.removeFile(file) }
    }
}
