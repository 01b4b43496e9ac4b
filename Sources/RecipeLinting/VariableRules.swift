import Diagnostics
import ImageConfigurations
import Recipes

extension RecipeLinter {
    /// What is declared and asked for.
    static let variableRules: [LintRule] = [
        LintRule(
            name: "unused-var-transform",
            severity: .warning,
            summary: "every variable that var-transforms makes is used"
        ) { recipe, findings in
            if recipe.transforms.isEmpty { return }
            let unused = UnusedTransforms(of: recipe.transforms, in: recipe.file).transforms
            for transform in unused {
                findings.append(Finding("the variable \"\(transform.to)\" is never used", at: transform.targetSpan, hint: "remove it"))
            }
        },
        LintRule(
            name: "depends-on-unversioned-py-provides",
            severity: .warning,
            summary: "no package depends on py3-… without a version of Python"
        ) { recipe, findings in
            func check(_ dependencies: [String], _ spans: [SourceSpan]) {
                for (dependency, span) in zip(dependencies, spans) where dependency.utf8.first == UInt8(ascii: "p") {
                    if !dependency.hasPrefix("py3-") || dependency.hasPrefix("py3-supported-") { continue }
                    let name = dependency.dropFirst("py3-".count)
                    findings.append(
                        Finding(
                            "\(dependency) does not say for which Python",
                            at: span,
                            hint: "write py3.13-\(name) or the like, or py3-supported-\(name)"
                        )
                    )
                }
            }
            check(recipe.package.dependencies.runtime, recipe.package.dependencies.runtimeSpans)
            check(recipe.environment.contents.packages, recipe.environment.packageSpans)
            for index in recipe.subpackages.indices {
                check(recipe.subpackages[index].dependencies.runtime, recipe.subpackages[index].dependencies.runtimeSpans)
            }
        },
    ]
}
