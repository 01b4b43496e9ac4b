import ArgumentParser
import Recipes
import SystemPackage

/// `cuttle package-version`.
struct PackageVersion: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "package-version",
        abstract: "Prints the package that a recipe makes: its name, version and epoch.",
        discussion: """
            Example:
              cuttle package-version stone.yaml    # stone-1.0-r0
            """
    )

    @Argument(help: "A recipe file.", completion: .file(extensions: ["yaml"]))
    var recipe: String

    func run() throws {
        let package = try Recipe(FilePath(recipe)).package
        Console.print("\(package.name)-\(package.fullVersion)")
    }
}
