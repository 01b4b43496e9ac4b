import Diagnostics
import Files
import Glibc
import SystemPackage
import Testing

@testable import Recipes

/// Wrong recipes, each with what a person reads: `Wrong/<name>.yaml` and `Wrong/<name>.txt`.
///
/// After a change of messages, `CUTTLE_RECORD=1 swift test --filter WrongRecipeTests` writes the texts anew; read the difference.
@Suite struct WrongRecipeTests {
    static let folder = FilePath(#filePath).removingLastComponent().appending("Wrong")

    static func names() throws -> [String] {
        try Files.list(folder).filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(".yaml".count)) }.sorted()
    }

    @Test func thereAreManyOfThem() throws {
        #expect(try Self.names().count >= 120)
    }

    @Test(arguments: (try? names()) ?? [])
    func isExplained(_ name: String) throws {
        let file = SourceFile(name: "recipe.yaml", bytes: try Files.read(Self.folder.appending("\(name).yaml")))
        let (recipe, problems) = Recipe.read(file)
        var found = problems
        if let recipe {
            let architecture = try #require(Architecture("x86_64"))
            let (compiled, problems) = RecipeCompiler(library: PipelineLibrary()).diagnose(recipe, for: architecture)
            found += problems + compiled.problems
        }
        let text = found.map(DiagnosticRenderer(colour: false).render).joined(separator: "\n")
        let golden = Self.folder.appending("\(name).txt")
        if Self.isRecording { try Files.writeAtomically(Array(text.utf8), to: golden) }
        #expect(!found.isEmpty)
        #expect(text == String(decoding: try Files.read(golden), as: UTF8.self))
    }

    private static var isRecording: Bool { getenv("CUTTLE_RECORD") != nil }
}
