import Diagnostics
import Testing

/// What a person sees, to the character.
@Suite struct RendererTests {
    static let text = SourceFile(name: "xz.yaml", bytes: Array("package:\n\tname: xz\nversion: 5\r\nlast".utf8))

    struct Case: Sendable {
        let diagnostic: Diagnostic
        let shown: String
    }

    static let cases: [Case] = [
        Case(diagnostic: Diagnostic(.system, "it broke"), shown: "error: it broke\n"),
        Case(diagnostic: Diagnostic(.system, "odd", severity: .warning), shown: "warning: odd\n"),
        Case(
            diagnostic: Diagnostic(.system, "bad", notes: ["one", "two\nlines"], hint: "type this"),
            shown: "error: bad\n  one\n  two\n  lines\nhint: type this\n"
        ),
        Case(
            diagnostic: Diagnostic(.system, "bad name", at: span(2, 2, 4)),
            shown: "xz.yaml:2:2: error: bad name\n 2 | \tname: xz\n   | \t^~~~\n"
        ),
        Case(
            diagnostic: Diagnostic(.system, "bad", at: span(3, 10, 1)),
            shown: "xz.yaml:3:10: error: bad\n 3 | version: 5\n   |          ^\n"
        ),
        Case(
            diagnostic: Diagnostic(.system, "too long an underline", at: span(4, 3, 500)),
            shown: "xz.yaml:4:3: error: too long an underline\n 4 | last\n   |   ^~\n"
        ),
        Case(
            diagnostic: Diagnostic(.system, "behind the end of the line", at: span(4, 9, 3)),
            shown: "xz.yaml:4:9: error: behind the end of the line\n 4 | last\n   |     ^\n"
        ),
        Case(
            diagnostic: Diagnostic(.system, "behind the end of the text", at: span(99, 1, 1)),
            shown: "xz.yaml:99:1: error: behind the end of the text\n"
        ),
    ]

    @Test(arguments: cases)
    func showsPlainText(_ item: Case) {
        #expect(DiagnosticRenderer(colour: false).render(item.diagnostic) == item.shown)
    }

    @Test(arguments: [1, 100, 101, 102, 500, 600]) func longLinesAreShownInPart(_ column: Int) {
        let line = (0..<600).map { String($0 % 10) }.joined()
        let diagnostic = Diagnostic(
            .system,
            "bad",
            at: SourceSpan(file: SourceFile(name: "a", bytes: Array(line.utf8)), line: 1, column: column, length: 3)
        )
        let lines = DiagnosticRenderer(colour: false).render(diagnostic).split(separator: "\n").map { String($0) }
        let shown = lines[1].dropFirst(" 1 | ".count)
        let caret = lines[2].dropFirst("   | ".count)
        #expect(shown.count <= 202)
        #expect(shown.contains("…"))
        // The caret stands below the very character, and underlines no more than there is.
        #expect(Array(shown)[caret.count { $0 == " " }] == Character(String((column - 1) % 10)))
        #expect(caret.drop { $0 == " " } == (column == 600 ? "^" : "^~~"))
    }

    @Test func coloursSeverityMessageCaretAndHint() {
        let diagnostic = Diagnostic(.system, "bad", at: Self.span(4, 1, 2), notes: ["note"], hint: "next")
        let bold = "\u{1B}[1m"
        let red = "\u{1B}[1;31m"
        let off = "\u{1B}[0m"
        let shown =
            "\(bold)xz.yaml:4:1: \(off)\(red)error\(off): \(bold)bad\(off)\n 4 | last\n   | \(red)^~\(off)\n  note\n"
            + "\u{1B}[1;36mhint\(off): next\n"
        #expect(DiagnosticRenderer(colour: true).render(diagnostic) == shown)
    }

    @Test func controlCharactersOfHostileNamesDoNotReachTheTerminal() {
        let file = SourceFile(name: "a\u{1B}[2Jb", bytes: Array("key: \u{1B}]0;title\u{7}\n".utf8))
        let diagnostic = Diagnostic(
            .system,
            "the path \"\u{1B}[31m\u{9B}x\" is bad\r",
            at: SourceSpan(file: file, line: 1, column: 6),
            notes: ["\u{8}note\tkept"],
            hint: "rm \u{7F}"
        )
        let shown = """
            a\u{FFFD}[2Jb:1:6: error: the path "\u{FFFD}[31m\u{FFFD}x" is bad\u{FFFD}
             1 | key: \u{FFFD}]0;title\u{FFFD}
               |      ^
              \u{FFFD}note\tkept
            hint: rm \u{FFFD}

            """
        #expect(DiagnosticRenderer(colour: false).render(diagnostic) == shown)
    }

    private static func span(_ line: Int, _ column: Int, _ length: Int) -> SourceSpan {
        SourceSpan(file: text, line: line, column: column, length: length)
    }
}
