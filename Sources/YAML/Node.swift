public import Diagnostics

/// A value of a YAML document, with its place in the text.
public struct Node: Sendable {
    let document: Document
    let index: Int32

    /// The three kinds of YAML values.
    public enum Content: Sendable {
        /// A scalar: its text, and whether it was written plain (without quotes), so that `null` and numbers can be told.
        case scalar(String, isPlain: Bool)
        case sequence(Items)
        /// Keys with their values, in document order, `<<` merged, no key twice.
        case mapping(Entries)
    }

    /// One key of a mapping.
    public struct Entry: Sendable {
        private let document: Document
        private let keyIndex: Int32
        private let valueIndex: Int32

        init(_ document: Document, key: Int32, value: Int32) {
            self.document = document
            keyIndex = key
            valueIndex = value
        }

        /// The key; its content is always a scalar.
        public var key: Node { Node(document: document, index: keyIndex) }
        /// The value.
        public var value: Node { Node(document: document, index: valueIndex) }
        /// The text of the key.
        public var name: String { document.text(document[keyIndex]) }

        /// Whether the key is this text.
        public func isNamed(_ name: String) -> Bool { document.has(document[keyIndex], text: name) }
    }

    var record: Document.Value { document[index] }

    /// What the value is.
    public var content: Content {
        let value = record
        return switch value.kind {
        case .scalar: .scalar(document.text(value), isPlain: value.isPlain)
        case .sequence: .sequence(Items(document, value))
        case .mapping: .mapping(Entries(document, value))
        }
    }

    /// Where it begins; for a scalar, all of it on its first line.
    public var span: SourceSpan { document.span(index) }

    /// The text of a scalar, nil for a sequence or mapping.
    public var text: String? {
        let value = record
        return value.kind == .scalar ? document.text(value) : nil
    }

    /// The bytes of a scalar's text, nil for a sequence or mapping.
    public var bytes: ArraySlice<UInt8>? {
        let value = record
        return value.kind == .scalar ? document.bytes(value) : nil
    }

    /// Whether this is a scalar without quotes.
    public var isPlain: Bool {
        let value = record
        return value.kind == .scalar && value.isPlain
    }

    /// Whether this is YAML's null: nothing, `~` or `null` without quotes.
    public var isNull: Bool { document.isNull(record) }

    /// What the value is, in words for a message.
    public var kindName: String {
        switch record.kind {
        case .scalar: "a scalar"
        case .sequence: "a list"
        case .mapping: "a map"
        }
    }
}
