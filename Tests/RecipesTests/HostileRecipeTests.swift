import Diagnostics
import Testing

@testable import Recipes

/// Recipes that are made to harm (DESIGN, promise 5): each ends soon, in a value or in a message.
@Suite(.timeLimit(.minutes(30))) struct HostileRecipeTests {
    @Test func variablesThatDoubleOneAnotherAreStopped() {
        var text = Given.head + "vars: {v0: 0123456789}\nvar-transforms:\n"
        for index in 0..<60 { text += "  - {from: '${{vars.v\(index)}}${{vars.v\(index)}}', match: x, to: v\(index + 1)}\n" }
        let message = problem { _ = try Given.recipe(text) }
        #expect(message.contains("error: a text to be replaced in has more than 65536 bytes\n"), "\(message)")
    }

    @Test func defaultsThatMultiplyOneAnotherAreStopped() {
        var inputs = "inputs:\n  i0: {default: 0123456789}\n"
        for index in 0..<30 {
            let reference = "${{inputs.i\(index)}}"
            inputs += "  i\(index + 1): {default: '\(reference)\(reference)\(reference)\(reference)'}\n"
        }
        let message = problem { _ = try Given.steps("pipeline: [{uses: p}]\n", pipelines: ["p": inputs + "runs: a\n"]) }
        #expect(message.contains("error: with its variables, the text would be longer than 1048576 bytes\n"), "\(message)")
    }

    @Test func aLongVariableInManyPlacesIsStopped() {
        let long = String(repeating: "x", count: 100_000)
        let uses = String(repeating: "${{vars.a}}", count: 10_000)
        let message = problem { _ = try Given.recipe(Given.head + "vars: {a: \(long)}\npipeline: [{runs: '\(uses)'}]\n") }
        #expect(message == "error: with its variables and ranges, hello.yaml would be larger than 67108864 bytes\n")
    }

    @Test func aLongTextBehindManyAliasesIsStopped() {
        let long = "${{package.name}}" + String(repeating: "x", count: 100_000)
        let steps = String(repeating: "  - {runs: *a}\n", count: 5_000)
        let message = problem { _ = try Given.recipe(Given.head + "  annotations: {a: &a '\(long)'}\npipeline:\n\(steps)") }
        #expect(message == "error: with its variables and ranges, hello.yaml would be larger than 67108864 bytes\n")
    }

    @Test func manyItemsOfManyRangesAreStopped() {
        let items = (0..<5_000).map { "k\($0): v" }.joined(separator: ", ")
        let subpackages = (0..<5_000).map { "  - {range: l, name: 's\($0)-${{range.key}}'}\n" }.joined()
        let message = problem { _ = try Given.recipe(Given.head + "data: [{name: l, items: {\(items)}}]\nsubpackages:\n\(subpackages)") }
        #expect(message == "error: with its variables and ranges, hello.yaml would be larger than 67108864 bytes\n")
    }

    @Test func aTextOfMarkersIsReadOnce() throws {
        let markers = String(repeating: "${{", count: 300_000)
        let values = Substitution(package: PackageVariables(name: "", version: "", epoch: 0, description: ""), variables: ["a": "b"])
        #expect(values.replaceExactly(in: markers) == markers)
        #expect(values.replaceExactly(in: markers + "vars.a}}") == String(markers.dropLast(3)) + "b")
    }

    @Test func pipelinesThatMultiplyAreStopped() {
        var pipelines: [String: String] = [:]
        for level in 0..<14 {
            let uses = String(repeating: "  - {uses: p\(level + 1)}\n", count: 10)
            pipelines["p\(level)"] = "pipeline:\n\(uses)"
        }
        pipelines["p14"] = "runs: a\n"
        let message = problem { _ = try Given.steps("pipeline: [{uses: p0}]\n", pipelines: pipelines) }
        #expect(message.contains("error: a package has more than 10000 steps\n"), "\(message)")
    }

    @Test func deepStepsAreStopped() {
        let deep = String(repeating: "{pipeline: [", count: 30) + "{runs: a}" + String(repeating: "]}", count: 30)
        let message = problem { _ = try Given.steps("pipeline: [\(deep)]\n") }
        #expect(message.contains("error: pipelines use one another more than 16 deep\n"), "\(message)")
        let deeper = String(repeating: "[", count: 100_000)
        #expect(problem { _ = try Given.steps("pipeline: \(deeper)\n") }.contains("error: values are nested more than 64 deep\n"))
    }

    @Test func stepsNestedByAliasesAreStopped() {
        var text = Given.head + "vars: {a: b}\npipeline:\n  - &s0 {runs: a}\n"
        for index in 0..<900 { text += "  - &s\(index + 1) {pipeline: [*s\(index)]}\n" }
        let message = problem { _ = try Given.compiled(text) }
        #expect(message.contains("error: "), "\(message)")
    }

    @Test func numbersBeyondTheirTypesAreNoCrash() {
        let mode = "environment: {paths: [{path: a, type: directory, permissions: 18446744073709551615, uid: 18446744073709551615}]}\n"
        #expect(problem { _ = try Given.recipe(Given.head + mode) }.contains("error: permissions in a path must fit in 32 bits\n"))
        let owner = "environment: {paths: [{path: a, type: directory, permissions: 0o755, uid: 18446744073709551615}]}\n"
        #expect(problem { _ = try Given.recipe(Given.head + owner) }.contains("error: uid in a path must fit in 32 bits\n"))
        let user = "environment: {accounts: {users: [{username: a, uid: 4294967296}]}}\n"
        #expect(problem { _ = try Given.recipe(Given.head + user) }.contains("error: uid must fit in 32 bits\n"))
    }

    @Test(
        arguments: [
            [0xFF, 0xFE, 0x00], [0x70, 0x3A, 0x20, 0xC3, 0x28], [0x00], [0x70, 0x3A, 0x20, 0x07], [0xEF, 0xBB, 0xBF], [0xFF, 0xFE],
            [0xED, 0xA0, 0x80],
        ] as [[UInt8]]
    )
    func bytesThatAreNoTextAreNoCrash(_ bytes: [UInt8]) {
        #expect(throws: Diagnostic.self) { _ = try Recipe(SourceFile(name: "x.yaml", bytes: bytes)) }
    }

    @Test func aHugeKeyIsNoDelay() {
        let key = String(repeating: "k", count: 400_000)
        #expect(problem { _ = try Given.recipe("? \(key)\n: a\n") }.contains("error: unknown key "))
    }

    /// Found by fuzzing: the system ends a path at a zero, and took the folder itself for the file.
    @Test(arguments: ["\\0", "a\\0b", "a\\nb", "../a", "/a"]) func namesThatAreNoPipelinesAreTheInputsFault(_ name: String) throws {
        let message = problem { _ = try Given.steps("pipeline: [{uses: \"\(name)\"}]\n", pipelines: ["p": "runs: a\n"]) }
        #expect(message.contains("is not the name of a pipeline\n"), "\(message)")
    }

    /// Each was compared with all variables, which were put in order for it.
    @Test(.timeLimit(.minutes(30))) func manyUnknownVariablesAmongManyAreNoDelay() throws {
        let variables = (0..<2_000).map { "  v\($0): a\n" }.joined()
        let steps = String(repeating: "  - runs: ${{vars.w}}\n", count: 1_000)
        let subpackages = (0..<500).map { "  - {name: s\($0), dependencies: {runtime: ['${{vars.w}}']}}\n" }.joined()
        let recipe = try Given.recipe(Given.head + "vars:\n\(variables)pipeline:\n\(steps)")
        let found = RecipeCompiler(library: PipelineLibrary()).diagnose(recipe, for: try #require(Architecture("x86_64"))).problems
        #expect(found.count == 200)
        let text = Given.head + "vars:\n\(variables)subpackages:\n\(subpackages)"
        #expect(Recipe.read(SourceFile(name: "a.yaml", bytes: Array(text.utf8))).problems.count == 200)
    }

    @Test(.timeLimit(.minutes(30))) func manyVariablesAndALongRangeAreNoDelay() throws {
        let variables = (0..<5_000).map { "  v\($0): a\n" }.joined()
        let items = (0..<2_000).map { "k\($0): v" }.joined(separator: ", ")
        let text = "vars:\n\(variables)data: [{name: l, items: {\(items)}}]\nsubpackages: [{range: l, name: 's-${{range.key}}'}]\n"
        #expect(try Given.recipe(Given.head + text).subpackages.count == 2_000)
    }

    /// Short texts that compile to hundreds of megabytes.
    @Test(arguments: [
        "data: [{name: l, items: {@}}]\nsubpackages: [{range: l, name: 's-${{range.key}}', pipeline: [#{uses: split/dev}]}]\n",
        "data: [{name: l, items: {@}}]\nsubpackages: [{range: l, name: 's-${{range.key}}', test: {pipeline: [#{uses: split/dev}]}}]\n",
    ])
    func whatCompilesToMuchIsStopped(_ text: String) throws {
        let items = (0..<1_000).map { "k\($0): v" }.joined(separator: ", ")
        let steps = String(repeating: "{uses: split/dev}, ", count: 200)
        let recipe = try Given.recipe(Given.head + text.replacing("@", with: items).replacing("#", with: steps))
        let (_, problems) = RecipeCompiler(library: PipelineLibrary()).diagnose(recipe, for: try #require(Architecture("x86_64")))
        #expect(problems.first?.message == "compiled, the steps of the recipe would be larger than 67108864 bytes")
    }

    @Test func variablesThatManyStepsInheritAreStopped() {
        let variables = (0..<3_000).map { "E\($0): v" }.joined(separator: ", ")
        let steps = String(repeating: "{runs: a}, ", count: 3_000)
        let message = problem { _ = try Given.recipe(Given.head + "pipeline: [{environment: {\(variables)}, pipeline: [\(steps)]}]\n") }
        #expect(message.contains("error: the steps of the recipe inherit more than 1000000 variables\n"), "\(message.prefix(500))")
    }

    @Test(.timeLimit(.minutes(30))) func manyHeavyTransformsAreNoDelay() {
        let item = "  - {from: '\(String(repeating: "a", count: 1_000))!', match: 'a*a*[bc]', replace: x, to: v}\n"
        let message = problem { _ = try Given.recipe(Given.head + "var-transforms:\n" + String(repeating: item, count: 2_000)) }
        #expect(message.contains("error: a regular expression takes too long on "), "\(message.prefix(500))")
    }

    @Test func tooManyInputsAreRefused() {
        let inputs = (0..<2_000).map { "i\($0): {default: '${{inputs.i\($0 + 1)}}'}" }.joined(separator: ", ")
        let message = problem { _ = try Given.steps("pipeline: [{runs: a, inputs: {\(inputs)}}]\n") }
        #expect(message.contains("error: a step has more than 500 inputs\n"), "\(message.prefix(500))")
    }

    /// Each had the folders of pipelines listed for its hint.
    @Test(.timeLimit(.minutes(30))) func manyUnknownPipelinesAreNoDelay() throws {
        let library = PipelineLibrary()
        let recipe = try Given.recipe(Given.head + "pipeline:\n" + String(repeating: "  - uses: strop\n", count: 2_000))
        let problems = RecipeCompiler(library: library).diagnose(recipe, for: try #require(Architecture("x86_64"))).problems
        #expect(problems.count == 200)
        #expect(problems.last?.hints == ["did you mean \"strip\"?"])
    }
}
