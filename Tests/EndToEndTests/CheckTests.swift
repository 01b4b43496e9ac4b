import Files
import SystemPackage
import Testing

/// `cuttle check` and `cuttle compile` as their users meet them.
@Suite struct CheckTests {
    private static func recipe(_ name: String, _ rest: String = "") -> String {
        "package:\n  name: \(name)\n  version: \"1.0\"\n  epoch: 0\n  copyright: [{license: MIT}]\n\(rest)"
    }

    /// Runs the program in a folder with the files given.
    private func cuttle(_ arguments: [String], _ files: [String: String]) async throws -> Outcome {
        let folder = try TemporaryDirectory()
        for (name, text) in files {
            let path = folder.path.appending(name)
            try Files.makeDirectory(path.removingLastComponent())
            try Files.writeAtomically(Array(text.utf8), to: path)
        }
        return try await Program.run(Program.cuttle.string, arguments, in: folder.path)
    }

    @Test func takesFoldersButNotWhatLiesBesideRecipes() async throws {
        let files = [
            "a.yaml": Self.recipe("a"), "b.yml": Self.recipe("b"), "a/values.yaml": "no: recipe\n",
            "b/extra.melange.yaml": Self.recipe("c"),
            ".hidden.yaml": "broken: [", "apko.yaml": "contents: {packages: [a]}\n", "pipelines/p.yaml": "runs: make\n",
        ]
        let outcome = try await cuttle(["check", ".", "--pipeline-dirs", "pipelines", "-s", "error"], files)
        #expect(outcome.status == 0, "\(outcome.error)")
        #expect(outcome.error == "3 compiled, no problems\n")
        let nested = try await cuttle(["check", ".", "-s", "error"], ["one/a.yaml": Self.recipe("a"), "two/b.yaml": Self.recipe("b")])
        #expect(nested.error == "2 compiled, no problems\n")
    }

    @Test func tellsAllProblemsOfAllRecipes() async throws {
        let files = [
            "a.yaml": Self.recipe("a", "pipeline:\n  - uses: autoconf/mak\n  - runs: echo ${{vars.x}}\n"),
            "b.yaml": Self.recipe("a"),
        ]
        let outcome = try await cuttle(["check", ".", "-s", "error"], files)
        #expect(outcome.status == 2)
        #expect(
            outcome.error == """
                ./a.yaml:7:11: error: unknown pipeline "autoconf/mak"
                 7 |   - uses: autoconf/mak
                   |           ^~~~~~~~~~~~
                hint: did you mean "autoconf/make"?

                ./a.yaml:8:16: error: unknown variable "vars.x"
                 8 |   - runs: echo ${{vars.x}}
                   |                ^~~~~~~~~~~
                hint: declare it: vars: {x: …}

                ./b.yaml:2:9: error: the package "a" is made by two recipes
                 2 |   name: a
                   |         ^
                  the other is ./a.yaml:2:9
                1 compiled, 3 errors

                """
        )
    }

    @Test func aMissingPathDoesNotHideTheOthers() async throws {
        let files = ["a.yaml": Self.recipe("a"), "more/b.yaml": Self.recipe("b", "pipelin: []\n")]
        let outcome = try await cuttle(["check", "none", "a.yaml", "none.yaml", "more", "-s", "error"], files)
        #expect(outcome.status == 2)
        #expect(
            outcome.error == """
                error: there is no recipe none

                error: there is no recipe none.yaml

                more/b.yaml:6:1: error: unknown key "pipelin" in the recipe
                 6 | pipelin: []
                   | ^~~~~~~
                hint: did you mean "pipeline"?
                1 compiled, 3 errors

                """
        )
        let json = try await cuttle(["check", "none", "a.yaml", "-s", "error", "--json"], files)
        #expect(json.status == 2)
        for part in ["\"compiled\": 1", "\"code\": \"missing-file\"", "\"message\": \"there is no recipe none\""] {
            #expect(json.output.contains(part), "\(json.output)")
        }
    }

    @Test func printsJSON() async throws {
        let files = ["a.yaml": Self.recipe("a", "pipelin: []\n"), "b.yaml": Self.recipe("b"), "c.yaml": Self.recipe("c")]
            .mapValues { $0.replacing("name: c\n", with: "name: c\n  target-architecture: [aarch64]\n") }
        let outcome = try await cuttle(["check", ".", "--json", "-s", "error", "--arch", "x86_64"], files)
        #expect(outcome.status == 2)
        #expect(
            outcome.output == """
                {
                  "compiled": 1,
                  "skipped": 1,
                  "diagnostics": [
                    {
                      "severity": "error",
                      "code": "unknown-key",
                      "file": "./a.yaml",
                      "line": 6,
                      "column": 1,
                      "message": "unknown key \\"pipelin\\" in the recipe",
                      "hint": "did you mean \\"pipeline\\"?"
                    }
                  ]
                }

                """
        )
    }

    @Test func printsSARIF() async throws {
        let outcome = try await cuttle(["check", "a b.yaml", "--sarif"], ["a b.yaml": Self.recipe("a", "pipelin: []\n")])
        #expect(outcome.status == 2)
        for part in [
            "\"version\": \"2.1.0\"", "\"ruleId\": \"unknown-key\"", "\"level\": \"error\"", "\"uri\": \"a%20b.yaml\"", "\"startLine\": 6",
            "\"startColumn\": 1", "\"endColumn\": 8",
        ] {
            #expect(outcome.output.contains(part), "\(outcome.output)")
        }
    }

    @Test func asksTheRulesUnlessTheyAreDisabled() async throws {
        let text = Self.recipe("a", "environment: {contents: {packages: [make, make]}}\n")
        let outcome = try await cuttle(["check", "a.yaml"], ["a.yaml": text])
        #expect(outcome.status == 2)
        #expect(outcome.error.contains("[no-repeated-deps]\n"), "\(outcome.error)")
        #expect(try await cuttle(["check", "a.yaml", "--skip-rule", "no-repeated-deps"], ["a.yaml": text]).status == 0)
        #expect(try await cuttle(["check", "a.yaml"], ["a.yaml": "#nolint:no-repeated-deps\n" + text]).status == 0)
        let unknown = try await cuttle(["check", "a.yaml", "--skip-rule", "no-repeated-dep"], ["a.yaml": text])
        #expect(unknown.status == 2)
        #expect(unknown.error.contains("did you mean \"no-repeated-deps\"?"), "\(unknown.error)")
        let rules = try await cuttle(["check", "--list-rules"], [:])
        #expect(rules.output.split(separator: "\n").count == 25)
    }

    @Test func compilesWithTheFlagsOfMelange() async throws {
        let files = [
            "melange.yaml": Self.recipe("a", "vars: {v: one}\npipeline:\n  - uses: p\n    with: {x: \"${{vars.v}}\"}\n"),
            "own/p.yaml": "inputs: {x: {}}\nneeds: {packages: [make]}\npipeline: [{runs: 'echo ${{inputs.x}} ${{build.arch}}'}]\n",
            "vars.yaml": "v: two\n", "a.env": "export A=1\n",
        ]
        let arguments = [
            "compile", "--arch", "arm64", "--pipeline-dir", "own", "--vars-file", "vars.yaml", "--env-file", "a.env", "--git-commit", "abc",
            "--cpu", "4", "--timeout", "1m", "--signing-key", "none.rsa", "--generate-index=false", "--rm=true", "--runner", "bubblewrap",
        ]
        let outcome = try await cuttle(arguments, files)
        #expect(outcome.status == 0, "\(outcome.error)")
        for part in [
            #""commit":"abc""#, #""packages":["make"]"#, #""runs":"echo two aarch64\n""#, #""with":{"x":"two"}"#, #""A":"1""#,
            #""timeout":60000000000"#, #""cpu":"4""#, #""vars":{"v":"two"}"#,
        ] {
            #expect(outcome.output.contains(part), "\(part) in \(outcome.output)")
        }
        #expect(outcome.output.utf8.count { $0 == UInt8(ascii: "\n") } == 1)
        #expect(try await cuttle(["compile", "--arch", "x86_64"], [:]).error.hasPrefix("error: melange.yaml is missing\n"))
    }
}
