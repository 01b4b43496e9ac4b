public import Diagnostics

/// A value of a YAML document, with its place in the text.
public struct Node: Sendable {
    /// What the value is.
    public let content: Content
    /// Where it begins; for a scalar, all of it on its first line.
    public let span: SourceSpan

    /// The three kinds of YAML values.
    public enum Content: Sendable {
        /// A scalar: its text, and whether it was written plain (without quotes), so that `null` and numbers can be told.
        case scalar(String, isPlain: Bool)
        case sequence([Node])
        /// Keys with their values, in document order, `<<` merged, no key twice.
        case mapping([Entry])
    }

    /// One key of a mapping.
    public struct Entry: Sendable {
        /// The key; its content is always a scalar.
        public let key: Node
        /// The value.
        public let value: Node

        /// The text of the key.
        public var name: String { key.text ?? "" }
    }

    /// The text of a scalar, nil for a sequence or mapping.
    public var text: String? {
        if case .scalar(let text, _) = content { text } else { nil }
    }

    /// Whether this is a scalar without quotes.
    public var isPlain: Bool {
        if case .scalar(_, isPlain: true) = content { true } else { false }
    }

    /// Whether this is YAML's null: nothing, `~` or `null` without quotes.
    public var isNull: Bool {
        guard case .scalar(let text, isPlain: true) = content else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(text)
    }

    /// What the value is, in words for a message.
    public var kindName: String {
        switch content {
        case .scalar: "a scalar"
        case .sequence: "a list"
        case .mapping: "a map"
        }
    }
}
