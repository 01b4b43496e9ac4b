import Diagnostics
import Testing

@testable import Recipes

/// `var-transforms`: expressions and Go's templates (RECIPE.md §5).
@Suite struct VarTransformTests {
    @Test(arguments: [
        (#"^(\d+)\.(\d+)$"#, "$1_$2", "10"), (#"^(\d+)\.(\d+)$"#, "${1}${2}", "110"), (#"\."#, "$$", "1$10"), (#"\."#, "$", "1$10"),
        (#"(\d+)"#, "<$1>", "<1>.<10>"), (#"(\d+)"#, "$1x", "."), (#"(\d+)"#, "${1}x", "1x.10x"), (#"(\d+)"#, "$2", "."),
        (#"(?P<major>\d+)\..*"#, "$major", "1"), (#"(?P<major>\d+)\..*"#, "v${major}!", "v1!"), (#"\d+"#, "$0$0", "11.1010"),
        ("nothing", "x", "1.10"), (#"\."#, "", "110"), (#"\."#, #"\1"#, #"1\110"#), (#"\."#, "${", "1${10"), (#"\."#, "${}", "1${}10"),
        (#"\."#, "${-1}", "1${-1}10"), (#"\."#, "${+1}", "1${+1}10"), (#"\."#, "$99999999999999999999", "110"), (#"\."#, "$-1", "1$-110"),
        (#"\."#, "a$$1b", "1a$1b10"),
    ])
    func replaceEveryMatch(_ match: String, _ replace: String, _ expected: String) throws {
        // Single quotes keep YAML from reading anything into the texts; none of them holds one.
        let recipe = try Given.recipe(
            Given.head + "var-transforms:\n  - from: ${{package.version}}\n    match: '\(match)'\n    replace: '\(replace)'\n    to: out\n"
        )
        #expect(recipe.transformed["out"] == expected)
    }

    @Test func seeVariablesAndEarlierResultsAndReplaceVariables() throws {
        let recipe = try Given.recipe(
            Given.head + """
                vars: {a: one, b: two}
                var-transforms:
                  - {from: "${{vars.a}}-${{package.name}}", match: "-", replace: "+", to: c}
                  - {from: "${{ vars.c }}", match: "hello", replace: "bye", to: b}
                pipeline:
                  - runs: ${{vars.a}} ${{vars.b}} ${{vars.c}}
                """
        )
        #expect(recipe.transformed == ["a": "one", "b": "one+bye", "c": "one+hello"])
        #expect(recipe.pipeline.first?.runs?.text == "one one+bye one+hello")
    }

    @Test func refuseWhatIsNotAnExpression() {
        #expect(
            problem {
                _ = try Given.recipe(Given.head + "var-transforms:\n  - {from: a, match: '(', replace: b, to: c}\n")
            } == """
                hello.yaml:5:22: error: "(" is not a regular expression: missing closing parenthesis at byte 2
                 5 |   - {from: a, match: '(', replace: b, to: c}
                   |                      ^~~

                """
        )
    }

    @Test(arguments: ["{match: a, to: b}", "{from: a, to: b}", "{from: a, match: b}", "{}"])
    func refuseMissingKeys(_ item: String) {
        let text = problem { _ = try Given.recipe(Given.head + "var-transforms:\n  - \(item)\n") }
        #expect(text.contains("error: a var-transform needs \"from\", \"match\" and \"to\"\n"))
    }

    @Test func refuseAnUnknownVariable() {
        let text = problem { _ = try Given.recipe(Given.head + "var-transforms:\n  - {from: '${{vars.x}}', match: a, to: b}\n") }
        #expect(text.hasPrefix("hello.yaml:5:13: error: unknown variable \"vars.x\"\n"))
    }

    @Test(arguments: [
        (#"a\K"#, #""\K""#), (#"\Ga"#, #""\G""#), (#"\Ca"#, #""\C""#),
        ("(*UTF)a", "a verb"), ("(?=a)", "a look around"), (#"(a)\1"#, "a backreference"), ("a++", "a possessive repetition"),
    ])
    func refuseWhatOnlyTheLibraryKnows(_ match: String, _ construct: String) {
        let text = problem { _ = try Given.recipe(Given.head + "var-transforms:\n  - {from: a, match: '\(match)', replace: b, to: c}\n") }
        #expect(text.contains("holds \(construct), which regular expressions here do not have\n"), "\(text)")
    }

    /// Found by fuzzing: the library looked through the whole text for each match.
    @Test(.timeLimit(.minutes(30))) func longTextsAreNoDelay() throws {
        let long = String(repeating: "é", count: 30_000)
        #expect(try RegularExpression("é").replaceAll(in: long, with: "e") == String(repeating: "e", count: 30_000))
        #expect(throws: Diagnostic.self) { _ = try RegularExpression("e").replaceAll(in: long + long, with: "") }
        #expect(throws: Diagnostic.self) {
            _ = try RegularExpression("").replaceAll(in: long, with: String(repeating: "$9", count: 3_000))
        }
    }

    @Test(.timeLimit(.minutes(30)), arguments: [(".*.*.*[bc]", 1_500), ("(a+)+$", 50), ("(a|aa)+$", 50), ("a*a*a*[bc]", 1_500)])
    func searchesThatTakeLongAreGivenUp(_ match: String, _ count: Int) throws {
        let expression = try RegularExpression(match)
        for count in [count, 60_000] {
            #expect(throws: Diagnostic.self) { _ = try expression.replaceAll(in: String(repeating: "a", count: count) + "!", with: "") }
        }
    }
}
