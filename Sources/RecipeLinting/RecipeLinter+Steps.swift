import Recipes

// Steps and subpackages are large values: they are looked at where they are, as copies would take most of the time of linting.
extension RecipeLinter {
    /// Goes through the steps that use one of some pipelines, with those inside of other steps.
    static func forEachStep(of steps: [Step], using names: [String], _ body: (Step, LocatedText) -> Void) {
        for index in steps.indices {
            if let uses = steps[index].uses, names.contains(uses.text) { body(steps[index], uses) }
            if !steps[index].pipeline.isEmpty { forEachStep(of: steps[index].pipeline, using: names, body) }
        }
    }

    /// Goes through the scripts of steps, with those inside of other steps.
    static func forEachScript(of steps: [Step], _ body: (LocatedText) -> Void) {
        for index in steps.indices {
            if let runs = steps[index].runs { body(runs) }
            if !steps[index].pipeline.isEmpty { forEachScript(of: steps[index].pipeline, body) }
        }
    }

    /// Goes through the pipelines of the package and its subpackages.
    static func forEachPipeline(of recipe: Recipe, _ body: ([Step]) -> Void) {
        body(recipe.pipeline)
        for index in recipe.subpackages.indices { body(recipe.subpackages[index].pipeline) }
    }

    /// Goes through the pipelines of the tests of the package and its subpackages.
    static func forEachTest(of recipe: Recipe, _ body: ([Step]) -> Void) {
        if let steps = recipe.test?.pipeline { body(steps) }
        for index in recipe.subpackages.indices {
            if let steps = recipe.subpackages[index].test?.pipeline { body(steps) }
        }
    }
}
