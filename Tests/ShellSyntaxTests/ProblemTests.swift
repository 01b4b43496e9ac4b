import ShellSyntax
import Testing

/// What is accepted, and what is said about the rest, to the character.
@Suite struct ProblemTests {
    @Test(arguments: ValidScripts.all) func aValidScriptHasNoProblem(_ text: String) {
        #expect(ShellSyntax.firstProblem(in: text) == nil)
    }

    @Test(arguments: InvalidScript.all) func aProblemIsNamedAndPlaced(_ script: InvalidScript) throws {
        let problem = try #require(ShellSyntax.firstProblem(in: script.text))
        #expect("\(problem.line):\(problem.column)" == script.place)
        #expect(problem.message == script.message)
        #expect(problem.hint == script.hint)
    }

    /// Offsets count bytes, columns characters.
    @Test func offsetsAndColumnsAgree() throws {
        let text = "# é\necho é\u{301}é 'x"
        let problem = try #require(ShellSyntax.firstProblem(in: text))
        #expect(problem.line == 2)
        #expect(problem.column == 9)
        #expect(Array(text.utf8)[problem.offset] == UInt8(ascii: "'"))
    }

    /// Backquotes hide what is inside in a layer of backslashes, which must not shift the place.
    @Test func placesInBackquotesAreThoseOfTheText() throws {
        let text = #"a; echo `b \`c \\\`d 'e\\\`\``"#
        let problem = try #require(ShellSyntax.firstProblem(in: text))
        #expect(problem.message == "this single quote is never closed")
        #expect(Array(text.utf8)[problem.offset] == UInt8(ascii: "'"))
    }

    @Test func aStringOfAnotherStorageIsReadToo() {
        let text = String(Substring("xx echo 'a' xx").dropFirst(3).dropLast(3))
        #expect(ShellSyntax.firstProblem(in: text) == nil)
        #expect(ShellSyntax.firstProblem(in: text + "'")?.column == 9)
    }
}
