import ShellSyntax
import Testing

/// Texts made to take long, or to take the stack of a small thread, on which tests run too.
@Suite struct HostileTests {
    /// Repeated to a mebibyte. What takes quadratic time would take hours.
    static let units = [
        "(", "((", "( ", "$(", "$((", "${", "`", "\"", "'", "\"$(", "{ ", "[", "a[", "<(", "[[ ( ", "if ", "while ", "a=(", "<<a ", "<<a\n",
        "$(<<a\n", "<<a;", "! ", "\\", "\\\n", "\n", ";", "a;", "a\n", "a&&", "a|", "a=", "aaaa", "{a}", "0", "<", "#", "$", "$'", "@(",
        "${a:-", "\"${a:-\"", "${a[", "$[", "$((a[", "a[1]=", "a=(1)", "((1) ", "$((a) ) ", "`\\`", "a `b` ", "case a in b) ",
        "if a;then b;elif ", "case a in a);;", "[[ ! ", "}", "\r\n", "\u{E9}", "\u{0}", "a\\\n", "cat <<'x'\n", "\u{1F600} ",
    ]

    @Test(.timeLimit(.minutes(30)), arguments: units) func aMebibyteOfOneThingEndsSoon(_ unit: String) {
        let text = String(repeating: unit, count: (1 << 20) / unit.utf8.count)
        let problem = ShellSyntax.firstProblem(in: text)
        if let problem { #expect((0...text.utf8.count).contains(problem.offset)) }
        _ = ShellSyntax.isBlank(text)
    }

    @Test(arguments: [
        ("(", "a", " )"), ("{ ", "a", "; }"), ("$(", "a", ")"), ("\"$(", "a", ")\""), ("${a:-", "b", "}"), ("\"${a:-", "b", "}\""),
        ("<(", "a", ")"), ("if ", "a", "; then b; fi"), ("if a; then ", "b", "; fi"), ("while a; do ", "b", "; done"),
        ("case a in b) ", "c", ";; esac"), ("for a in b; do ", "c", "; done"), ("f() { ", "a", "; }"), ("$((", "1", "))"),
        ("${a[", "1", "]}"), ("x=$( (", "a", ") )"), ("$[", "1", "]"), ("$(( $(", "a", ") ))"), ("[[ $(", "a", ") ]]"),
    ])
    func nestingIsBounded(_ opening: String, _ middle: String, _ closing: String) throws {
        func nested(_ levels: Int) -> String {
            String(repeating: opening, count: levels) + middle + String(repeating: closing, count: levels)
        }
        #expect(ShellSyntax.firstProblem(in: nested(30)) == nil)
        let problem = try #require(ShellSyntax.firstProblem(in: nested(101)))
        #expect(problem.message == "nested too deeply")
        #expect(problem.hint == "no more than 100 levels are read")
    }

    @Test func aHundredLevelsAreRead() {
        func nested(_ levels: Int) -> String { String(repeating: "{ ", count: levels) + "a" + String(repeating: "; }", count: levels) }
        #expect(ShellSyntax.firstProblem(in: nested(100)) == nil)
        #expect(ShellSyntax.firstProblem(in: nested(101))?.offset == 200)
    }

    /// Each `((` has to be tried as arithmetic first, and each of them holds all others.
    @Test(.timeLimit(.minutes(30))) func subshellsThatLookLikeArithmeticAreTriedOnce() {
        let text = String(repeating: "$(( ", count: 45) + "a" + String(repeating: ") ; b)", count: 45)
        #expect(ShellSyntax.firstProblem(in: text) == nil)
    }

    @Test(.timeLimit(.minutes(30))) func manyHereDocumentsOnOneLineAreRead() {
        let names = (0..<20_000).map { "E\($0)" }
        let text = "cat \(names.map { "<<\($0)" }.joined(separator: " "))\n\(names.joined(separator: "\n"))\n"
        #expect(ShellSyntax.firstProblem(in: text) == nil)
        #expect(ShellSyntax.firstProblem(in: text + "(")?.message == "this `(` is never closed")
    }
}
