import Diagnostics

/// The text of a template, for messages about places in it.
struct TemplateSource: Sendable {
    let file: SourceFile

    init(_ text: String, name: String) {
        file = SourceFile(name: name, bytes: Array(text.utf8))
    }

    /// The place of bytes, in lines and characters.
    func span(_ place: Place) -> SourceSpan {
        let before = file.bytes.prefix(place.offset)
        let line = before.count { $0 == UInt8(ascii: "\n") } + 1
        let start = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        func characters(_ bytes: ArraySlice<UInt8>) -> Int { bytes.count { $0 & 0xC0 != 0x80 } }
        let length = characters(file.bytes[place.offset..<min(place.offset + place.length, file.bytes.count)])
        return SourceSpan(file: file, line: line, column: characters(before[start...]) + 1, length: length)
    }

    func problem(_ message: String, at place: Place, hint: String? = nil) -> Diagnostic {
        Diagnostic(.badTemplate, message, at: span(place), hint: hint)
    }

    func limit(_ message: String, at place: Place) -> Diagnostic {
        Diagnostic(.limit, message, at: span(place))
    }
}
