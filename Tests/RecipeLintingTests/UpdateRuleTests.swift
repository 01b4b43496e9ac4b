import Testing

@testable import RecipeLinting

/// Rules about updates, variables and dependencies.
@Suite struct UpdateRuleTests {
    private static let checkout = SourceRuleTests.recipe("git-checkout", ["repository: https://github.com/Owner/hello.git"])

    @Test func wantsUpdatesThatKnowTheCommit() throws {
        let rule = "git-checkout-must-use-github-updates"
        #expect(
            try Given.findings(of: rule, in: Self.checkout + "update:\n  enabled: true\n  release-monitor:\n    identifier: 1\n") == """
                hello.yaml:12:3: error: the source is on GitHub, and updates do not look there [\(rule)]
                 12 |   enabled: true
                    |   ^
                  https://github.com/Owner/hello.git in line 10
                hint: add to update:  github: {identifier: Owner/hello}, or git: {strip-prefix: v}

                """
        )
        for update in [
            "", "update:\n  enabled: false\n", "update:\n  enabled: true\n  github:\n    identifier: a/b\n",
            "update:\n  enabled: true\n  git:\n    strip-prefix: v\n",
        ] {
            #expect(try Given.findings(of: rule, in: Self.checkout + update) == "")
        }
        let elsewhere = Self.checkout.replacing("github.com", with: "gitlab.com")
        #expect(try Given.findings(of: rule, in: elsewhere + "update:\n  enabled: true\n") == "")
    }

    @Test func wantsAReason() throws {
        let rule = "update-disabled-reason"
        #expect(
            try Given.findings(of: rule, in: Given.package + "update:\n  enabled: false\n") == """
                hello.yaml:8:3: warning: update is not enabled, and does not say why [\(rule)]
                 8 |   enabled: false
                   |   ^
                hint: set enabled to true, or add exclude-reason: …

                """
        )
        #expect(try Given.findings(of: rule, in: Given.package).isEmpty)
        for update in ["enabled: true", "enabled: false\n  exclude-reason: gone"] {
            #expect(try Given.findings(of: rule, in: Given.package + "update:\n  \(update)\n") == "")
        }
    }

    @Test func wantsAKnownPeriod() throws {
        let rule = "valid-update-schedule"
        for period in ["daily", "weekly", "monthly"] {
            #expect(try Given.findings(of: rule, in: Given.package + "update:\n  schedule:\n    period: \(period)\n") == "")
        }
        #expect(
            try Given.findings(of: rule, in: Given.package + "update:\n  schedule:\n    period: yearly\n") == """
                hello.yaml:9:13: error: "yearly" is not a period of updates [\(rule)]
                 9 |     period: yearly
                   |             ^~~~~~
                hint: write period: daily, weekly or monthly

                """
        )
        let found = try Given.findings(of: rule, in: Given.package + "update:\n  schedule:\n    reason: x\n")
        #expect(found.contains("error: the schedule has no period [\(rule)]\n"))
    }

    @Test(arguments: [
        ("Owner/hello", "https://github.com/Owner/hello.git", true), ("owner/HELLO", "https://github.com/Owner/hello/", true),
        ("Owner/hello.git", "https://github.com/Owner/hello", false), ("owner/hell", "https://github.com/owner/hello", false),
        ("ner/hello", "https://github.com/owner/hello", false), ("hello", "https://github.com/owner/hello", false),
        ("a-b/c", "https://github.com/a\rb/c", false), ("a@b/c", "https://github.com/a`b/c", false),
    ])
    func comparesTheIdentifier(_ identifier: String, _ repository: String, _ isRight: Bool) throws {
        let text = SourceRuleTests.recipe("git-checkout", ["repository: \"\(repository.replacing("\r", with: "\\r"))\""])
        let update = "update:\n  enabled: true\n  github:\n    identifier: \"\(identifier)\"\n"
        #expect(try Given.findings(of: "update-identifier-must-match-git-repository", in: text + update).isEmpty == isRight)
    }

    @Test func wantsTheIdentifierOfASource() throws {
        let rule = "update-identifier-must-match-git-repository"
        let update = "update:\n  enabled: true\n  github:\n    identifier: other/hello\n"
        let second = "  - uses: git-checkout\n    with:\n      repository: https://github.com/other/world\n"
        #expect(
            try Given.findings(of: rule, in: Self.checkout + second + update) == """
                hello.yaml:17:17: error: updates look at "other/hello", which is not what is checked out [\(rule)]
                 17 |     identifier: other/hello
                    |                 ^~~~~~~~~~~
                hint: write Owner/hello or other/world

                """
        )
        #expect(try Given.findings(of: rule, in: Self.checkout + second.replacing("world", with: "hello") + update) == "")
        #expect(try Given.findings(of: rule, in: Given.package + update) == "")
    }
}

/// Rules about variables and dependencies.
@Suite struct VariableRuleTests {
    private static func transforms(_ pairs: [(from: String, to: String)]) -> String {
        "var-transforms:\n" + pairs.map { "  - from: ${{\($0.from)}}\n    match: \\.\n    replace: _\n    to: \($0.to)\n" }.joined()
    }

    @Test func wantsVariablesToBeUsed() throws {
        let text = Given.package + Self.transforms([("package.version", "mangled")]) + "pipeline:\n  - runs: echo # none\n"
        #expect(
            try Given.findings(of: "unused-var-transform", in: text) == """
                hello.yaml:11:9: warning: the variable "mangled" is never used [unused-var-transform]
                 11 |     to: mangled
                    |         ^~~~~~~
                hint: remove it

                """
        )
    }

    @Test(arguments: [
        "pipeline:\n  - runs: echo ${{vars.mangled}}\n", "pipeline:\n  - runs: echo ${{ vars.mangled }}\n",
        "pipeline:\n  - runs: |\n      # ${{vars.mangled}}\n",
        "test:\n  environment:\n    contents:\n      packages: ['a=${{vars.mangled}}']\n",
        "subpackages:\n  - name: a\n    dependencies:\n      runtime: [\"a=${{vars.mangled}}\"]\n",
    ])
    func findsUses(_ section: String) throws {
        let transforms = Self.transforms([("package.version", "mangled")])
        for text in [Given.package + transforms + section, Given.package + section + transforms] {
            #expect(try Given.findings(of: "unused-var-transform", in: text) == "")
        }
    }

    @Test(arguments: [
        "# ${{vars.mangled}}\n", "pipeline:\n  - runs: echo # ${{vars.mangled}}\n", "pipeline:\n  - runs: echo ${{vars.mangled2}}\n",
        "vars:\n  mangled: x\n",
    ])
    func takesNothingElseForAUse(_ section: String) throws {
        let text = Given.package + Self.transforms([("package.version", "mangled"), ("package.version", "mangled2")]) + section
        #expect(try Given.findings(of: "unused-var-transform", in: text).contains("\"mangled\" is never used"))
    }

    @Test func followsChains() throws {
        let chain = Self.transforms([("package.version", "a"), ("vars.a", "b")])
        #expect(try Given.findings(of: "unused-var-transform", in: Given.package + chain).contains("\"b\" is never used"))
        #expect(!(try Given.findings(of: "unused-var-transform", in: Given.package + chain).contains("\"a\" is never used")))
        let itself = "vars:\n  a: x\n" + Self.transforms([("vars.a", "a")])
        #expect(try Given.findings(of: "unused-var-transform", in: Given.package + itself).contains("\"a\" is never used"))
    }

    @Test func wantsVersionsOfPython() throws {
        let text =
            Given.package + """
                  dependencies:
                    runtime: [py3.13-six, py3-supported-six, python3, '!py3-x']
                environment:
                  contents:
                    packages: [py3-pip, perl]
                subpackages:
                  - name: a
                    dependencies:
                      runtime:
                        - py3-six=1.0

                """
        #expect(
            try Given.findings(of: "depends-on-unversioned-py-provides", in: text) == """
                hello.yaml:11:16: warning: py3-pip does not say for which Python [depends-on-unversioned-py-provides]
                 11 |     packages: [py3-pip, perl]
                    |                ^~~~~~~
                hint: write py3.13-pip or the like, or py3-supported-pip
                hello.yaml:16:11: warning: py3-six=1.0 does not say for which Python [depends-on-unversioned-py-provides]
                 16 |         - py3-six=1.0
                    |           ^~~~~~~~~~~
                hint: write py3.13-six=1.0 or the like, or py3-supported-six=1.0

                """
        )
        let runtime = Given.package + "  dependencies:\n    runtime: [py3-six]\n"
        #expect(try Given.findings(of: "depends-on-unversioned-py-provides", in: runtime).hasPrefix("hello.yaml:8:15: warning: py3-six"))
    }
}
