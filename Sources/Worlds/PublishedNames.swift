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
        let version = recipe.package.fullVersion
        var entries: [Entry] = []
        entries.reserveCapacity(recipe.subpackages.count + 1)
        entries.append(Entry(name: recipe.package.name, version: version, isMain: true, span: recipe.package.nameSpan))
        // By index: a loop would copy each with all its parts.
        for index in recipe.subpackages.indices {
            let (name, span) = (recipe.subpackages[index].name, recipe.subpackages[index].span)
            entries.append(Entry(name: name, version: version, isMain: false, span: span))
        }
        return entries
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
