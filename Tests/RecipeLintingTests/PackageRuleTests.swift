import Testing

@testable import RecipeLinting

/// Rules about the package and the build environment.
@Suite struct PackageRuleTests {
    @Test(arguments: [
        ("repositories: [https://packages.wolfi.dev/os]", 9),
        ("build_repositories: ['https://packages.wolfi.dev/os']", 9),
    ])
    func forbidsThePublishedRepository(_ line: String, _ number: Int) throws {
        let text = Given.package + "environment:\n  contents:\n    \(line)\n"
        let found = try Given.findings(of: "forbidden-repository-used", in: text)
        #expect(
            found.hasPrefix(
                "hello.yaml:\(number):\(line.contains("'") ? 26 : 20): error: recipes must not name the repository "
                    + "https://packages.wolfi.dev/os [forbidden-repository-used]\n"
            ),
            "\(found)"
        )
        #expect(found.hasSuffix("hint: remove it: what a build installs from is given to the build, not written into recipes\n"))
    }

    @Test(arguments: [
        ("forbidden-repository-used", "repositories: [https://example.org/os, ./packages]"),
        ("forbidden-keyring-used", "keyring: [https://example.org/key.rsa.pub]"),
        ("tagged-repository-in-environment-repos", "repositories: ['https://example.org/@local']"),
        ("no-repeated-deps", "packages: [a, a-dev, a=1, '!a']"),
    ])
    func leavesOtherContentsAlone(_ rule: String, _ line: String) throws {
        #expect(try Given.findings(of: rule, in: Given.package + "environment:\n  contents:\n    \(line)\n") == "")
    }

    @Test func forbidsThePublishedKey() throws {
        let key = "https://packages.wolfi.dev/os/wolfi-signing.rsa.pub"
        let text = Given.package + "environment:\n  contents:\n    keyring:\n      - \(key)\n"
        #expect(
            try Given.findings(of: "forbidden-keyring-used", in: text) == """
                hello.yaml:10:9: error: recipes must not name the key \(key) [forbidden-keyring-used]
                 10 |       - \(key)
                    |         ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
                hint: remove it: what a build installs from is given to the build, not written into recipes

                """
        )
    }

    @Test func forbidsTags() throws {
        let text = Given.package + "environment:\n  contents:\n    repositories:\n      - '@local ./packages'\n"
        #expect(
            try Given.findings(of: "tagged-repository-in-environment-repos", in: text) == """
                hello.yaml:10:9: error: the repository "@local ./packages" has a tag [tagged-repository-in-environment-repos]
                 10 |       - '@local ./packages'
                    |         ^~~~~~~~~~~~~~~~~~~
                hint: remove it: what a build installs from is given to the build, not written into recipes

                """
        )
    }

    @Test func forbidsRepetition() throws {
        let text = Given.package + "vars:\n  tool: make\nenvironment:\n  contents:\n    packages:\n      - make\n      - ${{vars.tool}}\n"
        #expect(
            try Given.findings(of: "no-repeated-deps", in: text) == """
                hello.yaml:13:9: error: make is listed twice [no-repeated-deps]
                 13 |       - ${{vars.tool}}
                    |         ^~~~~~~~~~~~~~
                  first in line 12
                hint: remove one

                """
        )
    }

    @Test func wantsACopyright() throws {
        let bare = "package:\n  name: hello\n  version: 1.0\n"
        #expect(
            try Given.findings(of: "valid-copyright-header", in: bare) == """
                hello.yaml:2:9: info: the package has no copyright [valid-copyright-header]
                 2 |   name: hello
                   |         ^~~~~
                hint: add to package:  copyright: [{license: …}]

                """
        )
        #expect(
            try Given.findings(of: "valid-copyright-header", in: bare + "  copyright:\n    - paths: ['*']\n") == """
                hello.yaml:5:7: info: the copyright has no license [valid-copyright-header]
                 5 |     - paths: ['*']
                   |       ^

                """
        )
    }

    @Test func wantsAnEpoch() throws {
        #expect(
            try Given.findings(of: "contains-epoch", in: "package:\n  name: hello\n  version: 1.0\n") == """
                hello.yaml:3:12: error: the package has no epoch [contains-epoch]
                 3 |   version: 1.0
                   |            ^~~
                hint: add to package:  epoch: 0

                """
        )
    }

    @Test(arguments: ["MIT", "custom", "PROPRIETARY", "MIT OR LicenseRef-x", "GPL-2.0-only WITH GCC-exception-2.0"])
    func takesLicenses(_ license: String) throws {
        #expect(try Given.findings(of: "valid-spdx-license", in: Given.package.replacing("MIT", with: license)) == "")
    }

    @Test(arguments: [
        ("proprietary", "\"proprietary\" is not on the SPDX list"), ("''", "the license is empty"),
        ("MIT and ISC", "\"and\" cannot join licenses"),
    ])
    func refusesOthers(_ license: String, _ message: String) throws {
        let found = try Given.findings(of: "valid-spdx-license", in: Given.package.replacing("MIT", with: license))
        #expect(found.hasPrefix("hello.yaml:6:16: error: "), "\(found)")
        #expect(found.contains(": \(message) [valid-spdx-license]\n"), "\(found)")
    }

    @Test(arguments: [
        "1", "1.0", "3000.200.10", "1.0.0_alpha", "1.2.3.4.5.6.7.8.9", "1.0.0z_p", "1.0.0_p5", "1.2.2_git20230928", "1.0a", "1_rc1_p2",
    ])
    func takesVersions(_ version: String) throws {
        #expect(try Given.findings(of: "bad-version", in: Given.package.replacing("1.2.3", with: version)) == "")
    }

    @Test(arguments: [
        ("1.0.0-alpha", "\"1.0.0-alpha\" is not a version: \"-alpha\" cannot follow \"1.0.0\""),
        ("v1.0", "\"v1.0\" is not a version"), ("1.0.0_foo", "\"1.0.0_foo\" is not a version: \"_foo\" cannot follow \"1.0.0\""),
        ("1.0-r0", "\"1.0-r0\" is not the version of a recipe: it ends in a release"),
        ("1.0~abc", "\"1.0~abc\" is not the version of a recipe: it holds a commit"),
        ("1.0_rc1_beta2", "\"1.0_rc1_beta2\" is not the version of a recipe: it has too many suffixes"),
        ("1.0_p1_rc2", "\"1.0_p1_rc2\" is not the version of a recipe: it has too many suffixes"),
        ("1.0_p1_git2", "\"1.0_p1_git2\" is not the version of a recipe: it has too many suffixes"),
        ("1.0_rc1_p1_git2", "\"1.0_rc1_p1_git2\" is not the version of a recipe: it has too many suffixes"),
    ])
    func refusesOtherVersions(_ version: String, _ message: String) throws {
        let found = try Given.findings(of: "bad-version", in: Given.package.replacing("1.2.3", with: version))
        #expect(found.hasPrefix("hello.yaml:3:12: error: \(message) [bad-version]\n"), "\(found)")
        #expect(found.contains("\nhint: "))
    }
}
