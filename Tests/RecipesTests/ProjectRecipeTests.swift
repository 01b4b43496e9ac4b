import Diagnostics
import Files
import ImageConfigurations
import SystemPackage
import Testing

@testable import Recipes

/// The project's own recipes, as they are and broken in every way.
@Suite struct ProjectRecipeTests {
    static let folder = FilePath(#filePath).removingLastComponent().appending("../../recipes").lexicallyNormalized()
    static let recipes = ((try? Files.list(folder)) ?? []).filter { $0.hasSuffix(".yaml") }
    static let compiler = RecipeCompiler(
        library: PipelineLibrary(directories: [folder.removingLastComponent().appending("pipelines")])
    )

    @Test func exist() {
        #expect(Self.recipes.count >= 5)
    }

    @Test(arguments: recipes, ["x86_64", "aarch64"])
    func compiles(_ name: String, _ architecture: String) throws {
        let recipe = try Recipe(Self.folder.appending(name))
        let compiled = try Self.compiler.compile(recipe, for: try #require(Architecture(architecture)))
        #expect("\(compiled.recipe.package.name).yaml" == name)
        #expect(!compiled.packages.isEmpty)
        for package in compiled.packages {
            #expect(Given.scripts(package.steps).allSatisfy { !$0.contains("${{") })
            #expect(package.dependencies.runtime.allSatisfy { !$0.contains("${{") })
        }
    }

    /// A plain mutation fuzzer: whatever becomes of a recipe, it ends in a value or in a diagnostic.
    @Test(.timeLimit(.minutes(30)), arguments: recipes)
    func brokenInAnyWayEndsInAValueOrADiagnostic(_ name: String) throws {
        let seed = try Files.read(Self.folder.appending(name))
        let architecture = try #require(Architecture("x86_64"))
        let start = ContinuousClock.now
        var random = Sequence64(seed: 20_260_423)
        var outcomes = (values: 0, diagnostics: 0)
        for _ in 0..<1_000 where ContinuousClock.now - start < .seconds(20) {
            let file = SourceFile(name: name, bytes: Self.mutate(seed, &random))
            do throws(Diagnostic) {
                _ = try Self.compiler.compile(Recipe(file), for: architecture)
                outcomes.values += 1
            } catch {
                outcomes.diagnostics += 1
                #expect(!DiagnosticRenderer(colour: false).render(error).isEmpty)
                #expect(error.code != .internalError, "\(error)")
            }
        }
        #expect(outcomes.values + outcomes.diagnostics > 100)
        #expect(outcomes.diagnostics > 0)
    }

    private static let pieces = [
        "${{", "}}", "${{package.name}}", "${{ vars.x }}", "'", "\"", ": ", "- ", "{", "}", "[", "]", "&a ", "*a", "<<: ", "~", "|\n", "\n",
        "\t", "\r\n",
        "#", "!!int ", "--- \n", "if: ('a' == 'b'\n", "range: x\n", "uses: fetch\n", "with:\n", "99999999999999999999", "\u{0}", "\u{FEFF}",
        "é",
    ].map { Array($0.utf8) }

    private static func mutate(_ seed: [UInt8], _ random: inout Sequence64) -> [UInt8] {
        var bytes = seed
        for _ in 0...random.number(below: 4) {
            let place = random.number(below: bytes.count)
            let end = min(bytes.count, place + random.number(below: 40))
            switch random.number(below: 6) {
            case 0 where !bytes.isEmpty: bytes[place] = UInt8(random.number(below: 256))
            case 1: bytes.insert(contentsOf: pieces[random.number(below: pieces.count)], at: place)
            case 2 where place <= end: bytes.removeSubrange(place..<end)
            case 3 where place <= end: bytes.insert(contentsOf: bytes[place..<end], at: random.number(below: bytes.count))
            case 4: bytes = lines(of: bytes, &random)
            default: bytes.replaceSubrange(place..<max(place, end), with: pieces[random.number(below: pieces.count)])
            }
        }
        return bytes
    }

    /// Indents, repeats or drops a line.
    private static func lines(of bytes: [UInt8], _ random: inout Sequence64) -> [UInt8] {
        var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        let place = random.number(below: lines.count)
        switch random.number(below: 4) {
        case 0: lines[place] = [0x20, 0x20] + lines[place]
        case 1: lines[place] = lines[place].dropFirst(2)
        case 2: lines.insert(lines[place], at: random.number(below: lines.count))
        default: lines.remove(at: place)
        }
        return Array(lines.joined(separator: [0x0A]))
    }
}
