public import Cryptography
public import Diagnostics
import Files
import SystemPackage

/// Facts about things, each of which can be found out again: kept so that nobody has to.
extension Store {
    /// The length of a SHA-256.
    private static let sealLength = 32

    /// Which facts are meant.
    public enum NoteKind: String, Sendable {
        /// The paths of a package, named by its identity.
        case listing = "listings"
        /// What a package's data consists of, named by the digest of the data.
        case entries
        /// What is in a small file of a package, named by the digest of the data and the path.
        case content = "contents"
        /// Where the files of one package are in a compressed layer, named by all that these bytes are made of.
        case fragment = "fragments"
        /// What a compressed layer is, named by all that it is made of.
        case layer = "layer-digests"
        /// The layers of an image, named by all that it is made of.
        case image = "images"
        /// That a test succeeded, named by the digest of its inputs.
        case test = "tests"
        /// How packages failed a check, named by the digest of what they were built from and the check.
        case check = "checks"

        /// Whether a note may be cut or empty after the machine lost its power: whoever reads it sees that.
        var isCheckedByReaders: Bool { [.entries, .content, .fragment, .layer, .image].contains(self) }
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
        let file = folder.appending(thing.hex)
        if kind.isCheckedByReaders {
            let work = try AtomicFile(file)
            try work.write(bytes)
            try work.commitWithoutWaiting()
        } else {
            try Files.writeAtomically(bytes, to: file)
        }
    }

    /// What is noted of a thing together with a digest; nil when nothing is, or when it is not what was noted.
    public func sealedNote(_ kind: NoteKind, of thing: Digest) -> [UInt8]? {
        guard let bytes = note(kind, of: thing) else { return nil }
        let text = Array(bytes.dropFirst(Self.sealLength))
        return Digest.of(text).bytes.elementsEqual(bytes.prefix(Self.sealLength)) ? text : nil
    }

    /// Notes something of a thing that would do harm if it were half there, as after a power failure.
    public func keepSealedNote(_ kind: NoteKind, of thing: Digest, _ bytes: [UInt8]) throws(Diagnostic) {
        try keepNote(kind, of: thing, Digest.of(bytes).bytes + bytes)
    }

    /// Forgets what is noted of a thing, if anything is.
    public func dropNote(_ kind: NoteKind, of thing: Digest) throws(Diagnostic) {
        let file = path.appending(kind.rawValue).appending(thing.hex)
        if Files.exists(file) { try Files.removeFile(file) }
    }
}
