import ImageConfigurations
import Testing

@testable import Recipes

/// Inputs of `uses` (RECIPE.md §8, PIPELINES.md §1).
@Suite struct PipelineInputTests {
    /// What the only script of a definition becomes.
    static func script(_ definition: String, _ with: String = "", others: [String: String] = [:]) throws -> [String] {
        let pipelines = others.merging(["p": definition]) { $1 }
        return Given.scripts(try Given.steps("pipeline:\n  - uses: p\n    with: {\(with)}\n", pipelines: pipelines))
    }

    @Test(arguments: [
        // A default is the source text of its scalar.
        ("inputs: {a: {default: 1}}\nruns: =${{inputs.a}}=\n", "", "=1="),
        ("inputs: {a: {default: true}}\nruns: =${{inputs.a}}=\n", "", "=true="),
        ("inputs: {a: {}}\nruns: =${{inputs.a}}=\n", "", "=="),
        ("inputs: {a: {default: x}}\nruns: =${{ inputs.a }}=\n", "a: y", "=y="),
        // Given and empty is the same as not given.
        ("inputs: {a: {default: x}}\nruns: =${{inputs.a}}=\n", "a: ''", "=x="),
        ("inputs: {a: {default: x}}\nruns: =${{inputs.a}}=\n", "a: ~", "=x="),
        ("inputs: {a: {required: true, default: x}}\nruns: =${{inputs.a}}=\n", "", "=x="),
        // Defaults and values may refer to variables.
        ("inputs: {a: {default: '${{package.name}}'}}\nruns: =${{inputs.a}}=\n", "", "=hello="),
        ("inputs: {a: {default: '${{ targets.contextdir }}/usr'}}\nruns: =${{inputs.a}}=\n", "", "=/home/build/melange-out/hello/usr="),
        ("inputs: {a: {}}\nruns: =${{inputs.a}}=\n", "a: '${{ build.arch }}'", "=x86_64="),
        // Defaults may refer to siblings, in whatever order.
        ("inputs: {a: {default: '${{inputs.b}}!'}, b: {default: x}}\nruns: =${{inputs.a}}=\n", "", "=x!="),
        ("inputs: {a: {default: x}, b: {default: '${{inputs.a}}!'}}\nruns: =${{inputs.b}}=\n", "a: y", "=y!="),
        (
            "inputs: {a: {default: '${{inputs.b}}1'}, b: {default: '${{inputs.c}}2'}, c: {default: '${{inputs.d}}3'}, d: {default: x}}\n"
                + "runs: =${{inputs.a}}=\n",
            "", "=x321="
        ),
        // A value is not looked at again.
        ("inputs: {a: {}}\nruns: =${{inputs.a}}=\n", "a: '$HOME ${x}'", "=$HOME ${x}="),
    ])
    func areGivenTheirValues(_ definition: String, _ with: String, _ expected: String) throws {
        #expect(try Self.script(definition, with) == [expected])
    }

    @Test func canBeForwarded() throws {
        let inner = "inputs: {x: {default: inner}}\nruns: =${{inputs.x}}=\n"
        let outer = "inputs: {x: {default: outer}}\npipeline:\n  - uses: q\n    with: {x: '${{inputs.x}}'}\n  - uses: q\n"
        #expect(try Self.script(outer, "", others: ["q": inner]) == ["=outer=", "=inner="])
        #expect(try Self.script(outer, "x: given", others: ["q": inner]) == ["=given=", "=inner="])
    }

    @Test func ofEnclosingPipelinesAreSeenInside() throws {
        let inner = "inputs: {y: {default: '${{inputs.x}}'}}\nruns: ${{inputs.x}} ${{inputs.y}}\n"
        let outer = "inputs: {x: {default: outer}}\npipeline:\n  - runs: ${{inputs.x}}\n  - pipeline:\n      - uses: q\n"
        #expect(try Self.script(outer, "", others: ["q": inner]) == ["outer", "outer outer"])
    }

    @Test func areGoneAfterTheirStep() {
        let text = problem {
            _ = try Given.steps(
                "pipeline:\n  - uses: p\n  - runs: ${{inputs.x}}\n",
                pipelines: ["p": "inputs: {x: {default: a}}\nruns: ${{inputs.x}}\n"]
            )
        }
        #expect(text.hasPrefix("hello.yaml:6:11: error: unknown variable \"inputs.x\"\n"), "\(text)")
    }

    @Test func thatArePassedOnIntoTheirOwnDefaultTakeTheOuterValue() throws {
        let inner = "inputs: {x: {default: '${{inputs.x}}'}}\nruns: =${{inputs.x}}=\n"
        let outer = "inputs: {x: {default: outer}}\npipeline:\n  - uses: q\n"
        #expect(try Self.script(outer, "", others: ["q": inner]) == ["=outer="])
    }

    @Test(arguments: [
        ("inputs: {a: {default: '${{inputs.a}}'}}\nruns: a\n", "a"),
        ("inputs: {a: {default: '${{inputs.b}}'}, b: {default: '${{ inputs.a }}x'}}\nruns: a\n", "a, b"),
    ])
    func whoseDefaultsGoInACircleAreRefused(_ definition: String, _ names: String) {
        #expect(
            problem { _ = try Self.script(definition) } == """
                hello.yaml:5:11: error: the inputs of the pipeline "p" refer to one another in a circle: \(names)
                 5 |   - uses: p
                   |           ^

                """
        )
    }

    @Test func thatAreUnknownAreRefused() {
        #expect(
            problem { _ = try Given.steps("pipeline:\n  - uses: autoconf/make\n    with:\n      opt: -s\n") } == """
                hello.yaml:7:7: error: the pipeline "autoconf/make" has no input "opt"
                 7 |       opt: -s
                   |       ^~~
                hint: did you mean "opts"?

                """
        )
        #expect(
            problem { _ = try Given.steps("pipeline:\n  - uses: strip\n    with:\n      colour: red\n") } == """
                hello.yaml:7:7: error: the pipeline "strip" has no input "colour"
                 7 |       colour: red
                   |       ^~~~~~
                hint: its inputs: opts

                """
        )
    }

    @Test func thatAreMissingAreRefused() {
        #expect(
            problem { _ = try Given.steps("pipeline:\n  - uses: fetch\n    with:\n      expected-none: yes\n") } == """
                hello.yaml:5:11: error: the pipeline "fetch" needs the input "uri"
                 5 |   - uses: fetch
                   |           ^~~~~
                hint: give it below "with"

                """
        )
    }

    @Test func withoutUsesAreRefused() {
        #expect(
            problem { _ = try Given.steps("pipeline:\n  - runs: make\n    with:\n      opts: -s\n") } == """
                hello.yaml:7:7: error: "with" gives inputs, but there is no "uses"
                 7 |       opts: -s
                   |       ^

                """
        )
        #expect(problem { _ = try Given.steps("pipeline:\n  - runs: make\n    with: {}\n") } == "nothing\n")
    }

    @Test func besideRunsAreRefused() {
        #expect(
            problem { _ = try Given.steps("pipeline:\n  - uses: strip\n    runs: make\n") } == """
                hello.yaml:5:11: error: a step cannot have both "uses" and "runs"
                 5 |   - uses: strip
                   |           ^~~~~
                hint: make two steps of it

                """
        )
    }

    @Test(arguments: [
        ("expected-sha256", 64), ("expected-sha512", 128), ("expected-commit", 40),
    ])
    func thatAreDigestsAreCounted(_ name: String, _ count: Int) throws {
        let definition = "inputs: {\(name): {}}\nruns: ok\n"
        for good in [String(repeating: "aB", count: count / 2), ""] {
            #expect(try Self.script(definition, "\(name): '\(good)'") == ["ok"])
        }
        for bad in [
            "a", String(repeating: "a", count: count - 1), String(repeating: "a", count: count + 1), String(repeating: "g", count: count),
        ] {
            let text = problem { _ = try Self.script(definition, "\(name): '\(bad)'") }
            #expect(text.contains("error: \(name) must be \(count) hexadecimal digits"), "\(text)")
        }
    }

    @Test func thatAreNoDigestsAreShown() {
        #expect(
            problem { _ = try Self.script("inputs: {expected-sha256: {}}\nruns: a\n", "expected-sha256: abc") } == """
                hello.yaml:6:29: error: expected-sha256 must be 64 hexadecimal digits, not 3 characters
                 6 |     with: {expected-sha256: abc}
                   |                             ^~~

                """
        )
    }

    @Test func ofAnUnknownPipelineAreRefused() {
        #expect(
            problem { _ = try Given.steps("pipeline:\n  - uses: split/manpage\n") } == """
                hello.yaml:5:11: error: unknown pipeline "split/manpage"
                 5 |   - uses: split/manpage
                   |           ^~~~~~~~~~~~~
                hint: did you mean "split/manpages"?

                """
        )
    }

    @Test(arguments: ["/etc/passwd", "../x", "a/../b", ".."])
    func ofANameThatLeadsElsewhereAreRefused(_ name: String) {
        let text = problem { _ = try Given.steps("pipeline:\n  - uses: '\(name)'\n", pipelines: ["p": "runs: a\n"]) }
        #expect(text.contains("error: \"\(name)\" is not the name of a pipeline\n"), "\(text)")
    }
}
