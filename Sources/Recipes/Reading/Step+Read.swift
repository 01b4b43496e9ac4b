import Diagnostics
import YAML

extension Step {
    static let keys = [
        "uses", "with", "runs", "name", "if", "pipeline", "working-directory", "environment", "needs", "inputs", "label", "assertions",
    ]

    /// The steps of a list below a key; keys are strict as everywhere in a recipe.
    ///
    /// - Parameter problems: takes what is wrong with a step, so that the next one is read; without it, the first problem is thrown.
    static func list(_ fields: Fields, _ key: String, _ problems: Problems?, isStrict: Bool = true) throws(Diagnostic) -> [Step] {
        let items = try fields.items(key)
        if items.isEmpty { return [] }
        var steps: [Step] = []
        steps.reserveCapacity(items.count)
        for node in items {
            do throws(Diagnostic) {
                steps.append(try read(fields.adopting(node, "a step"), problems, isStrict: isStrict))
            } catch {
                guard let problems else { throw error }
                problems.report(error)
            }
        }
        return steps
    }

    /// The annotation by which recipes and definitions declare that they cannot do without a network.
    static let networkAnnotation = "dev.cuttle.network"

    /// Steps with what is handed down to those inside them.
    ///
    /// - Parameter room: how many variables may still be handed down in the recipe.
    static func propagated(_ steps: [Step], room: inout Int) throws(Diagnostic) -> [Step] {
        for step in steps {
            room -= step.variableCount(outer: 0)
            if room < 0 { throw Diagnostic(.limit, "the steps of the recipe inherit more than \(mostInherited) variables", at: step.span) }
        }
        return steps.allSatisfy { $0.pipeline.isEmpty } ? steps : steps.map { $0.propagated() }
    }

    static let mostInherited = 1_000_000

    /// Variables that the step and those inside it would have, each counted by itself.
    private func variableCount(outer: Int) -> Int {
        let own = outer + environment.count
        return pipeline.reduce(own) { $0 + $1.variableCount(outer: own) }
    }

    /// The step with its working directory and environment handed down to the steps inside it (RECIPE.md §9.2, §9.4).
    private func propagated() -> Step {
        if pipeline.isEmpty { return self }
        let children = pipeline.map { child in
            let isPlaced = child.workingDirectory.map { !$0.text.isEmpty } ?? false
            let directory = isPlaced ? child.workingDirectory : workingDirectory
            return child.inheriting(directory, environment.merging(child.environment) { $1 }, child.pipeline).propagated()
        }
        return inheriting(workingDirectory, environment, children)
    }
}
