import Diagnostics
import Recipes

extension LocatedText {
    /// The place of a part of the text.
    ///
    /// What the reader made of a block of lines stands in the file line by line, unless YAML or a variable changed it: then the place of
    /// the whole text is given.
    ///
    /// - Parameters:
    ///   - part: what is to be found there, on one line.
    ///   - offset: where it begins in the text, in bytes.
    func span(of part: String, at offset: Int) -> SourceSpan {
        let lines = text.utf8.prefix(offset).count { $0 == UInt8(ascii: "\n") }
        let first = span.file.line(span.line).unicodeScalars.dropFirst(span.column - 1).first
        let line = span.line + lines + (first == "|" || first == ">" ? 1 : 0)
        let source = span.file.line(line)
        if let start = source.offsets(of: part).first {
            let column = String(decoding: source.utf8.prefix(start), as: UTF8.self).unicodeScalars.count + 1
            return SourceSpan(file: span.file, line: line, column: column, length: part.unicodeScalars.count)
        }
        // A variable further on in the line: the whole line is the place.
        let content = source.trimmed
        guard let word = part.utf8.split(separator: UInt8(ascii: " ")).first, content.utf8.starts(with: word) else { return span }
        let blanks = source.utf8.prefix { $0.isBlank }.count
        return SourceSpan(file: span.file, line: line, column: blanks + 1, length: content.unicodeScalars.count)
    }
}
