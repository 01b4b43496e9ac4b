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

    /// The names of the files that it speaks of; whose word that is, is not looked at.
    ///
    /// - Throws: `damaged-statement`.
    public func subjects() throws(Diagnostic) -> [String] {
        try Statement(envelope(), name: path.string).subjects.map(\.name)
    }

    private func envelope() throws(Diagnostic) -> Envelope {
        try Envelope(parsing: try Files.read(path, limit: Self.largest), name: path.string)
    }

    /// Runs it; packages that are not there are not missed, as long as there is one.
    ///
    /// - Parameter place: where a package is of which only the name is known; nil looks beside the file.
    /// - Throws: `damaged-statement`, `untrusted-statement`, `wrong-subject`.
    public func run(keyring: Keyring, place: ((String) -> FilePath)? = nil) throws(Diagnostic) {
        let name = path.string
        let place = place ?? { path.removingLastComponent().appending($0) }
        let envelope = try envelope()
        try envelope.verify(keyring: keyring, name: name)
        let statement = try Statement(envelope, name: name)
        guard statement.predicateType == Provenance.predicateType else {
            throw Envelope.damaged(name, "it says something of the type \"\(statement.predicateType)\", not \(Provenance.predicateType)")
        }
        var names: Set<String> = []
        var compared = 0
        for subject in statement.subjects {
            if !names.insert(subject.name).inserted {
                throw Envelope.damaged(name, "it speaks of \(subject.name) twice")
            }
            // A name from a stranger must not lead anywhere but beside the file.
            guard !subject.name.isEmpty, !subject.name.contains("/"), subject.name != ".." else {
                throw Envelope.damaged(name, "it speaks of \"\(subject.name)\", which is not the name of a file")
            }
            let file = place(subject.name)
            if Files.exists(file) {
                try statement.check(subject.name, Digest.ofFile(file), name: name)
                compared += 1
            }
        }
        // A statement is called as the package that was built first; what stands beside it under that name must be what it speaks of.
        let ownName = (path.lastComponent?.string ?? "").replacing(".intoto.jsonl", with: ".apk")
        let own = place(ownName)
        if Files.exists(own), !names.contains(ownName) { try statement.check(ownName, Digest.ofFile(own), name: name) }
        if compared == 0 {
            throw Diagnostic(
                .wrongSubject,
                "\(name) speaks of nothing that lies beside it",
                notes: ["it speaks of \(statement.subjects.map(\.name).joined(separator: ", "))"],
                hint: "put the packages that it is about into the same folder"
            )
        }
    }
}
