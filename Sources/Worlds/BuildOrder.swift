import APK
import Diagnostics
import ImageConfigurations
import Recipes

/// Which recipe must be built before which: the packages of a build environment, with what they need in turn.
struct BuildOrder {
    /// For each recipe, those that come before it, directly or not.
    private(set) var prerequisites: [Set<Int>]

    /// - Parameter standIns: names that a seed provides, which make no recipe wait for another.
    init(_ set: RecipeSet, standIns: Set<String>) throws(Diagnostic) {
        var direct: [Set<Int>] = []
        for index in set.recipes.indices { direct.append(try Self.direct(index, set, standIns)) }
        prerequisites = direct
        for index in direct.indices {
            var pending = direct[index]
            var seen: Set<Int> = []
            while let next = pending.popFirst() {
                if seen.insert(next).inserted { pending.formUnion(direct[next]) }
            }
            if seen.contains(index) { throw Self.cycle(from: index, direct, set) }
            prerequisites[index] = seen
        }
    }

    private static func direct(_ index: Int, _ set: RecipeSet, _ standIns: Set<String>) throws(Diagnostic) -> Set<Int> {
        var result: Set<Int> = []
        let recipe = set.recipes[index].recipe
        let spans = recipe.environment.packageSpans
        var pending = set.recipes[index].environment.contents.packages.enumerated().map { position, text in
            (text: text, span: spans.indices.contains(position) ? spans[position] : recipe.package.nameSpan)
        }
        var seen: Set<String> = []
        while let (text, span) = pending.popLast() {
            if text.isEmpty { continue }
            let dependency: Dependency
            do throws(Diagnostic) {
                dependency = try Dependency(text)
            } catch {
                var error = error
                error.span = span
                throw error
            }
            if dependency.isConflict || standIns.contains(dependency.name) || !seen.insert(dependency.name).inserted { continue }
            guard let owner = set.owner(of: dependency.name), owner != index else { continue }
            result.insert(owner)
            for package in set.recipes[owner].packages where package.name == dependency.name {
                pending += package.dependencies.runtime.map { ($0, package.span) }
            }
        }
        return result
    }

    private static func cycle(from start: Int, _ direct: [Set<Int>], _ set: RecipeSet) -> Diagnostic {
        // Breadth first, so that the shortest way round is shown.
        var paths = [[start]]
        var seen: Set<Int> = []
        while !paths.isEmpty {
            let path = paths.removeFirst()
            for next in direct[path[path.count - 1]].sorted() {
                if next == start {
                    let names = (path + [start]).map { set.recipes[$0].recipe.package.name }
                    return Diagnostic(
                        .cycle,
                        "recipes need one another: \(names.joined(separator: " needs "))",
                        at: set.recipes[start].recipe.package.nameSpan,
                        hint: "take one of these dependencies out of environment.contents.packages, or build one from another repository"
                    )
                }
                if seen.insert(next).inserted { paths.append(path + [next]) }
            }
        }
        return Diagnostic(.internalError, "a cycle of recipes could not be found again")
    }
}

extension Diagnostic.Code {
    /// Recipes that need one another.
    static let cycle = input("cycle")
}
