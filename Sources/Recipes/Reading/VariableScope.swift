import Diagnostics
import YAML

/// The variables of a recipe while it is read: those of the package, the declared ones, and what transforms make of them (RECIPE.md §5).
struct VariableScope {
    let package: PackageVariables
    private(set) var variables: [String: String]

    init(package: PackageVariables, variables: [String: String]) {
        self.package = package
        self.variables = variables
    }

    /// All of them by their full names.
    var substitution: Substitution { Substitution(package: package, variables: variables) }

    /// Runs the transforms in order; each sees the results of those before it.
    mutating func apply(_ transforms: [VariableTransform]) throws(Diagnostic) {
        if transforms.isEmpty { return }
        var known = substitution
        // Together they may take as long as twenty.
        let share = max(1, transforms.count / 20)
        for transform in transforms {
            let text = try known.resolve(transform.from, at: transform.fromSpan)
            let result: String
            do throws(Diagnostic) {
                result = try RegularExpression(transform.match).replaceAll(in: text, with: transform.replace, share: share)
            } catch {
                var error = error
                error.span = transform.matchSpan
                throw error
            }
            variables[transform.to] = result
            known.variables[transform.to] = result
        }
    }
}

extension VariableTransform {
    /// Reads the list `var-transforms`.
    static func list(_ recipe: Fields) throws(Diagnostic) -> [VariableTransform] {
        var transforms: [VariableTransform] = []
        for node in try recipe.items("var-transforms") {
            let fields = try recipe.adopting(node, "a var-transform", known: ["from", "match", "replace", "to"])
            guard let from = try fields.text("from"), let match = try fields.text("match"), let target = try fields.text("to") else {
                throw Diagnostic(.missingValue, "a var-transform needs \"from\", \"match\" and \"to\"", at: node.span)
            }
            transforms.append(
                VariableTransform(
                    from: from,
                    match: match,
                    replace: try fields.text("replace") ?? "",
                    to: target,
                    fromSpan: fields.span("from"),
                    matchSpan: fields.span("match"),
                    targetSpan: fields.span("to")
                )
            )
        }
        return transforms
    }
}
