import Diagnostics
import Files
import SystemPackage
import Testing

@testable import Recipes

/// Recipes and pipelines from texts in a test.
enum Given {
    /// The smallest recipe there is; tests append their sections.
    static let head = "package:\n  name: hello\n  version: 1.10\n"

    static func recipe(_ text: String) throws -> Recipe {
        try Recipe(SourceFile(name: "hello.yaml", bytes: Array(text.utf8)))
    }

    /// Compiles a recipe with pipelines of the user's own, by name.
    static func compiled(
        _ text: String,
        pipelines: [String: String] = [:],
        architecture name: String = "x86_64"
    ) throws -> CompiledRecipe {
        let folder = try TemporaryDirectory()
        defer { withExtendedLifetime(folder) {} }
        for (name, text) in pipelines {
            let path = folder.path.appending("\(name).yaml")
            try Files.makeDirectory(path.removingLastComponent())
            try Files.writeAtomically(Array(text.utf8), to: path)
        }
        let library = PipelineLibrary(directories: pipelines.isEmpty ? [] : [folder.path])
        let architecture = try #require(Architecture(name))
        let compiled = try RecipeCompiler(library: library).compile(try recipe(text), for: architecture)
        if let problem = compiled.problems.first { throw problem }
        return compiled
    }

    /// The steps of the main package.
    static func steps(_ pipeline: String, pipelines: [String: String] = [:]) throws -> [CompiledStep] {
        let compiled = try compiled(head + pipeline, pipelines: pipelines)
        return try #require(compiled.packages.first).steps
    }

    /// The shell texts of steps and their children, in the order in which they run.
    static func scripts(_ steps: [CompiledStep]) -> [String] {
        steps.flatMap { step in
            var texts = scripts(step.children)
            if case .shell(let text) = step.action { texts.insert(text, at: 0) }
            return texts
        }
    }
}

/// What a person reads when something goes wrong; `nothing` when all went well.
func problem(_ body: () throws -> Void) -> String {
    do {
        try body()
        return "nothing\n"
    } catch {
        let renderer = DiagnosticRenderer(colour: false)
        return Diagnostic.all(in: error).map { renderer.render($0) }.joined()
    }
}

/// A repeatable sequence of numbers.
struct Sequence64 {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func number(below limit: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int((state >> 33) % UInt64(max(1, limit)))
    }
}
