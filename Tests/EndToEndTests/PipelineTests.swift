import Files
import SystemPackage
import Testing

/// Every built-in pipeline does its work: run in the sandbox on a small project, with the programs that Debian has.
@Suite(.serialized) struct PipelineTests {
    static let facts = PipelineFact.ofC + PipelineFact.ofLanguages + PipelineFact.ofSplits + PipelineFact.ofStandIns

    /// Done by the tool itself: `SourcePipelineTests`.
    static let sources: Set = ["fetch", "git-checkout"]

    /// The table above is complete, and each pipeline in it really runs where its facts are looked for.
    @Test func noBuiltInPipelineIsLeftOut() throws {
        let definitions = try Files.list(Program.project.appending("Sources/Recipes/Pipelines"))
        let names = Set(definitions.map { $0.replacing(".yaml", with: "").replacing(".", with: "/") })
        #expect(Set(Self.facts.map(\.pipeline)).union(Self.sources) == names)
        for fact in Self.facts {
            let recipe = try Files.read(PipelineProject.folder.appending("\(fact.project).yaml"))
            let lines = String(decoding: recipe, as: UTF8.self).split(separator: "\n")
            #expect(lines.contains { $0.hasSuffix("- uses: \(fact.pipeline)") }, "\(fact.testDescription)")
        }
    }

    @Test(arguments: facts) func does(_ fact: PipelineFact) async throws {
        let found = try await fact.found()
        if fact.isExact {
            #expect([found] == fact.expected)
        } else {
            for part in fact.expected { #expect(found.contains(part)) }
        }
    }

    @Test(arguments: PipelineRefusal.all) func refuses(_ refusal: PipelineRefusal) async throws {
        let bench = try await Workbench.openWithToolchains()
        let desk = try await Desk()
        try desk.write("refused.yaml", refusal.recipe)
        let outcome = try await desk.build(["refused.yaml", "--force"], seed: bench.toolchains)
        #expect(outcome.status == 1)
        #expect(outcome.error.contains(refusal.message), "\(outcome.error)")
        #expect(try !Files.exists(desk.path.appending("packages")) || desk.packages().isEmpty)
    }
}
