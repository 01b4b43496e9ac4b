import Diagnostics
import Files
import Glibc
import JSON
import SystemPackage
import Testing

@testable import Recipes

/// Compiled recipes as documents, in the format's own shape (RECIPE.md §14.1): `Documents/<name>.yaml` and `Documents/<name>.json`.
///
/// Each was compared with what the rules of the format come to, worked out apart from this code. After a change that is meant,
/// `CUTTLE_RECORD=1 swift test --filter DocumentTests` writes them anew; read the difference.
@Suite struct DocumentTests {
    static let folder = FilePath(#filePath).removingLastComponent().appending("Documents")

    static func names() throws -> [String] {
        try Files.list(folder).filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(".yaml".count)) }
    }

    @Test func thereAreManyOfThem() throws {
        #expect(try Self.names().count >= 100)
    }

    @Test(arguments: (try? names()) ?? [])
    func isAsTheFormatHasIt(_ name: String) throws {
        let recipe = try Recipe(SourceFile(name: "\(name).yaml", bytes: Files.read(Self.folder.appending("\(name).yaml"))))
        let library = PipelineLibrary(directories: [Self.folder.appending("pipelines")])
        let architecture = try #require(Architecture("x86_64"))
        let compiled = try RecipeCompiler(library: library).compile(recipe, for: architecture)
        let text = compiled.document(commit: "abc123").text(indent: 2) + "\n"
        let golden = Self.folder.appending("\(name).json")
        if getenv("CUTTLE_RECORD") != nil { try Files.writeAtomically(Array(text.utf8), to: golden) }
        #expect(text == String(decoding: try Files.read(golden), as: UTF8.self))
    }
}
