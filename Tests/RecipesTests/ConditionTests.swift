import Diagnostics
import ImageConfigurations
import Testing

@testable import Recipes

/// The language of `if:` (RECIPE.md §7).
@Suite struct ConditionTests {
    static let values = ["build.arch": "x86_64", "vars.a": "a", "vars.q": "it's", "vars.empty": ""]
    static let span = SourceSpan(file: SourceFile(name: "c.yaml", bytes: Array("if: here\n".utf8)), line: 1, column: 5, length: 4)

    static func holds(_ text: String) throws -> Bool {
        let quoted = try Markers.resolve(text, at: span, hint: { Similarity.hint(for: $0, in: values.keys.sorted()) }) {
            values[$0]?.quoted
        }
        return try Condition.evaluate(LocatedText(text: quoted, span: span))
    }

    @Test(arguments: [
        ("'a' == 'a'", true), ("'a' == 'b'", false), ("'a' != 'b'", true), ("\"a\" == 'a'", true), ("''==\"\"", true),
        ("${{build.arch}} == 'x86_64'", true), ("${{ build.arch }} != 'x86_64'", false), ("'x86_64' == ${{\tbuild.arch\n}}", true),
        ("${{vars.q}} == \"it's\"", true), ("${{vars.empty}} == ''", true), ("${{vars.a}} == ${{ vars.a }}", true),
        // Blanks between tokens are free, also those at both ends.
        ("  'a'=='a'  ", true), ("\n'a'\r\n==\t'a'\n", true), ("'a' == 'a'\r\n", true), ("'a' == 'a'\r", true),
        // Equal precedence, from left to right.
        ("'1' == '1' || '1' == '1' && '1' == '2'", false), ("'1' == '1' || ('1' == '1' && '1' == '2')", true),
        ("'1' == '2' && '1' == '1' || '1' == '1'", true), ("'1' == '2' && ('1' == '1' || '1' == '1')", false),
        ("(('a' == 'a'))", true), ("('a' == 'b') || ('a' == 'a')", true),
        // Escapes are the same in both kinds of quotes.
        (#"'it\'s' == "it's""#, true), (#""\"" == '"'"#, true), (#"'\\' == "\\""#, true), (#"'a\nb' == "a\nb""#, true),
        (#"'\t' == "\t""#, true), (#"'\x' == '\\x'"#, true), (#"'\$' == '$'"#, false),
        // A variable inside quotes is text.
        ("'${{build.arch}}' == 'x86_64'", false), ("'}}' == '}}'", true),
    ])
    func holds(_ text: String, _ expected: Bool) throws {
        #expect(try Self.holds(text) == expected)
    }

    @Test(arguments: [
        ("", "a text in quotes or a variable", "the end"), (" \n", "a text in quotes or a variable", "the end"),
        ("a == 'a'", "a text in quotes or a variable", "\"a == 'a'\""), ("true", "a text in quotes or a variable", "\"true\""),
        ("'a'", "\"==\" or \"!=\"", "the end"), ("'a' = 'a'", "\"==\" or \"!=\"", "\"= 'a'\""),
        ("'a' < 'b'", "\"==\" or \"!=\"", "\"< 'b'\""),
        ("'a' == 'a' 'b'", "\"&&\", \"||\" or the end", "\"'b'\""), ("'a' == 'a' &&", "a text in quotes or a variable", "the end"),
        ("('a' == 'a'", "\")\"", "the end"), ("'a' == 'a')", "\"&&\", \"||\" or the end", "\")\""),
        ("'a' == 'a", "a closing quote", "\"'a\""),
        ("'a' == \"a'", "a closing quote", "\"\"a'\""), (#"'a' == 'a\"#, "a closing quote", "\"'a\\\""),
        ("!('a' == 'a')", "a text in quotes or a variable", "\"!('a' == 'a'\""),
        ("'a' == 'a' & 'a' == 'a'", "\"&&\", \"||\" or the end", "\"& 'a' == 'a'\""), ("()", "a text in quotes or a variable", "\")\""),
    ])
    func saysWhatItExpected(_ text: String, _ expected: String, _ found: String) {
        #expect(
            problem { _ = try Self.holds(text) } == """
                c.yaml:1:5: error: in a condition, \(expected) is expected, not \(found)
                 1 | if: here
                   |     ^~~~
                hint: write: ${{build.arch}} == 'x86_64', or '${{package.name}}' == 'x'

                """
        )
    }

    @Test func refusesAnUnknownVariableAlsoWhereItDoesNotMatter() {
        let text = problem { _ = try Self.holds("'a' == 'b' && ${{build.arc}} == 'x'") }
        #expect(text.hasPrefix("c.yaml:1:5: error: unknown variable \"build.arc\"\n"))
        #expect(text.hasSuffix("hint: did you mean \"build.arch\"?\n"))
    }

    @Test func boundsItsDepth() {
        let text = problem { _ = try Self.holds(String(repeating: "(", count: 100_000)) }
        #expect(text.contains("error: the condition is nested more than 50 deep\n"))
    }

    @Test func dropsAStepWithItsChildrenAndNeeds() throws {
        let compiled = try Given.compiled(
            Given.head + """
                pipeline:
                  - if: ${{build.arch}} == 'aarch64'
                    runs: one
                    needs: {packages: [a]}
                    pipeline: [{runs: two, needs: {packages: [b]}}]
                  - if: |
                      ${{build.arch}} == 'x86_64'
                      && '${{package.name}}' == 'hello'
                    runs: three
                    needs: {packages: [c]}
                """
        )
        #expect(Given.scripts(try #require(compiled.packages.first).steps) == ["three"])
        #expect(compiled.environment.contents.packages == ["c"])
    }

    @Test func ofTheFirstPassIsInsertedRaw() {
        let text = problem { _ = try Given.steps("pipeline:\n  - if: ${{package.name}} == 'hello'\n    runs: a\n") }
        #expect(text.contains("a text in quotes or a variable is expected, not \"hello == 'he\"\n"), "\(text)")
    }

    @Test(arguments: [("x86_64", ["hello", "a", "c"]), ("aarch64", ["hello", "b", "c"])])
    func dropsASubpackage(_ architecture: String, _ names: [String]) throws {
        let compiled = try Given.compiled(
            Given.head + """
                subpackages:
                  - {name: a, if: "${{build.arch}} == 'x86_64'", pipeline: [{needs: {packages: [n]}}]}
                  - {name: b, if: "${{build.arch}} == 'aarch64'"}
                  - {name: c, if: "'${{package.name}}' == 'hello' && ${{subpkg.name}} == 'c'"}
                """,
            architecture: architecture
        )
        #expect(compiled.packages.map(\.name) == names)
    }
}
