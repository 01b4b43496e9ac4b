import SystemPackage
import Testing

@testable import Recipes

/// How scalars, nulls and values of a wrong type are read (RECIPE.md §2).
@Suite struct ValueTypeTests {
    @Test(arguments: ["1.10", "1.0", "010", "0x10", "1e3", "true", "2026-01-01", "1_000", "'1.10'", "\"1.10\""])
    func aVersionKeepsItsText(_ written: String) throws {
        let recipe = try Given.recipe("package:\n  name: a\n  version: \(written)\n")
        #expect(recipe.package.version == written.filter { $0 != "'" && $0 != "\"" })
        #expect(recipe.package.fullVersion == "\(recipe.package.version)-r0")
    }

    @Test(arguments: [
        ("7", 7), ("0x10", 16), ("010", 8), ("0o17", 15), ("1.0", 1), ("~", 0), ("", 0), ("18446744073709551615", UInt64.max),
    ])
    func anEpochIsAnInteger(_ written: String, _ value: UInt64) throws {
        #expect(try Given.recipe(Given.head + "  epoch: \(written)\n").package.epoch == value)
    }

    @Test(arguments: ["'1'", "-1", "one", "1.5", "0x", "[1]", "{a: 1}", "18446744073709551616", "nan", "inf", "1e400"])
    func anEpochIsNothingElse(_ written: String) {
        let text = problem { _ = try Given.recipe(Given.head + "  epoch: \(written)\n") }
        #expect(text.contains("error: epoch in package must be a non-negative integer without quotes, not "), "\(text)")
    }

    @Test(arguments: [("yes", true), ("ON", true), ("y", true), ("true", true), ("no", false), ("Off", false), ("~", false)])
    func aBooleanHasTheSpellingsOfYAML(_ written: String, _ value: Bool) throws {
        #expect(try Given.recipe(Given.head + "  options:\n    no-depends: \(written)\n").package.options?.noDepends == value)
    }

    @Test func nullsCountAsAbsentAndLeaveLists() throws {
        let recipe = try Given.recipe(
            """
            package:
              name: a
              version: 1
              description: ~
              annotations: ~
              dependencies:
                runtime: [a, ~, b, null]
            environment: ~
            pipeline:
              - ~
              - runs: make
                with: ~
            subpackages: null
            vars:
              empty: ~
            """
        )
        #expect(recipe.package.description == "")
        #expect(recipe.package.dependencies.runtime == ["a", "b"])
        #expect(recipe.pipeline.map { $0.runs?.text } == ["make"])
        #expect(recipe.subpackages.isEmpty)
        #expect(recipe.variables == ["empty": ""])
    }

    @Test func aQuotedNullIsText() throws {
        let recipe = try Given.recipe(Given.head + "  dependencies:\n    runtime: ['null', \"~x\"]\n")
        #expect(recipe.package.dependencies.runtime == ["null", "~x"])
    }

    @Test(arguments: [
        ("[]", "hello.yaml:1:1: error: the recipe must be a map, not a list\n 1 | []\n   | ^\n"),
        ("text", "hello.yaml:1:1: error: the recipe must be a map, not a scalar\n 1 | text\n   | ^~~~\n"),
        ("", "error: hello.yaml is empty\n"),
        ("# nothing\n", "error: hello.yaml is empty\n"),
        (
            "{}",
            "hello.yaml:1:1: error: the recipe has no \"package\"\n 1 | {}\n   | ^\nhint: a recipe begins with: package:\n"
        ),
        (
            "package: ~\n",
            "hello.yaml:1:1: error: the recipe has no \"package\"\n 1 | package: ~\n   | ^\nhint: a recipe begins with: package:\n"
        ),
        ("package: [a]\n", "hello.yaml:1:10: error: package must be a map, not a list\n 1 | package: [a]\n   |          ^\n"),
        (
            "package:\n  name: [a]\n",
            "hello.yaml:2:9: error: name in package must be a scalar, not a list\n 2 |   name: [a]\n   |         ^\n"
        ),
    ])
    func aWrongShapeAtTheTopIsExplained(_ text: String, _ golden: String) {
        #expect(problem { _ = try Given.recipe(text) } == golden)
    }

    @Test(arguments: [
        ("pipeline: make\n", "4:11", "pipeline in the recipe must be a list, not \"make\""),
        ("pipeline: {}\n", "4:11", "pipeline in the recipe must be a list, not a map"),
        ("pipeline:\n  - make\n", "5:5", "a step must be a map, not a scalar"),
        ("pipeline:\n  - runs: [make]\n", "5:11", "runs in a step must be a scalar, not a list"),
        ("pipeline:\n  - uses: a\n    with: [b]\n", "6:11", "with in a step must be a map, not a list"),
        ("pipeline:\n  - uses: a\n    with: {b: [c]}\n", "6:15", "with.b in a step must be a scalar, not a list"),
        ("pipeline:\n  - inputs: {a: b}\n", "5:17", "an input must be a map, not a scalar"),
        ("pipeline:\n  - inputs: [a]\n", "5:13", "inputs in a step must be a map, not a list"),
        ("pipeline:\n  - inputs: {a: {required: maybe}}\n", "5:28", "required in an input must be true or false, not \"maybe\""),
        ("pipeline:\n  - needs: [a]\n", "5:12", "needs must be a map, not a list"),
        ("pipeline:\n  - needs: {packages: a}\n", "5:23", "packages in needs must be a list, not \"a\""),
        ("vars: [a]\n", "4:7", "vars in the recipe must be a map, not a list"),
        ("vars: {a: {b: c}}\n", "4:11", "vars.a in the recipe must be a scalar, not a map"),
        ("data: {a: b}\n", "4:7", "data in the recipe must be a list, not a map"),
        ("data:\n  - name: a\n    items: [b]\n", "6:12", "items in data must be a map, not a list"),
        ("subpackages:\n  - x\n", "5:5", "a subpackage must be a map, not a scalar"),
        ("environment:\n  contents:\n    packages: a\n", "6:15", "packages in contents must be a list, not \"a\""),
        ("environment:\n  environment: [a]\n", "5:16", "environment in the image configuration must be a map, not a list"),
    ])
    func aWrongTypeIsExplained(_ section: String, _ place: String, _ message: String) {
        let text = problem { _ = try Given.recipe(Given.head + section) }
        #expect(text.hasPrefix("hello.yaml:\(place): error: \(message)\n"), "\(text)")
    }

    @Test func aKeyGivenTwiceIsShownWithTheFirst() {
        #expect(
            problem { _ = try Given.recipe(Given.head + "pipeline: []\nvars: {}\npipeline: []\n") } == """
                hello.yaml:6:1: error: the key "pipeline" is given twice
                 6 | pipeline: []
                   | ^~~~~~~~
                  first in line 4

                """
        )
    }

    @Test func onlyTheFirstDocumentCounts() throws {
        #expect(try Given.recipe(Given.head + "---\nnonsense: true\n").package.name == "hello")
    }

    @Test func aMissingFileIsNamed() {
        #expect(problem { _ = try Recipe("/nonexistent/x.yaml") } == "error: there is no recipe /nonexistent/x.yaml\n")
    }
}
