import CLibYAML
import Diagnostics

/// One event of libyaml; texts are valid until the next one is read.
enum Event {
    /// What ends with a zero.
    typealias Name = UnsafePointer<UInt8>

    case scalar(text: UnsafeBufferPointer<UInt8>, isPlain: Bool, anchor: Name?, Document.Place)
    case alias(Name, Document.Place)
    case sequenceStart(anchor: Name?, Document.Place)
    case mappingStart(anchor: Name?, Document.Place)
    case end
    case documentEnd
    case streamEnd
    case other
}

/// libyaml's parser over a text that stays alive as long as it.
final class EventParser {
    private let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
    private let text: UnsafeMutableBufferPointer<UInt8>
    private let file: SourceFile

    init(_ file: SourceFile) {
        self.file = file
        text = .allocate(capacity: file.bytes.count)
        _ = text.initialize(from: file.bytes)
        yaml_parser_initialize(parser)
        yaml_parser_set_input_string(parser, text.baseAddress, text.count)
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
        text.deallocate()
    }

    /// Reads one event and hands it to `body`.
    func next<Result>(_ body: (Event) throws(Diagnostic) -> Result) throws(Diagnostic) -> Result {
        var event = yaml_event_t()
        guard yaml_parser_parse(parser, &event) == 1 else { throw syntaxError() }
        defer { yaml_event_delete(&event) }
        return try body(convert(event))
    }

    private func convert(_ event: yaml_event_t) -> Event {
        let place = Self.place(from: event.start_mark, to: event.end_mark)
        switch event.type {
        case YAML_SCALAR_EVENT:
            let scalar = event.data.scalar
            let text = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
            let isPlain = scalar.style == YAML_PLAIN_SCALAR_STYLE
            return .scalar(text: text, isPlain: isPlain, anchor: Event.Name(scalar.anchor), place)
        case YAML_ALIAS_EVENT: return .alias(event.data.alias.anchor, place)
        case YAML_SEQUENCE_START_EVENT: return .sequenceStart(anchor: Event.Name(event.data.sequence_start.anchor), place)
        case YAML_MAPPING_START_EVENT: return .mappingStart(anchor: Event.Name(event.data.mapping_start.anchor), place)
        case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: return .end
        case YAML_DOCUMENT_END_EVENT: return .documentEnd
        case YAML_STREAM_END_EVENT: return .streamEnd
        default: return .other
        }
    }

    private static func place(from start: yaml_mark_t, to end: yaml_mark_t) -> Document.Place {
        let length = start.line == end.line ? Int(end.column) - Int(start.column) : 1
        return Document.Place(
            line: Int32(clamping: start.line + 1),
            column: Int32(clamping: start.column + 1),
            length: Int32(clamping: length)
        )
    }

    /// The place of a byte; libyaml gives no line for characters that it cannot read.
    private func span(ofByte offset: Int) -> SourceSpan {
        let before = file.bytes.prefix(offset)
        let line = before.count { $0 == UInt8(ascii: "\n") } + 1
        let start = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        let column = before[start...].count { $0 & 0xC0 != 0x80 } + 1
        return SourceSpan(file: file, line: line, column: column)
    }

    private func syntaxError() -> Diagnostic {
        let value = parser.pointee
        let problem = value.problem.map { String(cString: $0) } ?? "this is not YAML"
        let mark = value.problem_mark
        let place = SourceSpan(file: file, line: Int(mark.line) + 1, column: Int(mark.column) + 1)
        var diagnostic = Diagnostic(.yamlSyntax, problem, at: value.error == YAML_READER_ERROR ? span(ofByte: value.problem_offset) : place)
        if let context = value.context {
            diagnostic.notes.append("\(String(cString: context)) in line \(value.context_mark.line + 1)")
        }
        let line = file.line(Int(mark.line) + 1)
        if problem.contains("tab character") || line.utf8.dropFirst(Int(mark.column)).first == UInt8(ascii: "\t") {
            diagnostic.hints.append("YAML is indented with spaces; replace the tab")
        } else if problem.contains("cannot start any token") {
            diagnostic.hints.append("YAML is indented with spaces; a value that begins with @, ` or % needs quotes")
        } else if problem.contains("mapping values are not allowed") {
            diagnostic.hints.append("quote a value that contains \": \"")
        }
        return diagnostic
    }
}
