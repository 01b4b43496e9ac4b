import Diagnostics
import Testing

@testable import RecipeLinting

/// The list of rules, and how findings of a recipe are disabled (WOLFICTL.md §1, §3).
@Suite struct LinterTests {
    @Test func knowsTheRules() {
        let rules = RecipeLinter.rules
        #expect(rules.count == 25)
        #expect(Set(rules.map(\.name)).count == 25)
        #expect(rules.filter { $0.severity == .info }.map(\.name) == ["valid-copyright-header", "valid-package-or-subpackage-test"])
        #expect(
            Set(rules.filter { $0.severity == .warning }.map(\.name)) == [
                "update-disabled-reason", "background-process-without-redirect", "unused-var-transform",
                "depends-on-unversioned-py-provides", "fetch-templating",
            ]
        )
        #expect(rules.allSatisfy { !$0.summary.isEmpty && !$0.summary.hasSuffix(".") })
    }

    @Test func isSilentAboutWhatIsRight() throws {
        #expect(try Given.rules(in: Given.package + Given.rest) == [])
    }

    @Test func showsTheRuleAndThePlace() throws {
        let text = Given.package.replacing("MIT", with: "GPL-2") + Given.rest
        let linted = RecipeLinter().lint(try Given.recipe(text))
        #expect(linted.hosts == nil)
        #expect(linted.diagnostics.map(\.code) == [.lint("valid-spdx-license")])
        #expect(
            Given.render(linted.diagnostics) == """
                hello.yaml:6:16: error: "GPL-2" is not an SPDX license expression: "GPL-2" is not on the SPDX list [valid-spdx-license]
                 6 |     - license: GPL-2
                   |                ^~~~~
                hint: write GPL-2.0-only or GPL-2.0-or-later

                """
        )
    }

    private static let wrong = "package:\n  name: hello\n  version: 1.0\n  copyright:\n    - license: ABC\n" + Given.rest

    @Test(arguments: [
        ("", ["valid-spdx-license", "contains-epoch"]),
        ("#nolint:contains-epoch\n", ["valid-spdx-license"]),
        ("#nolint:contains-epoch,valid-spdx-license\n", []),
        ("#nolint:contains-epoch, valid-spdx-license\n", []),
        ("#nolint:contains-epoch,valid-spdx-license\r\n", []),
        ("#nolint: valid-spdx-license # for now\n", ["contains-epoch"]),
        ("# A comment.\n\n#nolint:contains-epoch\n", ["valid-spdx-license"]),
        ("#nolint:contains-epoch\n#nolint:valid-spdx-license\n", []),
        ("#nolint:valid-pipeline-git-checkout-tag,contains-epoch\n", ["valid-spdx-license"]),
        // None of these is one.
        ("#nolint\n", ["valid-spdx-license", "contains-epoch"]),
        ("#nolint:\n", ["valid-spdx-license", "contains-epoch"]),
        ("# nolint:contains-epoch\n", ["valid-spdx-license", "contains-epoch"]),
        (" #nolint:contains-epoch\n", ["valid-spdx-license", "contains-epoch"]),
        ("##nolint:contains-epoch\n", ["valid-spdx-license", "contains-epoch"]),
        ("#nolint:contains epoch\n", ["valid-spdx-license", "contains-epoch"]),
        ("#nolint:contains\n", ["valid-spdx-license", "contains-epoch"]),
    ])
    func leavesOutWhatARecipeDisables(_ comment: String, _ rules: [String]) throws {
        #expect(try Given.rules(in: comment + Self.wrong) == rules)
        if comment.hasPrefix("#nolint") { #expect(try Given.rules(in: Self.wrong + comment) == rules) }
    }

    @Test func leavesOutWhatIsSkipped() throws {
        let linter = RecipeLinter(skipping: ["contains-epoch", "no-such-rule"])
        #expect(linter.lint(try Given.recipe(Self.wrong)).diagnostics.map(\.code) == [.lint("valid-spdx-license")])
    }

    @Test func givesTheSameFindingOfARangeOnce() throws {
        let text =
            Given.package + Given.rest + """
                data:
                  - name: list
                    items: {a: "1", b: "2"}
                subpackages:
                  - range: list
                    name: hello-${{range.key}}
                    dependencies:
                      runtime: [py3-six]
                """
        #expect(try Given.rules(in: text) == ["depends-on-unversioned-py-provides"])
    }
}
