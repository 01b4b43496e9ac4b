import Diagnostics
import Testing

@testable import Recipes

/// Recipes that are made to harm (DESIGN, promise 5): each ends soon, in a value or in a message.
@Suite(.timeLimit(.minutes(3))) struct HostileRecipeTests {
    @Test func variablesThatDoubleOneAnotherAreStopped() {
        var text = Given.head + "vars: {v0: 0123456789}\nvar-transforms:\n"
        for index in 0..<60 { text += "  - {from: '${{vars.v\(index)}}${{vars.v\(index)}}', match: x, to: v\(index + 1)}\n" }
        let message = problem { _ = try Given.recipe(text) }
        #expect(message.contains("error: with its variables, the text would be longer than 1048576 bytes\n"), "\(message)")
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
        let values = Substitution(values: ["a": "b"])
        #expect(values.replaceExactly(in: markers) == markers)
        #expect(values.replaceExactly(in: markers + "a}}") == String(markers.dropLast(3)) + "b")
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
        #expect(problem { _ = try Given.recipe(Given.head + mode) }.contains("error: uid in a path must fit in 32 bits\n"))
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
}
