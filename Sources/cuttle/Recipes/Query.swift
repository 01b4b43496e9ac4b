import ArgumentParser
import Queries
import Recipes
import SystemPackage
import Templates

/// `cuttle query`.
struct Query: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "query",
        abstract: "Shows what a recipe says, by a template.",
        discussion: """
            The template is in the language of Go's text/template, and the names are those of melange: the recipe's keys, as in \
            .Package.Name, .Subpackages, .Pipeline, .Environment.Contents.Packages, .Update.GitHubMonitor, .Vars. \
            The variables of the recipe are replaced; nothing is compiled. What the template gives is printed as it is, without a \
            newline at its end.

            Example:
              cuttle query stone.yaml '{{ range .Subpackages }}{{ .Name }} {{ end }}'
            """
    )

    @Argument(help: "A recipe file.", completion: .file(extensions: ["yaml"]))
    var recipe: String

    @Argument(help: "What to show.")
    var template: String

    func run() throws {
        let template = try Template(template)
        let recipe = try Recipe(FilePath(recipe))
        Console.write(try template.render(TemplateValue(recipe: recipe.document())))
    }
}
