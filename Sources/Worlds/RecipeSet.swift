public import Diagnostics
import Files
public import Recipes
public import SystemPackage

/// All recipes of a run, compiled, each of its packages known by name.
public struct RecipeSet: Sendable {
    /// The recipes, in the order of their names.
    public let recipes: [CompiledRecipe]
    private let owners: [String: Int]

    /// Compiles recipes.
    ///
    /// - Parameters:
    ///   - paths: recipe files, or folders of them.
    ///   - options: what the caller adds to the recipes; the same as the compiler's.
    ///   - skipped: called for each recipe of a folder that is for another architecture.
    /// - Throws: all problems of all recipes together.
    public init(
        _ paths: [FilePath],
        compiler: RecipeCompiler,
        options: RecipeOptions = RecipeOptions(),
        architecture: Architecture,
        skipped: (Diagnostic) -> Void = { _ in }
    ) throws {
        var compiled: [CompiledRecipe] = []
        var problems: [Diagnostic] = []
        for path in paths {
            let isFolder = FileStatus.ifPresent(path)?.kind == .directory
            for file in isFolder ? try RecipeFiles(below: [path]).whole() : [path] {
                do throws(Diagnostic) {
                    let recipe = try Recipe(file, options: options)
                    compiled.append(try compiler.compile(recipe, for: architecture))
                } catch {
                    if isFolder, error.code == .wrongArchitecture { skipped(error) } else { problems.append(error) }
                }
            }
        }
        recipes = compiled.sorted { $0.recipe.package.name < $1.recipe.package.name }
        var owners: [String: Int] = [:]
        for (index, recipe) in recipes.enumerated() {
            for package in recipe.packages {
                if let other = owners.updateValue(index, forKey: package.name) {
                    problems.append(
                        Diagnostic(
                            .duplicateName,
                            "the package \"\(package.name)\" is made by two recipes",
                            at: package.span,
                            notes: ["the other is \(recipes[other].recipe.file.name)"]
                        )
                    )
                }
            }
        }
        self.owners = owners
        if !problems.isEmpty { throw DiagnosticList(problems) }
        if recipes.isEmpty {
            throw Diagnostic(.missingFile, "there is no recipe to build", hint: "name recipe files, or a folder with them")
        }
    }

    /// The recipe that makes a package, or declares that one of its packages provides the name; nil for none of these.
    func owner(of name: String) -> Int? {
        if let index = owners[name] { return index }
        return recipes.firstIndex { recipe in
            recipe.packages.contains { $0.dependencies.provides.contains { $0.prefix { $0 != "=" } == name } }
        }
    }
}
