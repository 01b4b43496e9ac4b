import Diagnostics
import Recipes
import Testing

@testable import RecipeLinting

/// Hosts that look like others.
@Suite struct HostComparisonTests {
    private func compared(_ recipes: [(name: String, hosts: [String])], comment: String = "") throws -> String {
        let linter = RecipeLinter()
        let hosts = try recipes.compactMap { name, hosts in
            let head = Given.package.replacing("name: hello", with: "name: \(name)")
            let steps = hosts.map { "  - uses: fetch\n    with:\n      uri: https://\($0)/x\n" }.joined()
            return linter.lint(try Given.recipe("\(comment)\(head)pipeline:\n\(steps)", name: "\(name).yaml")).hosts
        }
        return Given.render(linter.compare(hosts))
    }

    @Test func blamesTheOneThatFewerName() throws {
        let found = try compared([("a", ["ftp.gmu.org"]), ("c", ["ftp.gnu.org"]), ("b", ["x.org", "ftp.gnu.org"])])
        #expect(
            found == """
                a.yaml:10:12: error: the host "ftp.gmu.org" looks like "ftp.gnu.org" [uri-mimic]
                 10 |       uri: https://ftp.gmu.org/x
                    |            ^~~~~~~~~~~~~~~~~~~~~
                  ftp.gnu.org is in b.yaml:13:12
                hint: write the same host, or if both are right:  #nolint:uri-mimic

                """
        )
    }

    @Test func blamesTheLaterOfTwo() throws {
        #expect(
            try compared([("b", ["test.org"]), ("a", ["test.com"])]).hasPrefix("b.yaml:10:12: error: the host \"test.org\" looks like")
        )
        #expect(try compared([("a", ["test.org", "test.com"])]).hasPrefix("a.yaml:13:12: error: the host \"test.com\" looks like"))
    }

    @Test(arguments: [
        ("www.libssh2.org", "www.libshh2.org", true), ("test.com", "test.org", true), ("abcdef.org", "abcdf.org", true),
        ("abcdef.org", "abdf.org", true), ("abcdef.org", "bcdefg.org", true), ("ab.org", "ba.org", true), ("a.b.org", "a.b.com", true),
        ("www.libssh2.org", "www.libssh.org", false), ("github.com", "gitlab.com", false), ("abcdef.org", "adf.org", false),
        ("files.example.org", "www.example.org", false), ("example.org", "example.org", false),
    ])
    func comparesHosts(_ left: String, _ right: String, _ areAlike: Bool) throws {
        #expect(try compared([("a", [left]), ("b", [right])]).isEmpty != areAlike)
    }

    @Test func leavesOutWhatIsDisabled() throws {
        #expect(try compared([("a", ["test.org"]), ("b", ["test.com"])], comment: "#nolint:uri-mimic\n") == "")
        let linter = RecipeLinter(skipping: ["uri-mimic"])
        #expect(linter.lint(try Given.recipe(SourceRuleTests.recipe("fetch", ["uri: https://a.org/"]))).hosts == nil)
        #expect(linter.compare([]) == [])
    }

    @Test func keepsOneLineOfARecipe() throws {
        let text = SourceRuleTests.recipe(
            "fetch",
            ["uri: https://example.org/"],
            "  - runs: |\n" + String(repeating: "      x\n", count: 9999)
        )
        let hosts = try #require(RecipeLinter().lint(try Given.recipe(text)).hosts)
        #expect(hosts.uses.map(\.host) == ["example.org"])
        #expect(hosts.uses[0].span.file.bytes.count < 100)
        #expect(hosts.uses[0].span.file.line(10) == "      uri: https://example.org/")
    }
}
