import Testing

@testable import RecipeLinting

/// Rules about fetch and git-checkout.
@Suite struct SourceRuleTests {
    static let sha256 = String(repeating: "0aF", count: 22).prefix(64)
    static let sha512 = String(repeating: "0aF", count: 43).prefix(128)
    static let commit = String(repeating: "0aF", count: 14).prefix(40)

    /// A recipe whose only step uses a pipeline with inputs, one to a line.
    static func recipe(_ uses: String, _ inputs: [String], _ rest: String = "") -> String {
        let with = inputs.isEmpty ? "" : "    with:\n" + inputs.map { "      \($0)\n" }.joined()
        return Given.package + "pipeline:\n  - uses: \(uses)\n" + with + rest
    }

    @Test(arguments: [
        ("fetch", "uri: https://example.org/a-${{package.version}}.tgz"), ("fetch", "uri: ftp://user@ftp.example.software/a%20b?c=d#e"),
        ("git-checkout", "repository: https://github.com/a/b"), ("git-checkout", "repository: git://9front.org/x"),
    ])
    func takesAddresses(_ uses: String, _ input: String) throws {
        #expect(try Given.findings(of: "valid-pipeline-fetch-uri", in: Self.recipe(uses, [input])) == "")
    }

    @Test(arguments: [
        ("fetch", "x: y", "fetch has no uri", "add to with:  uri: https://…"),
        ("git-checkout", "uri: y", "git-checkout has no repository", "add to with:  repository: https://…"),
        ("fetch", "uri: example.org/a", "\"example.org/a\" is not an address", "write https://host/path"),
        ("git-checkout", "repository: git@github.com:a/b", "\"git@github.com:a/b\" is not an address", "write https://host/path"),
        ("fetch", "uri: https://example.org/%zz", "\"https://example.org/%zz\" is not an address", "write https://host/path"),
    ])
    func wantsAddresses(_ uses: String, _ input: String, _ message: String, _ hint: String) throws {
        let found = try Given.findings(of: "valid-pipeline-fetch-uri", in: Self.recipe(uses, [input]))
        #expect(found.contains(": error: \(message) [valid-pipeline-fetch-uri]\n"), "\(found)")
        #expect(found.hasSuffix("hint: \(hint)\n"))
    }

    @Test(arguments: [
        "downloads.xⅰph.org", "Example.org", "localhost", "example.org:8080", "10.0.0.1", "example.o", "-a.org", "a.org", "exa_mple.org",
        "",
    ])
    func wantsPlainHosts(_ host: String) throws {
        let found = try Given.findings(of: "valid-pipeline-fetch-uri", in: Self.recipe("fetch", ["uri: https://\(host)/x"]))
        #expect(found.hasPrefix("hello.yaml:10:12: error: \"\(host)\" is not a plain host name [valid-pipeline-fetch-uri]\n"), "\(found)")
    }

    @Test(arguments: [
        ["expected-sha256: \(sha256)"], ["expected-sha512: \(sha512)"], ["expected-sha256: \(sha256)", "expected-sha512: \(sha512)"],
    ])
    func takesDigests(_ inputs: [String]) throws {
        #expect(try Given.findings(of: "valid-pipeline-fetch-digest", in: Self.recipe("fetch", inputs)) == "")
    }

    @Test func wantsADigest() throws {
        let text = Self.recipe("fetch", ["uri: https://example.org/x"])
        #expect(
            try Given.findings(of: "valid-pipeline-fetch-digest", in: text) == """
                hello.yaml:8:11: error: fetch has no digest [valid-pipeline-fetch-digest]
                 8 |   - uses: fetch
                   |           ^~~~~
                hint: add to with:  expected-sha256: …

                """
        )
        for (input, message) in [
            ("expected-sha256: abc", "expected-sha256 must be 64 hexadecimal digits, not 3 digits"),
            ("expected-sha512: \(Self.sha256)", "expected-sha512 must be 128 hexadecimal digits, not 64 digits"),
            ("expected-sha256: TODO", "expected-sha256 must be 64 hexadecimal digits, not \"TODO\""),
        ] {
            let found = try Given.findings(of: "valid-pipeline-fetch-digest", in: Self.recipe("fetch", [input]))
            #expect(found.hasPrefix("hello.yaml:10:24: error: \(message) [valid-pipeline-fetch-digest]\n"), "\(found)")
        }
    }

    @Test func looksIntoStepsThatHoldOthers() throws {
        let text = Given.package + "pipeline:\n  - if: 'true'\n    pipeline:\n      - uses: fetch\n"
        #expect(try Given.findings(of: "valid-pipeline-fetch-digest", in: text).hasPrefix("hello.yaml:10:15: error: fetch has no digest"))
    }

    @Test func wantsACommit() throws {
        let rule = "valid-pipeline-git-checkout-commit"
        #expect(try Given.findings(of: rule, in: Self.recipe("git-checkout", ["expected-commit: \(Self.commit)"])) == "")
        #expect(
            try Given.findings(of: rule, in: Self.recipe("git-checkout", [])) == """
                hello.yaml:8:11: error: git-checkout has no expected-commit [\(rule)]
                 8 |   - uses: git-checkout
                   |           ^~~~~~~~~~~~
                hint: add to with:  expected-commit: …

                """
        )
        let found = try Given.findings(of: rule, in: Self.recipe("git-checkout", ["expected-commit: 0123"]))
        #expect(found.contains("error: expected-commit must be 40 hexadecimal digits, not 4 digits [\(rule)]\n"))
    }

    @Test func wantsATagOrABranch() throws {
        let rule = "valid-pipeline-git-checkout-tag-or-branch"
        for input in ["tag: v1", "branch: main"] { #expect(try Given.findings(of: rule, in: Self.recipe("git-checkout", [input])) == "") }
        #expect(
            try Given.findings(of: rule, in: Self.recipe("git-checkout", ["ref: x"])) == """
                hello.yaml:8:11: error: git-checkout has neither tag nor branch [\(rule)]
                 8 |   - uses: git-checkout
                   |           ^~~~~~~~~~~~
                hint: add to with:  tag: …, or branch: …

                """
        )
    }
}

/// Sources that an update would leave behind.
@Suite struct SourceTemplatingTests {
    private static let enabled = "update:\n  enabled: true\n"
    private static let transforms = "var-transforms:\n  - from: ${{package.version}}\n    match: \\.\n    replace: _\n    to: mangled\n"

    @Test(arguments: [
        ("fetch", ["uri: https://example.org/hello-${{package.version}}.tgz"], enabled),
        ("fetch", ["uri: 'https://example.org/hello-${{ package.full-version }}.tgz'"], enabled),
        ("fetch", ["uri: >-", "  https://example.org/hello-${{package.version}}.tgz"], enabled),
        ("fetch", ["uri: https://example.org/é/${{vars.mangled}}"], enabled + transforms),
        // One variable is enough, whichever.
        ("git-checkout", ["tag: ${{package.name}}-x"], enabled),
        ("git-checkout", ["tag: main", "ref: ${{package.version}}"], enabled),
        ("git-checkout", ["branch: main"], enabled),
        ("git-checkout", ["tag: v1.2.3"], "update:\n  enabled: true\n  manual: true\n"),
        ("git-checkout", ["tag: v1.2.3"], "update:\n  enabled: false\n"),
        ("git-checkout", ["tag: v1.2.3"], ""),
    ])
    func takesSources(_ uses: String, _ inputs: [String], _ rest: String) throws {
        #expect(try Given.findings(of: "fetch-templating", in: SourceRuleTests.recipe(uses, inputs, rest)) == "")
    }

    @Test func wantsAVariable() throws {
        let text = SourceRuleTests.recipe(
            "git-checkout",
            ["tag: v1.2.3"],
            "  - uses: fetch\n    with:\n      uri: https://x.org/y\n" + Self.enabled
        )
        #expect(
            try Given.findings(of: "fetch-templating", in: text) == """
                hello.yaml:10:12: warning: updates would not change what is fetched: tag has no variable in it [fetch-templating]
                 10 |       tag: v1.2.3
                    |            ^~~~~~
                  uri in line 13 has none either
                hint: write ${{package.version}} for the version in it, or a variable that var-transforms makes of it

                """
        )
    }

    @Test(arguments: [
        ("fetch", "uri: https://x.org/hello-1.2.tgz", true), ("fetch", "uri: https://x.org/hello_v1.2.tgz", true),
        ("fetch", "uri: https://x.org/hello/1.2.3-rc1/y.tgz", true), ("fetch", "uri: https://x.org/hello/v1.2/y.tgz", true),
        ("fetch", "uri: hello-1.2", true), ("fetch", "uri: https://x.org/${{package.name}}/hello-1.2.tgz", true),
        ("git-checkout", "tag: v1.2.3", true), ("git-checkout", "tag: \"1.2.3\"", true),
        ("fetch", "uri: https://x.org/hello/1.2.tgz", false), ("fetch", "uri: https://x.org/hello-1.tgz", false),
        ("fetch", "uri: https://x.org/othello-1.2.tgz", false), ("fetch", "uri: https://x.org/hello-world-1.2.tgz", false),
        ("fetch", "uri: https://x.org/hello-1.2-${{package.version}}", false), ("git-checkout", "tag: v1.2.4", false),
        ("git-checkout", "tag: v1.2.3-${{vars.mangled}}", false),
    ])
    func refusesVersionsBesideVariables(_ uses: String, _ input: String, _ isRefused: Bool) throws {
        let other = "  - uses: fetch\n    with:\n      uri: https://x.org/${{package.version}}\n"
        let text = SourceRuleTests.recipe(uses, [input], other + Self.enabled + Self.transforms)
        let found = try Given.findings(of: "fetch-templating", in: text)
        let name = input.prefix { $0 != ":" }
        let message = "hello.yaml:10:12: warning: \(name) holds a version, which an update would not change [fetch-templating]\n"
        #expect(isRefused ? found.hasPrefix(message) : found.isEmpty, "\(found)")
    }
}
