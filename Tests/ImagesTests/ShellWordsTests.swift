import Diagnostics
import ImageConfigurations
import JSON
import Recipes
import Testing

@testable import Images

/// Words of a command line (IMAGE.md §13.2).
@Suite struct ShellWordsTests {
    @Test(
        arguments: [
            ("", []), ("  \t\n\r\n ", []), ("a b", ["a", "b"]), (" a\tb\nc\r\nd ", ["a", "b", "c", "d"]), ("'a b' c", ["a b", "c"]),
            ("\"a b\"c", ["a bc"]), ("x=\"q\"", ["x=q"]), ("''", [""]), ("\"\" a", ["", "a"]), ("a''b", ["ab"]), (#"a\ b"#, ["a b"]),
            (#"'a\nb'"#, [#"a\nb"#]), (#""\"\\\$\`""#, ["\"\\$`"]), ("# c", []), ("a # c\nb", ["a", "b"]), ("a #'\nb", ["a", "b"]),
            ("a#b", ["a#b"]), ("'#'", ["#"]), ("\\# a", ["#", "a"]), ("''# a", ["#", "a"]), ("a # c\r\nb", ["a", "b"]),
            ("$HOME ~ *.c $(x) `y`", ["$HOME", "~", "*.c", "$(x)", "`y`"]), ("ä 'ö'ü", ["ä", "öü"]), ("a \u{301}b", ["a", "\u{301}b"]),
            ("a\u{B}b\u{A0}c", ["a\u{B}b\u{A0}c"]),
        ] as [(String, [String])]
    )
    func areSplit(_ text: String, _ words: [String]) throws {
        for order in LayerOrder.allCases { #expect(try ShellWords.split(text, order: order) == words) }
    }

    /// apko's way takes what follows a backslash for itself wherever it is not between single quotes.
    @Test(
        arguments: [
            ("a\\\nb", ["a\nb"], ["ab"]), ("a \\\n b", ["a", "\n", "b"], ["a", "b"]), (#""a\nb""#, ["anb"], [#"a\nb"#]),
            ("\"\\'\\ \\#\"", ["' #"], ["\\'\\ \\#"]), ("\"a\\\nb\"", ["a\nb"], ["a\\\nb"]),
        ] as [(String, [String], [String])]
    )
    func apkoTakesMoreLiterally(_ text: String, _ words: [String], _ others: [String]) throws {
        #expect(try ShellWords.split(text, order: .path) == words)
        #expect(try ShellWords.split(text, order: .package) == others)
    }

    @Test(arguments: ["'", "\"", "a 'b", "a \"b", "\\", "a\\", "\"a\\\"", "'a''", "\"a\\"])
    func mustBeClosed(_ text: String) {
        for order in LayerOrder.allCases {
            #expect(problem { _ = try ShellWords.split(text, order: order) } == "error: \"\(text)\" has a quote that is not closed\n")
        }
    }

    @Test(arguments: LayerOrder.allCases) func aCommandBesideAFragmentIsNotSplit(_ order: LayerOrder) throws {
        func entrypoint(_ text: String) throws -> [String] {
            let document = try ImageDocuments.config(
                configuration("entrypoint: {\(text)}\n"),
                architecture: try #require(Architecture("x86_64")),
                layers: [],
                user: "",
                time: ImageDate.Time(seconds: 0),
                order: order
            )
            return (document["config"]?["Entrypoint"]?.items ?? []).compactMap(\.string)
        }
        #expect(try entrypoint("command: it's broken, shell-fragment: echo hi") == ["/bin/sh", "-c", "echo hi"])
        #expect(try entrypoint("command: it is") == ["it", "is"])
        #expect(problem { _ = try entrypoint("command: it's broken") } == "error: \"it's broken\" has a quote that is not closed\n")
    }
}
