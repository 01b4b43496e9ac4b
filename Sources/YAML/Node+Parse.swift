public import Diagnostics

/// The bounds on a YAML text from outside (DESIGN, promise 5).
public struct YAMLLimits: Sendable {
    /// Size of the text in bytes.
    public var size = 8 << 20
    /// Nesting depth of values.
    public var depth = 64
    /// Number of values, each alias counted with all that it stands for.
    public var nodes = 500_000

    /// The limits that every recipe and image configuration known so far stays far below.
    public init() {}
}

extension Node {
    /// The first document of a YAML text.
    ///
    /// - Throws: `yaml-syntax` at the place of a syntax error or a key given twice, `limit` beyond the limits, `empty` for a text without a
    ///   document.
    public static func parse(_ file: SourceFile, limits: YAMLLimits = YAMLLimits()) throws(Diagnostic) -> Node {
        try parseNotingAliases(file, limits: limits).node
    }

    /// The same, and whether any value stands in more places than one: then the document is larger than its text.
    public static func parseNotingAliases(
        _ file: SourceFile,
        limits: YAMLLimits = YAMLLimits()
    ) throws(Diagnostic) -> (node: Node, hasAliases: Bool) {
        if file.bytes.count > limits.size {
            throw Diagnostic(.limit, "\(file.name) is larger than \(limits.size) bytes")
        }
        let parser = EventParser(file)
        var builder = TreeBuilder(file: file, limits: limits)
        while true {
            if let root = try parser.next({ event throws(Diagnostic) in try builder.take(event) }) {
                return (root, builder.hasAliases)
            }
        }
    }
}

extension Diagnostic.Code {
    /// The text is not YAML.
    public static let yamlSyntax = input("yaml-syntax")
    /// The text holds no document.
    public static let emptyDocument = input("empty")
}
