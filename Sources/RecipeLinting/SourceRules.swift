import Diagnostics
import Recipes

extension RecipeLinter {
    /// How steps of the main pipeline get what they build. Other than wolfictl, the rules look into steps that hold other steps; like it,
    /// they leave subpackages alone.
    static let sourceRules: [LintRule] = [
        LintRule(
            name: "valid-pipeline-fetch-uri",
            severity: .error,
            summary: "every fetch and git-checkout has an address with a plain host"
        ) { recipe, findings in
            forEachStep(of: recipe.pipeline, using: ["fetch", "git-checkout"]) { step, uses in
                let input = uses.text == "fetch" ? "uri" : "repository"
                guard let text = step.given(input), !text.text.isEmpty else {
                    findings.append(Finding("\(uses.text) has no \(input)", at: uses.span, hint: "add to with:  \(input): https://…"))
                    return
                }
                guard let address = Address(text.text) else {
                    findings.append(Finding("\"\(text.text)\" is not an address", at: text.span, hint: "write https://host/path"))
                    return
                }
                if address.hasPlainHost { return }
                let hint = "write a name of small letters, digits and - in parts with dots between them"
                findings.append(Finding("\"\(address.host)\" is not a plain host name", at: text.span, hint: hint))
            }
        },
        HostComparison.rule,
        LintRule(
            name: "valid-pipeline-fetch-digest",
            severity: .error,
            summary: "every fetch has a well-formed expected-sha256 or expected-sha512"
        ) { recipe, findings in
            forEachStep(of: recipe.pipeline, using: ["fetch"]) { step, uses in
                var isGiven = false
                for (input, digits) in [("expected-sha256", 64), ("expected-sha512", 128)] {
                    guard let digest = step.given(input) else { continue }
                    isGiven = true
                    check(digest, digits: digits, &findings)
                }
                if isGiven { return }
                findings.append(Finding("fetch has no digest", at: uses.span, hint: "add to with:  expected-sha256: …"))
            }
        },
        LintRule(
            name: "valid-pipeline-git-checkout-commit",
            severity: .error,
            summary: "every git-checkout has a well-formed expected-commit"
        ) { recipe, findings in
            forEachStep(of: recipe.pipeline, using: ["git-checkout"]) { step, uses in
                if let commit = step.given("expected-commit") {
                    check(commit, digits: 40, &findings)
                } else {
                    let hint = "add to with:  expected-commit: …"
                    findings.append(Finding("git-checkout has no expected-commit", at: uses.span, hint: hint))
                }
            }
        },
        LintRule(
            name: "valid-pipeline-git-checkout-tag-or-branch",
            severity: .error,
            summary: "every git-checkout has a tag or a branch"
        ) { recipe, findings in
            forEachStep(of: recipe.pipeline, using: ["git-checkout"]) { step, uses in
                guard step.given("tag") == nil, step.given("branch") == nil else { return }
                let hint = "add to with:  tag: …, or branch: …"
                findings.append(Finding("git-checkout has neither tag nor branch", at: uses.span, hint: hint))
            }
        },
        LintRule(
            name: "fetch-templating",
            severity: .warning,
            summary: "what is updated automatically takes the version of its sources from the package"
        ) { recipe, findings in
            SourceTemplating.check(recipe, &findings)
        },
    ]

    private static func check(_ value: NamedText, digits: Int, _ findings: inout [Finding]) {
        if value.text.utf8.count == digits, value.text.utf8.allSatisfy(\.isHexDigit) { return }
        let found = value.text.utf8.allSatisfy(\.isHexDigit) ? "\(value.text.utf8.count) digits" : "\"\(value.text)\""
        findings.append(Finding("\(value.name) must be \(digits) hexadecimal digits, not \(found)", at: value.span))
    }
}
