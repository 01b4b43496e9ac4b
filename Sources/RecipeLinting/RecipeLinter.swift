public import Diagnostics
public import Recipes

/// Looks recipes through for what the rules ask for (WOLFICTL.md §3).
///
/// A recipe is looked at by itself, in any order and on any thread; what only several recipes together can show is found by
/// `compare`, from the little that is kept of each.
public struct RecipeLinter: Sendable {
    /// All rules, in the order in which their findings are given.
    public static let rules =
        environmentRules + packageRules + sourceRules + scriptRules + testRules + updateRules + variableRules

    /// Findings in one recipe beyond which no more are looked for.
    private static let most = 200
    private let rules: [LintRule]
    private let comparesHosts: Bool

    /// - Parameter skipped: names of rules that are not asked.
    public init(skipping skipped: Set<String> = []) {
        rules = Self.rules.filter { !skipped.contains($0.name) }
        comparesHosts = rules.contains { $0.name == HostComparison.rule.name }
    }

    /// What the rules find in a recipe, except for those that a comment in it disables.
    public func lint(_ recipe: Recipe) -> LintedRecipe {
        let disabled = DisabledRules(recipe.file)
        var diagnostics: [Diagnostic] = []
        var findings: [Finding] = []
        // By index: most rules find nothing, and need not be copied for that.
        for index in rules.indices where diagnostics.count < Self.most && !disabled.contains(rules[index].name) {
            rules[index].check(recipe, &findings)
            if findings.isEmpty { continue }
            let rule = rules[index]
            for finding in findings.prefix(Self.most) {
                let diagnostic = rule.diagnostic(finding)
                // Subpackages made of one text by a range share its mistakes.
                if !diagnostics.contains(diagnostic) { diagnostics.append(diagnostic) }
            }
            findings.removeAll()
        }
        let isCompared = comparesHosts && !disabled.contains(HostComparison.rule.name)
        return LintedRecipe(diagnostics: diagnostics, hosts: isCompared ? RecipeHosts.of(recipe) : nil)
    }

    /// What the recipes of one repository show together: hosts that look like others (`uri-mimic`).
    ///
    /// - Parameter recipes: the hosts of each recipe, in any order.
    public func compare(_ recipes: [RecipeHosts]) -> [Diagnostic] {
        comparesHosts ? HostComparison(recipes).diagnostics : []
    }
}

/// What was found in a recipe, and the little of it that is compared with other recipes.
public struct LintedRecipe: Sendable {
    /// The findings, rule by rule.
    public let diagnostics: [Diagnostic]
    /// The hosts that it fetches from; nil when there are none, or none are to be compared.
    public let hosts: RecipeHosts?
}
