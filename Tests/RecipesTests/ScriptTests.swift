import Diagnostics
import Testing

@testable import Recipes

/// What becomes of scripts (RECIPE.md §8.1).
@Suite struct ScriptTests {
    /// Values that a definition's script cannot take are found, though scripts of definitions are checked once for all others.
    @Test(arguments: ["if true", "while foo", "'('", "'$('", "'\"'", "a; done"])
    func valuesThatAreNoShellAreFound(_ value: String) {
        let text = problem {
            _ = try Given.steps(
                "pipeline: [{uses: p, with: {command: \(value)}}]\n",
                pipelines: ["p": "inputs: {command: {}}\nruns: ${{inputs.command}}\n"]
            )
        }
        #expect(text.contains("error: this is not shell: "), "\(text)")
    }

    @Test(arguments: ["make install", "a-b=c", "done.txt", "informal"])
    func valuesThatAreWordsAreTaken(_ value: String) throws {
        let steps = try Given.steps(
            "pipeline: [{uses: p, with: {command: \(value)}}]\n",
            pipelines: ["p": "inputs: {command: {}}\nruns: run ${{inputs.command}}\n"]
        )
        #expect(Given.scripts(steps) == ["run \(value)"])
    }

    @Test func whatIsNoShellIsShownInItsLine() {
        let script = "pipeline:\n  - runs: |\n      make\n      if true; then\n        echo \"open\n"
        let text = problem { _ = try Given.steps(script) }
        #expect(text.hasPrefix("hello.yaml:8:14: error: this is not shell: "), "\(text)")
    }

    /// The end of a here-document may be an architecture's name.
    @Test func aScriptThatDependsOnTheArchitectureIsCompiledForEach() throws {
        let text = Given.head + "pipeline:\n  - runs: |\n      cat <<${{build.arch}}\n      hello\n      x86_64\n"
        let architecture = try #require(Architecture("x86_64"))
        let compiler = RecipeCompiler(library: PipelineLibrary())
        #expect(compiler.diagnose(try Given.recipe(text), for: architecture).compiled.dependsOnArchitecture)
        let plain = Given.head + "pipeline:\n  - runs: echo ${{build.arch}}\n"
        #expect(!compiler.diagnose(try Given.recipe(plain), for: architecture).compiled.dependsOnArchitecture)
    }

    @Test func anEmptyDeclarationOfADefinitionIsNone() throws {
        let definition = "annotations: {dev.cuttle.network: ''}\npipeline: [{runs: make}]\n"
        let steps = try Given.steps("pipeline: [{uses: p}]\n", pipelines: ["p": definition])
        #expect(steps.compactMap(\.networked).isEmpty)
    }
}
