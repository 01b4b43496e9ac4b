import Diagnostics
import Recipes

extension RecipeLinter {
    /// How packages are tested.
    static let testRules: [LintRule] = [
        LintRule(
            name: "valid-package-or-subpackage-test",
            severity: .info,
            summary: "the package or one of its subpackages has a test"
        ) { recipe, findings in
            var isTested = false
            forEachTest(of: recipe) { steps in
                if !steps.isEmpty { isTested = true }
            }
            if isTested { return }
            let hint = "add:  test: {pipeline: [{runs: …}]}"
            findings.append(Finding("neither the package nor a subpackage has a test", at: recipe.package.nameSpan, hint: hint))
        },
        LintRule(
            name: "background-process-without-redirect",
            severity: .warning,
            summary: "what a test leaves running in the background writes into a file"
        ) { recipe, findings in
            forEachTest(of: recipe) { steps in
                forEachScript(of: steps) { script in
                    for command in BackgroundCommand.all(in: script.text) {
                        findings.append(
                            Finding(
                                "this goes on in the background, and writes into the output of the test",
                                at: script.span(of: command.text, at: command.offset),
                                hint: "send its output into a file:  >server.log 2>&1"
                            )
                        )
                    }
                }
            }
        },
    ]
}
