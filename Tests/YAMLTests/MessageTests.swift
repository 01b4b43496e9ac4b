import Diagnostics
import Testing
import YAML

/// What a person sees of a text that is wrong.
@Suite struct MessageTests {
    struct Case: Sendable {
        let text: String
        let shown: String
    }

    static let cases = [
        Case(
            text: "a: 1\na: 2\n",
            shown: """
                x.yaml:2:1: error: the key "a" is given twice
                 2 | a: 2
                   | ^
                  first in line 1

                """
        ),
        Case(
            text: "name: xz\nurl: a: b\n",
            shown: """
                x.yaml:2:7: error: mapping values are not allowed in this context
                 2 | url: a: b
                   |       ^
                hint: quote a value that contains ": "

                """
        ),
        Case(
            text: "a:\n\tb: c\n",
            shown: """
                x.yaml:2:1: error: found character that cannot start any token
                 2 | \tb: c
                   | ^
                  while scanning for the next token in line 2
                hint: YAML is indented with spaces; replace the tab

                """
        ),
        Case(
            text: "a: *nothing\n",
            shown: """
                x.yaml:1:4: error: unknown alias "*nothing"
                 1 | a: *nothing
                   |    ^~~~~~~~

                """
        ),
        Case(
            text: "a: &a [*a]\n",
            shown: """
                x.yaml:1:8: error: unknown alias "*a"
                 1 | a: &a [*a]
                   |        ^~

                """
        ),
        Case(
            text: "[x]: 1\n",
            shown: """
                x.yaml:1:1: error: a key must be a scalar
                 1 | [x]: 1
                   | ^

                """
        ),
        Case(
            text: "a:\n  <<: text\n",
            shown: """
                x.yaml:2:7: error: "<<" needs a map or a list of maps
                 2 |   <<: text
                   |       ^~~~

                """
        ),
        Case(
            text: "a: [1, 2\nb: 3\n",
            shown: """
                x.yaml:2:2: error: did not find expected ',' or ']'
                 2 | b: 3
                   |  ^
                  while parsing a flow sequence in line 1

                """
        ),
        Case(text: "", shown: "error: x.yaml is empty\n"),
        Case(text: "# nothing but a comment\n", shown: "error: x.yaml is empty\n"),
    ]

    @Test(arguments: cases)
    func syntaxErrorsAreShownWithTheirPlace(_ item: Case) {
        let error = #expect(throws: Diagnostic.self) { try parse(item.text) }
        #expect(shown(error) == item.shown)
    }

    @Test(arguments: [
        ([UInt8]("ok: 1\nbad: é ".utf8) + [0xFF, 0x0A], "invalid leading UTF-8 octet", 8),
        ([UInt8]("ok: 1\nbad: é ".utf8) + [0xC3, 0x28], "invalid trailing UTF-8 octet", 9),
        ([UInt8]("ok: 1\nbad: é ".utf8) + [0x1B, 0x0A], "control characters are not allowed", 8),
        ([UInt8]("ok: 1\nbad: é ".utf8) + [0x00, 0x0A], "control characters are not allowed", 8),
    ])
    func charactersThatAreNotTextAreShownWhereTheyStand(_ bytes: [UInt8], _ message: String, _ column: Int) {
        let error = #expect(throws: Diagnostic.self) { try Node.parse(SourceFile(name: "x.yaml", bytes: bytes)) }
        #expect(error?.message == message)
        #expect(error?.span?.description == "x.yaml:2:\(column)")
        #expect(error?.code == .yamlSyntax)
    }
}
