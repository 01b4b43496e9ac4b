import CLibYAML
public import Diagnostics

/// Where the scalars of a text's first document stand, byte by byte: for edits that leave all else as it is.
public struct ScalarPlaces: Sendable {
    /// How a scalar is written.
    public enum Style: Sendable {
        case plain
        case singleQuoted
        case doubleQuoted
        /// With `|` or `>`.
        case block
        /// `*name`: what it stands for is written elsewhere.
        case alias
    }

    /// A scalar as it is written.
    public struct Scalar: Sendable {
        /// Its bytes with quotes, without anchor and tag; empty where nothing stands for null.
        public let bytes: Range<Int>
        public let style: Style
        /// Its value.
        public let text: String
    }

    private struct Place: Hashable {
        let line: Int
        let column: Int
    }

    private var scalars: [Place: Scalar] = [:]

    /// The scalar that begins at the place of a node; nil for lists, maps and texts of other files.
    public subscript(span: SourceSpan) -> Scalar? { scalars[Place(line: span.line, column: span.column)] }

    /// Finds the scalars of a text that `Node.parse` accepts.
    ///
    /// - Throws: `unsupported` for a text in UTF-16; `yaml-syntax` for what is not YAML.
    public init(_ file: SourceFile) throws(Diagnostic) {
        let bytes = file.bytes
        if bytes.starts(with: [0xFE, 0xFF]) || bytes.starts(with: [0xFF, 0xFE]) {
            throw Diagnostic(.unsupported, "\(file.name) is in UTF-16", hint: "write it in UTF-8")
        }
        let offsets = Self.offsets(bytes)
        let complete = bytes.withUnsafeBufferPointer { text in
            var parser = yaml_parser_t()
            guard yaml_parser_initialize(&parser) == 1 else { return false }
            defer { yaml_parser_delete(&parser) }
            yaml_parser_set_input_string(&parser, text.baseAddress, text.count)
            while true {
                var event = yaml_event_t()
                guard yaml_parser_parse(&parser, &event) == 1 else { return false }
                defer { yaml_event_delete(&event) }
                if event.type == YAML_DOCUMENT_END_EVENT || event.type == YAML_STREAM_END_EVENT { return true }
                take(event, offsets: offsets, in: text)
            }
        }
        if !complete { throw Diagnostic(.yamlSyntax, "\(file.name) is not YAML") }
    }

    /// The byte at which each character begins, and the end; libyaml counts characters, without a byte order mark.
    private static func offsets(_ bytes: [UInt8]) -> [Int] {
        let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        return (start..<bytes.count).filter { bytes[$0] & 0xC0 != 0x80 } + [bytes.count]
    }

    private mutating func take(_ event: yaml_event_t, offsets: [Int], in text: UnsafeBufferPointer<UInt8>) {
        let isAlias = event.type == YAML_ALIAS_EVENT
        guard isAlias || event.type == YAML_SCALAR_EVENT else { return }
        var start = offsets[min(Int(event.start_mark.index), offsets.count - 1)]
        let end = max(start, offsets[min(Int(event.end_mark.index), offsets.count - 1)])
        let place = Place(line: Int(event.start_mark.line) + 1, column: Int(event.start_mark.column) + 1)
        if isAlias {
            scalars[place] = Scalar(bytes: start..<end, style: .alias, text: "")
            return
        }
        let scalar = event.data.scalar
        if scalar.anchor != nil || scalar.tag != nil {
            let isBlank: (UInt8) -> Bool = { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
            while start < end, text[start] == UInt8(ascii: "&") || text[start] == UInt8(ascii: "!") {
                while start < end, !isBlank(text[start]) { start += 1 }
                while start < end, isBlank(text[start]) { start += 1 }
            }
        }
        let style: Style =
            switch scalar.style {
            case YAML_SINGLE_QUOTED_SCALAR_STYLE: .singleQuoted
            case YAML_DOUBLE_QUOTED_SCALAR_STYLE: .doubleQuoted
            case YAML_LITERAL_SCALAR_STYLE, YAML_FOLDED_SCALAR_STYLE: .block
            default: .plain
            }
        let value = String(decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
        scalars[place] = Scalar(bytes: start..<end, style: style, text: value)
    }
}
