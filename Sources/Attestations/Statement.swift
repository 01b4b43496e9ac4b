public import Cryptography
public import Diagnostics
public import JSON

/// An in-toto statement, version 1: something said of files that are known by their digests (SIGNING.md §6).
public struct Statement: Hashable, Sendable {
    /// A file, or whatever else has a digest.
    public struct Resource: Hashable, Sendable {
        /// What it is called; for a package its file name.
        public var name: String
        /// Where it is from; empty when that has no address.
        public var address: String
        /// Digests in hexadecimal, by the name of their function.
        public var digests: [String: String]
        /// What else is known of it.
        public var annotations: [String: String]

        /// Makes a resource.
        public init(name: String, address: String = "", digests: [String: String], annotations: [String: String] = [:]) {
            self.name = name
            self.address = address
            self.digests = digests
            self.annotations = annotations
        }

        var document: JSON {
            .object([
                "name": .nonEmpty(name),
                "uri": .nonEmpty(address),
                "digest": .nonEmpty(digests),
                "annotations": .nonEmpty(annotations),
            ])
        }
    }

    /// What it is about.
    public var subjects: [Resource]
    /// What kind of thing it says.
    public var predicateType: String
    /// What it says.
    public var predicate: JSON

    static let type = "https://in-toto.io/Statement/v1"
    /// What older programs write, with the same parts (SIGNING.md §6).
    private static let olderType = "https://in-toto.io/Statement/v0.1"

    /// Makes a statement.
    public init(subjects: [Resource], predicateType: String, predicate: JSON) {
        self.subjects = subjects
        self.predicateType = predicateType
        self.predicate = predicate
    }

    /// Reads a statement from a verified envelope.
    ///
    /// - Parameter name: what messages call it.
    public init(_ envelope: Envelope, name: String) throws(Diagnostic) {
        guard envelope.payloadType == Envelope.statementType else {
            throw Envelope.damaged(name, "its payload is of the type \"\(envelope.payloadType)\", not \(Envelope.statementType)")
        }
        let document: JSON
        do {
            document = try JSON(parsing: envelope.payload)
        } catch {
            throw Envelope.damaged(name, "its payload at byte \(error.offset): \(error.problem)")
        }
        guard let type = document["_type"]?.string, [Self.type, Self.olderType].contains(type) else {
            throw Envelope.damaged(name, "its payload is not a statement of in-toto, version 1 or 0.1")
        }
        guard let items = document["subject"]?.items, !items.isEmpty, let kind = document["predicateType"]?.string else {
            throw Envelope.damaged(name, "its statement lacks subject or predicateType")
        }
        subjects = []
        for item in items {
            var digests: [String: String] = [:]
            for member in item["digest"]?.members ?? [] { digests[member.key] = member.value.string }
            if digests.isEmpty { throw Envelope.damaged(name, "a subject of its statement has no digest") }
            var annotations: [String: String] = [:]
            for member in item["annotations"]?.members ?? [] { annotations[member.key] = member.value.string }
            subjects.append(
                Resource(
                    name: item["name"]?.string ?? "",
                    address: item["uri"]?.string ?? "",
                    digests: digests,
                    annotations: annotations
                )
            )
        }
        predicateType = kind
        predicate = document["predicate"] ?? .null
    }

    /// The statement as JSON, in one line.
    public var text: String {
        JSON.object([
            "_type": .string(Self.type),
            "subject": .array(subjects.map(\.document)),
            "predicateType": .string(predicateType),
            "predicate": predicate,
        ]).text()
    }

    /// Makes sure that it is about a file.
    ///
    /// - Parameters:
    ///   - file: the file's name, for messages.
    ///   - digest: its SHA-256.
    public func check(_ file: String, _ digest: Digest, name: String) throws(Diagnostic) {
        // One package under the name of another is not what was said.
        let named = subjects.first { $0.name == file }
        if (named.map { [$0] } ?? subjects).contains(where: { $0.digests["sha256"]?.lowercased() == digest.hex }) { return }
        throw Diagnostic(
            .wrongSubject,
            "\(name) says nothing of \(file)",
            notes: [
                named.map { "it speaks of another file of that name, sha256:\($0.digests["sha256"] ?? "unknown")" }
                    ?? "it speaks of \(subjects.map(\.name).joined(separator: ", "))",
                "the file is sha256:\(digest.hex)",
            ]
        )
    }
}
