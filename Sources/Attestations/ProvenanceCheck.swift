public import Cryptography
public import Diagnostics
import Files
public import SystemPackage

/// The check of a provenance file (docs/PROVENANCE.md): who signed it, what it says, and whether it is about the packages beside it.
public struct ProvenanceCheck: Sendable {
    private let path: FilePath
    private static let largest = 16 << 20

    /// - Parameter path: a file `NAME.intoto.jsonl`.
    public init(_ path: FilePath) {
        self.path = path
    }

    /// Runs it; packages that are not there are not missed.
    ///
    /// - Throws: `damaged-statement`, `untrusted-statement`, `wrong-subject`.
    public func run(keyring: Keyring) throws(Diagnostic) {
        let name = path.string
        let envelope = try Envelope(parsing: try Files.read(path, limit: Self.largest), name: name)
        try envelope.verify(keyring: keyring, name: name)
        let statement = try Statement(envelope, name: name)
        guard statement.predicateType == Provenance.predicateType else {
            throw Envelope.damaged(name, "it says something of the type \"\(statement.predicateType)\", not \(Provenance.predicateType)")
        }
        for subject in statement.subjects {
            // A name from a stranger must not lead anywhere but beside the file.
            guard !subject.name.isEmpty, !subject.name.contains("/"), subject.name != ".." else {
                throw Envelope.damaged(name, "it speaks of \"\(subject.name)\", which is not the name of a file")
            }
            let file = path.removingLastComponent().appending(subject.name)
            if Files.exists(file) { try statement.check(subject.name, Digest.ofFile(file), name: name) }
        }
    }
}
