import ArgumentParser
import Recipes

/// `cuttle schema`.
struct Schema: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Prints the JSON Schema of a format, for editors.",
        discussion: """
            An editor with yaml-language-server completes keys, explains them and marks mistakes in a file that begins with

              # yaml-language-server: $schema=recipe.schema.json

            where recipe.schema.json is what this prints; the path is relative to the file.
            """
    )

    /// The formats that there is a schema of.
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case recipe
    }

    @Argument(help: ArgumentHelp("The format.", valueName: "format"))
    var format = Format.recipe

    func run() {
        switch format {
        case .recipe: Console.print(RecipeSchema.text)
        }
    }
}
