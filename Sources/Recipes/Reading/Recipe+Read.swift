public import Diagnostics
import Files
public import SystemPackage
import YAML

extension Recipe {
    /// The largest recipe file that is read, in bytes.
    public static let largestFile = 8 << 20

    /// Reads a recipe file.
    ///
    /// - Throws: the first problem with its place.
    public init(_ path: FilePath, options: RecipeOptions = RecipeOptions()) throws(Diagnostic) {
        try self.init(Self.source(path), options: options)
    }

    /// Reads a recipe.
    ///
    /// - Throws: the first problem with its place.
    public init(_ file: SourceFile, options: RecipeOptions = RecipeOptions()) throws(Diagnostic) {
        let (recipe, problems) = Self.read(file, options: options)
        if let first = problems.first(where: { $0.severity == .error }) { throw first }
        guard let recipe else { throw Diagnostic(.internalError, "\(file.name) was neither read nor refused") }
        self = recipe
    }

    /// Reads a recipe as far as that can be done, and tells everything that is wrong with it.
    ///
    /// - Returns: the recipe, which is whole only when there are no problems; nil when not even its package could be read.
    public static func read(_ file: SourceFile, options: RecipeOptions = RecipeOptions()) -> (recipe: Recipe?, problems: [Diagnostic]) {
        let reader = RecipeReader(file: file, options: options)
        let recipe = reader.read()
        return (recipe, reader.problems.diagnostics)
    }

    /// The text of a recipe file.
    public static func source(_ path: FilePath) throws(Diagnostic) -> SourceFile {
        do throws(Diagnostic) {
            return SourceFile(name: path.string, bytes: try Files.read(path, limit: largestFile))
        } catch {
            throw Files.exists(path) ? error : Diagnostic(.missingFile, "there is no recipe \(path)")
        }
    }
}
