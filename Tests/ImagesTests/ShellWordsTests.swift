import Diagnostics
import Testing

@testable import Images

/// Words of a command line (IMAGE.md §13.2).
@Suite struct ShellWordsTests {
    @Test(
        arguments: [
            ("", []), ("  \t\n\r\n ", []), ("a b", ["a", "b"]), (" a\tb\nc\r\nd ", ["a", "b", "c", "d"]), ("'a b' c", ["a b", "c"]),
            ("\"a b\"c", ["a bc"]), ("x=\"q\"", ["x=q"]), ("''", [""]), ("\"\" a", ["", "a"]), ("a''b", ["ab"]), (#"a\ b"#, ["a b"]),
            (#"'a\nb'"#, [#"a\nb"#]), (#""a\nb""#, [#"a\nb"#]), (#""\"\\\$\`""#, ["\"\\$`"]), ("a\\\nb", ["ab"]), ("# c", []),
            ("a # c\nb", ["a", "b"]),
            ("a#b", ["a#b"]), ("'#'", ["#"]), ("$HOME ~ *.c $(x) `y`", ["$HOME", "~", "*.c", "$(x)", "`y`"]), ("a # c\r\nb", ["a", "b"]),
            ("ä 'ö'ü", ["ä", "öü"]),
        ] as [(String, [String])]
    )
    func areSplit(_ text: String, _ words: [String]) throws {
        #expect(try ShellWords.split(text) == words)
    }

    @Test(arguments: ["'", "\"", "a 'b", "a \"b", "\\", "a\\", "\"a\\\"", "'a''"])
    func mustBeClosed(_ text: String) {
        #expect(problem { _ = try ShellWords.split(text) } == "error: \"\(text)\" has a quote that is not closed\n")
    }
}
