import Diagnostics
import Recipes

/// The packages that the recipes of a folder make: two of one name and version would be one file.
struct PublishedNames {
    /// A package that a recipe makes.
    struct Entry {
        let name: String
        let version: String
        let isMain: Bool
        let span: SourceSpan
    }

    private var seen: [String: Entry] = [:]

    /// What a recipe makes.
    static func entries(of recipe: Recipe) -> [Entry] {
        let package = recipe.package
        let main = Entry(name: package.name, version: package.fullVersion, isMain: true, span: package.nameSpan)
        return [main] + recipe.subpackages.map { Entry(name: $0.name, version: package.fullVersion, isMain: false, span: $0.span) }
    }

    /// Takes what a recipe makes; gives what another one makes already.
    mutating func add(_ entries: [Entry]) -> [Diagnostic] {
        var diagnostics: [Diagnostic] = []
        for entry in entries {
            guard let first = seen.updateValue(entry, forKey: entry.name) else { continue }
            // Recipes of several version streams may make packages of the same name in turn.
            if first.version != entry.version && !(first.isMain && entry.isMain) { continue }
            diagnostics.append(
                Diagnostic(
                    .duplicateName,
                    "the package \"\(entry.name)\" is made by two recipes",
                    at: entry.span,
                    notes: ["the other is \(first.span.description)"]
                )
            )
        }
        return diagnostics
    }
}
