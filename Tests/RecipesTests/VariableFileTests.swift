import Diagnostics
import ImageConfigurations
import Testing

@testable import Recipes

/// `--vars-file` and `--env-file` (RECIPE.md §5, §10).
@Suite struct VariableFileTests {
    static func file(_ text: String) -> SourceFile { SourceFile(name: "build.env", bytes: Array(text.utf8)) }

    @Test(arguments: [
        ("A=b", ["A": "b"]), ("export A=b\n", ["A": "b"]), ("# c\n\nA=b # c\nB=c#d\n", ["A": "b", "B": "c#d"]),
        ("A=\"b c\"\nB='d e'", ["A": "b c", "B": "d e"]), ("A=", ["A": ""]), ("A=\"x\\ny\"", ["A": "x\ny"]),
        ("A='x\\ny'", ["A": "x\\ny"]), ("A=1\nB=$A-${A}\nC='$A'\nD=\"\\$A\"", ["A": "1", "B": "1-1", "C": "$A", "D": "$A"]),
        ("A=$UNKNOWN.", ["A": "."]), ("A: b", ["A": "b"]), ("A=b\r\nB=c\r\n", ["A": "b", "B": "c"]), ("", [:]), ("  A = b  ", ["A": "b"]),
        ("A=\"two\nlines\"\nB=c", ["A": "two\nlines", "B": "c"]),
    ])
    func linesAreVariables(_ text: String, _ expected: [String: String]) throws {
        #expect(try VariableFiles.environment(Self.file(text)) == expected)
    }

    @Test(arguments: [
        ("A=b\nnothing here\n", "build.env:2:1: error: this is not a variable\n"), ("=b", "build.env:1:1: error: this is not a variable\n"),
        ("A=1\nB=\"open\n", "build.env:2:1: error: this value's quote is never closed\n"),
    ])
    func whatIsNoneIsRefused(_ text: String, _ message: String) {
        #expect(problem { _ = try VariableFiles.environment(Self.file(text)) }.hasPrefix(message))
    }

    @Test func aMapGivesVariables() throws {
        #expect(try VariableFiles.variables(Self.file("a: 1.10\nb: ~\n")) == ["a": "1.10", "b": ""])
        #expect(try VariableFiles.variables(Self.file("~\n")).isEmpty)
        let text = problem { _ = try VariableFiles.variables(Self.file("a: [b]\n")) }
        #expect(text.hasPrefix("build.env:1:4: error: a must be a scalar, not a list\n"))
    }

    /// Files of variables win over the recipe, earlier environment files over later ones, the recipe over all of these.
    @Test func areLaidOverOneAnother() throws {
        var options = RecipeOptions()
        options.variables = ["v": "file"]
        options.environments = [["A": "first", "HOME": "/file"], ["A": "second", "B": "second", "C": "second"]]
        let text = Given.head + "vars: {v: recipe}\nenvironment: {environment: {C: recipe}}\npipeline: [{runs: 'echo ${{vars.v}}'}]\n"
        let recipe = try Recipe(SourceFile(name: "hello.yaml", bytes: Array(text.utf8)), options: options)
        #expect(recipe.pipeline.first?.runs?.text == "echo file")
        let environment = recipe.environment.environment
        #expect(["A", "B", "C", "HOME"].map { environment[$0] } == ["first", "second", "recipe", "/file"])
        #expect(environment["GOPATH"] == "/home/build/.cache/go")
    }

    @Test func optionsChangeVariablesAndPackages() throws {
        var options = RecipeOptions()
        options.enabled = ["fast", "unknown"]
        let text =
            Given.head + """
                vars: {level: slow}
                environment: {contents: {packages: [a, b, c]}}
                options: {fast: {vars: {level: fast}, environment: {contents: {packages: {add: [d], remove: [a]}}}}, other: {}}
                pipeline:
                  - runs: echo ${{vars.level}} ${{ vars.level }}
                  - if: ${{options.fast.enabled}} == 'true' && ${{options.other.enabled}} == 'false'
                    runs: echo enabled

                """
        let recipe = try Recipe(SourceFile(name: "hello.yaml", bytes: Array(text.utf8)), options: options)
        let architecture = try #require(Architecture("x86_64"))
        let compiled = try RecipeCompiler(library: PipelineLibrary(), options: options).compile(recipe, for: architecture)
        #expect(compiled.environment.contents.packages == ["d", "b", "c"])
        // What is replaced while the recipe is read has been replaced before.
        #expect(Given.scripts(compiled.packages[0].steps) == ["echo slow fast", "echo enabled"])
    }
}
