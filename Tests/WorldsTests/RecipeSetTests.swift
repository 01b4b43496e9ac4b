import Diagnostics
import Files
import Recipes
import SystemPackage
import Testing

@testable import Worlds

/// The recipes of a run.
@Suite struct RecipeSetTests {
    @Test func ofAFolderAreInTheOrderOfTheirNames() throws {
        let folder = try Folder(["b": "", "a": "", "c": ""])
        try Files.writeAtomically(Array("nonsense".utf8), to: folder.path.appending("README.md"))
        try Files.writeAtomically(Array("nonsense".utf8), to: folder.path.appending(".hidden.yaml"))
        try Files.makeDirectory(folder.path.appending("b"))
        #expect(try folder.set().recipes.map(\.recipe.package.name) == ["a", "b", "c"])
    }

    @Test func ofAnotherArchitectureAreSkippedInAFolder() throws {
        let folder = try Folder(["a": "", "b": "  target-architecture: [aarch64]\n"])
        var skipped: [String] = []
        #expect(try folder.set { skipped.append($0.message) }.recipes.map(\.recipe.package.name) == ["a"])
        #expect(skipped == ["b is not for x86_64 but for aarch64"])
    }

    @Test func ofAnotherArchitectureAreRefusedByName() throws {
        let folder = try Folder(["b": "  target-architecture: [aarch64]\n"])
        let path = folder.path.appending("b.yaml")
        let architecture = try #require(Architecture("x86_64"))
        #expect(
            problem {
                _ = try RecipeSet([path], compiler: RecipeCompiler(library: PipelineLibrary()), architecture: architecture)
            } == """
                \(path):2:9: error: b is not for x86_64 but for aarch64
                 2 |   name: b
                   |         ^

                """
        )
    }

    @Test func allProblemsAreShownTogether() throws {
        let folder = try Folder(["a": "colour: red\n", "b": "pipeline: [{uses: nowhere}]\n", "c": ""])
        #expect(
            problem { _ = try folder.set() } == """
                \(folder.path)/a.yaml:4:1: error: unknown key "colour" in the recipe
                 4 | colour: red
                   | ^~~~~~
                hint: known here: package, environment, capabilities, pipeline, subpackages, data, update, vars, var-transforms, options, test
                \(folder.path)/b.yaml:4:19: error: unknown pipeline "nowhere"
                 4 | pipeline: [{uses: nowhere}]
                   |                   ^~~~~~~
                hint: give the folder that holds nowhere.yaml with --pipeline-dirs

                """
        )
    }

    @Test func aPackageIsMadeByOneOfThem() throws {
        let folder = try Folder(["a": "subpackages:\n  - name: shared\n", "b": "subpackages:\n  - name: shared\n"])
        #expect(
            problem { _ = try folder.set() } == """
                \(folder.path)/b.yaml:5:11: error: the package "shared" is made by two recipes
                 5 |   - name: shared
                   |           ^~~~~~
                  the other is \(folder.path)/a.yaml

                """
        )
    }

    @Test func thatAreNoneAreExplained() throws {
        #expect(
            problem { _ = try Folder([:]).set() } == """
                error: there is no recipe to build
                hint: name recipe files, or a folder with them

                """
        )
    }

    @Test func ofAPathThatIsNotThereAreExplained() throws {
        let architecture = try #require(Architecture("x86_64"))
        let compiler = RecipeCompiler(library: PipelineLibrary())
        #expect(
            problem { _ = try RecipeSet(["/nonexistent/a.yaml"], compiler: compiler, architecture: architecture) }
                == "error: there is no recipe /nonexistent/a.yaml\n"
        )
    }
}
