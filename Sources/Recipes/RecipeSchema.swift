/// The format of recipes as a JSON Schema (draft 2020-12), for editors.
///
/// It says the same as the reader, as far as a schema can: what refers to other parts of a recipe only the reader checks.
public enum RecipeSchema {
    /// The schema, without a line break at its end.
    public static let text = String(decoding: PackageResources.recipe_schema_json.dropLast(), as: UTF8.self)
}
