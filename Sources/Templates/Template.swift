public import Diagnostics

/// A template in the language of Go's text/template, parsed.
public struct Template: Sendable {
    let source: TemplateSource
    let statements: [Statement]
    let definitions: [String: [Statement]]

    /// Parses a template.
    ///
    /// - Parameter name: what it is called in messages.
    /// - Throws: `bad-template` with the place; `limit` for a text that is too long or nested too deeply.
    public init(_ text: String, name: String = "template") throws(Diagnostic) {
        source = TemplateSource(text, name: name)
        if source.file.bytes.count > TemplateLimits.text {
            throw Diagnostic(.limit, "the template is larger than \(TemplateLimits.text) bytes")
        }
        var parser = Parser(source, tokens: try Lexer.tokens(source))
        statements = try parser.template()
        definitions = parser.definitions
    }

    /// What the template gives for a value.
    ///
    /// - Throws: `bad-template` with the place in the template; `limit` for one that does not end or that gives too much.
    public func render(_ value: TemplateValue, limits: TemplateLimits = TemplateLimits()) throws(Diagnostic) -> String {
        var evaluator = Evaluator(self, limits: limits)
        return try evaluator.run(value)
    }
}

/// The bounds on evaluating a template from outside (DESIGN, promise 5).
public struct TemplateLimits: Sendable {
    /// Size of what it gives, and of any text on the way, in bytes.
    public var output = 8 << 20
    /// Steps of work: parts evaluated, and every 64 bytes handled.
    public var steps = 1_000_000
    /// Nesting of parts, templates that call one another included.
    public var depth = 200

    /// Size of a template in bytes.
    static let text = 1 << 20
    /// Nesting of parts in the text.
    static let nesting = 100

    /// Limits that any honest template stays far below.
    public init() {}
}
