import Diagnostics
import Files
import Recipes
import SystemPackage
import Testing

@testable import Worlds

/// Recipes in a folder that goes with the value.
struct Folder {
    let folder: TemporaryDirectory
    var path: FilePath { folder.path }

    /// - Parameter recipes: file names without extension, and texts after `package:`'s name and version.
    init(_ recipes: KeyValuePairs<String, String>) throws {
        folder = try TemporaryDirectory()
        for (name, rest) in recipes {
            let text = "package:\n  name: \(name)\n  version: 1\n\(rest)"
            try Files.writeAtomically(Array(text.utf8), to: path.appending("\(name).yaml"))
        }
    }

    func set(skipped: (Diagnostic) -> Void = { _ in }) throws -> RecipeSet {
        let architecture = try #require(Architecture("x86_64"))
        return try RecipeSet([path], compiler: RecipeCompiler(library: PipelineLibrary()), architecture: architecture, skipped: skipped)
    }

    /// For each recipe, the names of those that come before it.
    func order(standIns: Set<String> = []) throws -> [String: [String]] {
        let set = try set()
        let order = try BuildOrder(set, standIns: standIns)
        let names = set.recipes.map(\.recipe.package.name)
        return Dictionary(uniqueKeysWithValues: zip(names, order.prerequisites.map { $0.map { names[$0] }.sorted() }))
    }
}

/// A section `environment` that asks for packages.
func needing(_ packages: String...) -> String {
    "environment: {contents: {packages: [\(packages.joined(separator: ", "))]}}\n"
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

extension Folder {
    /// Adds recipes.
    func write(_ recipes: [(name: String, rest: String)]) throws {
        for (name, rest) in recipes {
            try Files.writeAtomically(Array("package:\n  name: \(name)\n  version: 1\n\(rest)".utf8), to: path.appending("\(name).yaml"))
        }
    }
}
