public import Diagnostics
import YAML

/// A change to the file system of an image after its packages are in (IMAGE.md §10).
public struct PathMutation: Sendable {
    /// What is done at the path.
    public enum Kind: String, Sendable, CaseIterable {
        case directory
        case emptyFile = "empty-file"
        case hardLink = "hardlink"
        case symbolicLink = "symlink"
        case permissions
    }

    public let kind: Kind
    /// Where, a leading slash being optional.
    public let path: String
    /// Mode bits; 0 when absent, as the format has it.
    public let permissions: UInt32
    public let user: UInt32?
    public let group: UInt32?
    /// What a link leads to.
    public let source: String
    /// Whether mode and owner go to everything below as well.
    public let isRecursive: Bool
    /// Path and permissions as the configuration gives them.
    let givenPath: String
    let givenPermissions: UInt32
    /// The permissions as they are written; nil when the configuration gives none.
    let writtenPermissions: String?
    /// Where the mutation stands, for messages.
    public let span: SourceSpan

    /// Reads one item of the list `paths`.
    init(_ node: Node) throws(Diagnostic) {
        let fields = try Fields(node, "a path", known: ["path", "type", "uid", "gid", "permissions", "source", "recursive"])
        guard let path = try fields.text("path"), let type = try fields.text("type") else {
            throw Diagnostic(.missingValue, "a path needs \"path\" and \"type\"", at: node.span)
        }
        guard let kind = Kind(rawValue: type) else {
            let names = Kind.allCases.map(\.rawValue)
            throw Diagnostic(
                .wrongType,
                "unknown type \"\(type)\" of a path",
                at: fields.span("type"),
                hint: Similarity.hint(for: type, in: names) ?? "known: \(names.joined(separator: ", "))"
            )
        }
        self.kind = kind
        givenPath = path
        self.path = String(path.drop { $0 == "/" })
        givenPermissions = try Self.number(fields, "permissions") ?? 0
        writtenPermissions = fields.node("permissions")?.text
        permissions = givenPermissions & 0o7777
        user = try Self.number(fields, "uid")
        group = try Self.number(fields, "gid")
        source = try fields.text("source") ?? ""
        for (key, text) in [("path", path), ("source", source)] {
            guard let problem = Self.problem(text) else { continue }
            throw Diagnostic(.wrongType, "\"\(key)\" of an item of paths \(problem)", at: fields.span(key))
        }
        if source.isEmpty, kind == .symbolicLink || kind == .hardLink {
            throw Diagnostic(
                .missingValue,
                "\"\(path)\" is a link that leads nowhere",
                at: node.span,
                hint: "give what it leads to as \"source\""
            )
        }
        isRecursive = try fields.boolean("recursive") ?? false
        span = node.span
    }

    /// The longest name and the longest path that Linux takes, in bytes (limits.h: NAME_MAX, and PATH_MAX without its end).
    private static let (longestName, longestPath) = (255, 4095)

    /// Why a text can be no path in a container; nil when it can.
    private static func problem(_ text: String) -> String? {
        if text.utf8.contains(0) { return "may not contain a zero byte" }
        if text.utf8.count > longestPath { return "has more than \(longestPath) bytes, which no system takes" }
        if text.utf8.split(separator: UInt8(ascii: "/")).contains(where: { $0.count > longestName }) {
            return "has a name of more than \(longestName) bytes, which no system takes"
        }
        return nil
    }

    private static func number(_ fields: Fields, _ key: String) throws(Diagnostic) -> UInt32? {
        guard let number = try fields.integer(key) else { return nil }
        // Cut off, 4294967296 would be root.
        guard let value = UInt32(exactly: number) else {
            throw Diagnostic(.wrongType, "\(key) in a path must fit in 32 bits", at: fields.span(key))
        }
        return value
    }
}
