import Diagnostics
import Files
import JSON
import SystemPackage
import Testing
import YAML

@testable import Recipes

/// What packages carry of their recipe (PACKAGE §2.2): it can be read, and compiles to itself, without any definition.
@Suite struct ConfigurationTests {
    static func configuration(_ recipe: Recipe, _ library: PipelineLibrary, _ options: RecipeOptions) throws -> String {
        let architecture = try #require(Architecture("x86_64"))
        let compiled = try RecipeCompiler(library: library, options: options).compile(recipe, for: architecture)
        return compiled.configuration(commit: "abc", packages: ["a=1-r0", "b=2-r0"], annotations: ["x.y": "one\ntwo\n"]).yaml()
    }

    /// The configuration of a recipe, and that of what can be read in it.
    static func both(_ file: SourceFile, _ library: PipelineLibrary) throws -> (String, String) {
        let options = RecipeOptions()
        let first = try configuration(Recipe(file, options: options), library, options)
        let again = try Recipe(SourceFile(name: ".melange.yaml", bytes: Array(first.utf8)), options: options)
        return (first, try configuration(again, PipelineLibrary(), options))
    }

    /// In these a variable is left as it stands where the format replaces none, and would be replaced the next time.
    static let exceptions: Set = ["package-selfref", "range-range-desc", "uses-over-inside", "variable-range-vt2"]

    @Test(arguments: ((try? DocumentTests.names()) ?? []).filter { !exceptions.contains($0) })
    func compilesToItself(_ name: String) throws {
        let file = SourceFile(name: "\(name).yaml", bytes: try Files.read(DocumentTests.folder.appending("\(name).yaml")))
        let (first, second) = try Self.both(file, PipelineLibrary(directories: [DocumentTests.folder.appending("pipelines")]))
        #expect(first == second)
    }

    @Test(arguments: ProjectRecipeTests.recipes)
    func theProjectsOwnRecipesDo(_ name: String) throws {
        let file = try Recipe.source(ProjectRecipeTests.folder.appending(name))
        let pipelines = ProjectRecipeTests.folder.removingLastComponent().appending("pipelines")
        let (first, second) = try Self.both(file, PipelineLibrary(directories: [pipelines]))
        #expect(first == second)
    }

    @Test func isWrittenOutUnderWhatItUses() throws {
        let file = SourceFile(
            name: "x.yaml",
            bytes: Array(
                """
                package:
                  name: x
                  version: "1"
                  timeout: 90m
                environment:
                  contents:
                    repositories: [https://me:secret@example.org/os]
                options:
                  fast:
                    environment: {contents: {packages: {add: [quick]}}}
                pipeline:
                  - uses: strip
                    working-directory: in
                  - runs: |
                      # nothing to see
                      echo '${{package.name}}'
                """.utf8
            )
        )
        let (text, again) = try Self.both(file, PipelineLibrary())
        #expect(text == again)
        #expect(text.contains("  timeout: \"1h30m0s\"\n"))
        #expect(text.contains("https://me:xxxxx@example.org/os"))
        #expect(text.contains("  packages:\n      - a=1-r0\n      - b=2-r0\n"))
        #expect(text.contains("    x.y: |\n      one\n      two\n"))
        #expect(text.contains("  - uses: strip\n    pipeline:\n"), "\(text)")
        #expect(
            text.contains("options:\n  fast:\n    environment:\n      contents:\n        packages:\n          add:\n            - quick\n")
        )
    }
}
