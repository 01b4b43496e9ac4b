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
        let line = Self.harmless(span.file.line(span.line))
        if line.isEmpty { return "" }
        let number = String(span.line)
        let gutter = String(repeating: " ", count: number.count)
        // Tabs are kept in front of the caret, so that it stands below its character in any terminal.
        let lead = String(line.prefix(span.column - 1).map { $0 == "\t" ? "\t" : " " })
        let room = max(1, line.count - span.column + 1)
        let caret = "^" + String(repeating: "~", count: min(span.length, room) - 1)
        return " \(number) | \(line)\n \(gutter) | \(lead)\(paint(caret, .red))\n"
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
