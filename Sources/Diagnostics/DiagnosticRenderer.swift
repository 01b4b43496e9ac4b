/// Turns diagnostics into the text that a person reads.
public struct DiagnosticRenderer: Sendable {
    private let colour: Bool

    /// - Parameter colour: whether to use ANSI colours; callers decide by terminal and `NO_COLOR`.
    public init(colour: Bool) {
        self.colour = colour
    }

    /// The diagnostic as lines, ending in a newline:
    /// `file:line:column: error: message`, the line with a caret, notes, then `hint:` lines.
    public func render(_ diagnostic: Diagnostic) -> String {
        var text = ""
        if let span = diagnostic.span { text += paint("\(Self.harmless(span.description)): ", .bold) }
        let severity = paint(diagnostic.severity.rawValue, Self.style(diagnostic.severity))
        text += "\(severity): \(paint(Self.harmless(diagnostic.message), .bold))\n"
        if let span = diagnostic.span { text += excerpt(span) }
        for note in diagnostic.notes { text += indented(Self.harmless(note)) }
        for hint in diagnostic.hints { text += "\(paint("hint", .cyan)): \(Self.harmless(hint))\n" }
        return text
    }

    private func excerpt(_ span: SourceSpan) -> String {
        let (cut, column) = Self.window(of: span.file.line(span.line), around: span.column)
        let line = Self.harmless(cut)
        if line.isEmpty { return "" }
        let number = String(span.line)
        let gutter = String(repeating: " ", count: number.count)
        // Tabs are kept in front of the caret, so that it stands below its character in any terminal.
        let lead = String(line.prefix(column - 1).map { $0 == "\t" ? "\t" : " " })
        let room = max(1, line.count - column + 1)
        let caret = "^" + String(repeating: "~", count: min(span.length, room) - 1)
        return " \(number) | \(line)\n \(gutter) | \(lead)\(paint(caret, .red))\n"
    }

    /// Longer lines, in bytes, are shown in part: nobody reads them whole, and a text can be one line.
    private static let longestLine = 400

    /// The part of a line around a column, and the column in it.
    private static func window(of line: String, around column: Int) -> (text: String, column: Int) {
        if line.utf8.count <= longestLine { return (line, column) }
        let start = max(0, column - 1 - longestLine / 4)
        let rest = line.unicodeScalars.dropFirst(start)
        let part = rest.prefix(longestLine / 2)
        let text = String(String.UnicodeScalarView(part)) + (part.endIndex < rest.endIndex ? "…" : "")
        return start == 0 ? (text, column) : ("…" + text, column - start + 1)
    }

    private func indented(_ note: String) -> String {
        note.split(separator: "\n", omittingEmptySubsequences: false).map { "  \($0)\n" }.joined()
    }

    /// Control characters replaced: messages quote names from archives and texts, and those must not speak to the terminal.
    private static func harmless(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            let isControl = scalar.properties.generalCategory == .control && scalar != "\n" && scalar != "\t"
            result.unicodeScalars.append(isControl ? "\u{FFFD}" : scalar)
        }
        return result
    }

    private enum Style: String {
        case bold = "1"
        case red = "1;31"
        case yellow = "1;33"
        case cyan = "1;36"
    }

    private static func style(_ severity: Diagnostic.Severity) -> Style {
        switch severity {
        case .info: .cyan
        case .warning: .yellow
        case .error: .red
        }
    }

    private func paint(_ text: String, _ style: Style) -> String {
        colour ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
    }
}
