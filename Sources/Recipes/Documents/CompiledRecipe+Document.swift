import ImageConfigurations
public import JSON

extension CompiledRecipe {
    /// The compiled recipe with the keys and their order of the format (RECIPE.md §14.1).
    ///
    /// - Parameter commit: what packages name as their commit when the recipe gives none.
    public func document(commit: String) -> JSON { document(recipe, environment, commit: commit) }

    /// The document with another environment, and of a recipe that differs from the own one in what documents show.
    func document(_ recipe: Recipe, _ environment: ImageConfiguration, commit: String) -> JSON {
        let commit = recipe.package.commit.isEmpty ? commit : recipe.package.commit
        let subpackages = zip(recipe.subpackages, allPackages.dropFirst()).map { written, compiled in
            written.document(
                commit: commit,
                steps: compiled.allSteps.map(\.document),
                test: compiled.test.map(\.document)
            )
        }
        return recipe.document(
            commit: commit,
            environment: environment,
            steps: allPackages.first?.allSteps.map(\.document) ?? [],
            subpackages: subpackages,
            test: test.map(\.document)
        )
    }
}

extension CompiledTest {
    fileprivate var document: JSON { Recipe.test(environment, allSteps.map(\.document), hasPipeline: hasPipeline) }
}

extension CompiledStep {
    fileprivate var document: JSON {
        .object([
            "if": .nonEmpty(condition),
            "name": .nonEmpty(name),
            "uses": .nonEmpty(uses),
            "with": .nonEmpty(with),
            "runs": .nonEmpty(runs.isEmpty || runs.utf8.last == UInt8(ascii: "\n") ? runs : runs + "\n"),
            "pipeline": .nonEmpty(allChildren.map(\.document)),
            "needs": needs.isEmpty ? nil : .object(["Packages": .strings(needs)]),
            "label": .nonEmpty(tag),
            "assertions": requiredSteps.map { .object(["required-steps": $0 == 0 ? nil : .number(Int64($0))]) },
            "working-directory": .nonEmpty(relativeDirectory),
            "environment": .nonEmpty(ownEnvironment),
        ])
    }
}
