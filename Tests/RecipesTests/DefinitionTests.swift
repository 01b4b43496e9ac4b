import Files
import ImageConfigurations
import SystemPackage
import Testing

@testable import Recipes

/// How a definition and the step that uses it become one (PIPELINES.md §1), and what steps hand down (RECIPE.md §9).
@Suite struct DefinitionTests {
    @Test func theDefinitionWinsOverTheCaller() throws {
        let definition = """
            name: definition
            if: "'${{package.name}}' != 'x'"
            working-directory: theirs
            environment: {A: theirs, B: theirs}
            needs: {packages: [theirs]}
            runs: theirs
            """
        let compiled = try Given.compiled(
            Given.head + """
                pipeline:
                  - name: caller
                    uses: p
                    if: "'a' == 'b'"
                    working-directory: mine
                    environment: {A: mine, C: mine}
                    needs: {packages: [mine]}
                """,
            pipelines: ["p": definition.replacing("'${{package.name}}'", with: "${{package.name}}")]
        )
        let step = try #require(compiled.packages.first?.steps.first)
        #expect(step.label == "caller")
        #expect(step.workingDirectory == "/home/build/theirs")
        #expect(step.environment == ["A": "theirs", "B": "theirs", "C": "mine"])
        #expect(Given.scripts([step]) == ["theirs"])
        #expect(compiled.environment.contents.packages == ["theirs"])
    }

    @Test func whatTheDefinitionLacksStaysTheCallers() throws {
        let caller = """
            pipeline:
              - uses: p
                working-directory: mine
                environment: {A: mine}
                needs: {packages: [mine]}
                assertions: {required-steps: 1}
              - uses: p
                if: "'a' == 'b'"
            """
        let compiled = try Given.compiled(Given.head + caller, pipelines: ["p": "name: n\npipeline: [{runs: a}]\n"])
        let steps = try #require(compiled.packages.first).steps
        #expect(steps.map(\.workingDirectory) == ["/home/build/mine"])
        #expect(steps.map(\.label) == ["p"])
        #expect(steps.map(\.environment) == [["A": "mine"]])
        #expect(compiled.environment.contents.packages == ["mine"])
    }

    @Test func aPipelineOfTheUserOverridesABuiltInOne() throws {
        #expect(Given.scripts(try Given.steps("pipeline: [{uses: strip}]\n", pipelines: ["strip": "runs: mine\n"])) == ["mine"])
    }

    @Test func aFetchOfTheUserIsAnOrdinaryPipeline() throws {
        let steps = try Given.steps("pipeline: [{uses: fetch}]\n", pipelines: ["fetch": "runs: mine\n"])
        #expect(Given.scripts(steps) == ["mine"])
    }

    @Test func theFirstFolderWins() throws {
        let folders = [try TemporaryDirectory(), try TemporaryDirectory()]
        for (index, folder) in folders.enumerated() {
            try Files.writeAtomically(Array("runs: number \(index)\n".utf8), to: folder.path.appending("p.yaml"))
        }
        let library = PipelineLibrary(directories: folders.map(\.path))
        let recipe = try Given.recipe(Given.head + "pipeline: [{uses: p}]\n")
        let compiled = try RecipeCompiler(library: library).compile(recipe, for: try #require(Architecture("x86_64")))
        #expect(Given.scripts(try #require(compiled.packages.first).steps) == ["number 0"])
    }

    @Test func aMistakeInADefinitionIsShownThere() {
        let text = problem { _ = try Given.steps("pipeline: [{uses: p}]\n", pipelines: ["p": "runs: a\npipeline: b\n"]) }
        #expect(text.contains("/p.yaml:2:11: error: pipeline in a pipeline must be a list, not \"b\"\n 2 | pipeline: b\n"), "\(text)")
        let variable = problem { _ = try Given.steps("pipeline: [{uses: p}]\n", pipelines: ["p": "runs: ${{inputs.x}}\n"]) }
        #expect(variable.contains("/p.yaml:1:7: error: unknown variable \"inputs.x\"\n 1 | runs: ${{inputs.x}}\n"), "\(variable)")
    }

    @Test func pipelinesThatUseThemselvesAreRefused() {
        let text = problem { _ = try Given.steps("pipeline: [{uses: p}]\n", pipelines: ["p": "pipeline: [{uses: p}]\n"]) }
        #expect(text.contains("error: pipelines use one another more than 16 deep\n"), "\(text)")
    }

    @Test func directoriesAndVariablesAreHandedDown() throws {
        let steps = try Given.steps(
            """
            pipeline:
              - working-directory: a
                environment: {A: outer, B: outer}
                pipeline:
                  - runs: one
                  - working-directory: /b
                    environment: {B: inner}
                    runs: two
                    pipeline: [{working-directory: "${{package.name}}", runs: three}]
              - runs: four
            """
        )
        let outer = try #require(steps.first)
        let inner = try #require(outer.children.last)
        #expect(outer.doesSomething == false)
        #expect(outer.children.map(\.workingDirectory) == ["/home/build/a", "/b"])
        #expect(outer.children.map(\.environment) == [["A": "outer", "B": "outer"], ["A": "outer", "B": "inner"]])
        #expect(inner.children.map(\.workingDirectory) == ["/home/build/hello"])
        #expect(inner.children.map(\.environment) == [["A": "outer", "B": "inner"]])
        #expect(steps.last?.workingDirectory == "/home/build")
        #expect(Given.scripts(steps) == ["one", "two", "three", "four"])
    }

    @Test func needsAreGatheredInTheOrderOfTheSteps() throws {
        let compiled = try Given.compiled(
            Given.head + """
                environment: {contents: {packages: [first]}}
                pipeline:
                  - needs: {packages: [b, "${{package.name}}-x"]}
                    pipeline: [{needs: {packages: [a]}}]
                  - {uses: p, with: {tool: gcc}}
                  - {needs: {packages: [b, "${{ vars.none }}"]}}
                vars: {none: ""}
                subpackages: [{name: s, pipeline: [{needs: {packages: ["${{context.name}}"]}}]}]
                """,
            pipelines: ["p": "inputs: {tool: {}}\nneeds: {packages: [\"${{inputs.tool}}\", make]}\n"]
        )
        #expect(compiled.environment.contents.packages == ["first", "b", "hello-x", "a", "gcc", "make", "b", "", "s"])
    }

    @Test(arguments: [("1", true), ("0", false), ("2", false), ("18446744073709551615", false)])
    func requiredStepsAreCounted(_ count: String, _ holds: Bool) {
        let text = problem {
            _ = try Given.steps(
                "pipeline:\n  - assertions: {required-steps: \(count)}\n    pipeline: [{runs: a}, {runs: b, if: \"'a' == 'b'\"}]\n"
            )
        }
        #expect((text == "nothing\n") == holds, "\(text)")
    }

    @Test func tooFewRequiredStepsAreShown() {
        #expect(
            problem { _ = try Given.steps("pipeline:\n  - assertions: {required-steps: 1}\n    name: one of these\n") } == """
                hello.yaml:5:5: error: 1 of this step's children must run, but the conditions of 0 hold
                 5 |   - assertions: {required-steps: 1}
                   |     ^

                """
        )
    }

    @Test func anInlinePipelineBesideUsesIsTakenAsItIs() throws {
        let steps = try Given.steps("pipeline: [{uses: unknown/one, pipeline: [{runs: inline}]}]\n")
        #expect(Given.scripts(steps) == ["inline"])
        #expect(steps.map(\.label) == ["unknown/one"])
    }

    @Test(arguments: [
        ("{runs: make}", "make"), ("{name: n, runs: make}", "n"), ("{runs: \"# c\\n\\n  make all\\nmore\"}", "make all"), ("{}", "steps"),
        ("{runs: \"# only\"}", "steps"),
    ])
    func aStepIsCalledByWhatItDoes(_ step: String, _ label: String) throws {
        #expect(try Given.steps("pipeline: [\(step)]\n").map(\.label) == [label])
    }

    @Test func aRecipeForOthersIsRefused() {
        #expect(
            problem { _ = try Given.compiled(Given.head + "  target-architecture: [aarch64, riscv64]\n") } == """
                hello.yaml:2:9: error: hello is not for x86_64 but for aarch64, riscv64
                 2 |   name: hello
                   |         ^~~~~

                """
        )
        #expect(problem { _ = try Given.compiled(Given.head + "  target-architecture: [all]\n") } == "nothing\n")
    }

    @Test func variablesOfTheEnvironmentBeatTheUsualOnes() throws {
        let text = "environment: {environment: {HOME: /root, GOPATH: '', CFLAGS: -O2}}\n"
        let variables = try Given.compiled(Given.head + text).variables
        #expect(variables["HOME"] == "/root")
        #expect(variables["GOPATH"] == "/home/build/.cache/go")
        #expect(variables["CFLAGS"] == "-O2")
        #expect(variables["UV_CACHE_DIR"] == "/var/cache/melange/uv")
    }
}
