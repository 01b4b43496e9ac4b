import Diagnostics

/// The values of a document in flat tables.
///
/// Reading a document takes few allocations however many values it has, and a value is a number: nothing is counted while values are
/// looked at and handed on.
final class Document: Sendable {
    /// A value: a scalar with a part of the text, or a collection with a part of the children.
    struct Value {
        let kind: Kind
        /// Whether a scalar is written without quotes.
        let isPlain: Bool
        /// Where its part of the text or of the children begins, and how long it is; a mapping's counts keys and values.
        let start: Int32
        let count: Int32
        let place: Place

        /// The same value at another place, as an alias has it.
        func moved(to place: Place) -> Value { Value(kind: kind, isPlain: isPlain, start: start, count: count, place: place) }

        /// Its part of the text or of the children.
        var range: Range<Int> { Int(start)..<Int(start) + Int(count) }
    }

    enum Kind: UInt8 {
        case scalar
        case sequence
        case mapping
    }

    /// Line and column from 1, and how many characters to underline.
    struct Place {
        let line: Int32
        let column: Int32
        let length: Int32
    }

    let file: SourceFile
    private let values: [Value]
    /// The texts of all scalars, one behind the other.
    private let text: [UInt8]
    /// The items of all sequences, and by turns the keys and values of all mappings, as positions of values.
    private let children: [Int32]

    init(file: SourceFile, values: [Value], text: [UInt8], children: [Int32]) {
        self.file = file
        self.values = values
        self.text = text
        self.children = children
    }

    /// A value.
    subscript(_ index: Int32) -> Value { values[Int(index)] }

    /// The item, key or value at a position of the children.
    func child(_ position: Int) -> Int32 { children[position] }

    func span(_ index: Int32) -> SourceSpan {
        let place = values[Int(index)].place
        return SourceSpan(file: file, line: Int(place.line), column: Int(place.column), length: Int(place.length))
    }

    /// The text of a scalar.
    func text(_ value: Value) -> String { String(decoding: text[value.range], as: UTF8.self) }

    /// The bytes of a scalar's text.
    func bytes(_ value: Value) -> ArraySlice<UInt8> { text[value.range] }

    /// Whether a scalar is this text.
    func has(_ value: Value, text other: String) -> Bool {
        guard value.count == other.utf8.count else { return false }
        return Self.withBytes(of: other) { bytes in
            // Backwards: the keys of a map often begin alike, and seldom end so.
            var index = bytes.count
            while index > 0 {
                index -= 1
                if text[Int(value.start) + index] != bytes[index] { return false }
            }
            return true
        }
    }

    /// The value of a key in a mapping.
    func value(_ mapping: Value, of key: String) -> Int32? {
        var position = Int(mapping.start)
        let end = position + Int(mapping.count)
        while position < end {
            if has(values[Int(children[position])], text: key) { return children[position + 1] }
            position += 2
        }
        return nil
    }

    /// Whether a value is YAML's null.
    func isNull(_ value: Value) -> Bool {
        guard value.kind == .scalar, value.isPlain else { return false }
        switch value.count {
        case 0: return true
        case 1: return text[Int(value.start)] == UInt8(ascii: "~")
        case 4: return has(value, text: "null") || has(value, text: "Null") || has(value, text: "NULL")
        default: return false
        }
    }

    private static func withBytes<Result>(of text: String, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        text.utf8.withContiguousStorageIfAvailable(body) ?? Array(text.utf8).withUnsafeBufferPointer(body)
    }
}
