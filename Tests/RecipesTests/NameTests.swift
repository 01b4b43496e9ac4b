import Testing

@testable import Recipes

/// Names, versions and what else becomes a line or a file name (RECIPE.md §3.2, §3.5, §15).
@Suite struct NameTests {
    @Test(arguments: ["a", "A", "0", "gcc-15", "libstdc++", "a.b_c-d+e", "9p"])
    func isAccepted(_ name: String) throws {
        #expect(try Given.recipe("package:\n  name: \(name)\n  version: 1\n").package.name == name)
    }

    @Test(arguments: [
        "-a", ".a", "+a", "_a", "a b", "a/b", "../a", "ä", "a\u{301}", "'a\\nb'", "\"a\\nb\"", "\"a\\0\"", "\"\"", "'${{x}}'",
    ])
    func isRefused(_ name: String) {
        let text = problem { _ = try Given.recipe("package:\n  name: \(name)\n  version: 1\n") }
        #expect(text.contains("is not a package name\n"), "\(text)")
        #expect(text.hasSuffix("hint: use letters, digits and + _ . - and begin with a letter or digit\n"))
    }

    @Test func isRefusedWithItsPlace() {
        #expect(
            problem { _ = try Given.recipe(Given.head + "subpackages:\n  - name: hello dev\n") } == """
                hello.yaml:5:11: error: "hello dev" is not a package name
                 5 |   - name: hello dev
                   |           ^~~~~~~~~
                hint: use letters, digits and + _ . - and begin with a letter or digit

                """
        )
    }

    @Test func ofTwoSubpackagesMustDiffer() {
        let subpackages = "subpackages:\n  - name: hello-dev\n  - name: ${{package.name}}-dev\n"
        #expect(
            problem { _ = try Given.recipe(Given.head + subpackages) } == """
                hello.yaml:6:11: error: two packages of this recipe are called "hello-dev"
                 6 |   - name: ${{package.name}}-dev
                   |           ^~~~~~~~~~~~~~~~~~~~~
                  the first stands in line 5

                """
        )
    }

    @Test func ofASubpackageMustDifferFromTheMainOne() {
        #expect(
            problem { _ = try Given.recipe(Given.head + "subpackages:\n  - name: hello\n") } == """
                hello.yaml:5:11: error: two packages of this recipe are called "hello"
                 5 |   - name: hello
                   |           ^~~~~
                  the first stands in line 2

                """
        )
    }

    @Test(arguments: ["package:\n  name: a\n", "package:\n  name: a\n  version: \"\"\n", "package:\n  name: a\n  version: ~\n"])
    func aVersionIsNeeded(_ text: String) {
        #expect(problem { _ = try Given.recipe(text) }.contains("error: the package has no \"version\"\n"))
    }

    @Test(arguments: ["url: \"http://a\\npkgname = evil\"", "copyright:\n    - license: \"MIT\\nsize = 1\"", "commit: \"a\\nb\""])
    func nothingElseBecomesTwoLinesOfThePackage(_ section: String) {
        let text = problem { _ = try Given.recipe(Given.head + "  \(section)\n") }
        #expect(text.contains("must be one line: it becomes a line of the package\n"), "\(text)")
    }

    @Test(arguments: ["a b", "\"a\\nb\"", "\"\"", "\"a\\tb\""])
    func aDependencyHoldsNoBlank(_ written: String) {
        for list in ["runtime", "provides", "replaces"] {
            let text = problem { _ = try Given.recipe(Given.head + "  dependencies:\n    \(list): [\(written)]\n") }
            #expect(text.contains("is not a dependency: it holds a blank\n"), "\(text)")
        }
    }

    @Test func aPriorityIsAnInteger() throws {
        let section = "  dependencies:\n    provider-priority: \"-5\"\n    replaces-priority: ${{package.epoch}}\n"
        let recipe = try Given.recipe(Given.head + "  epoch: 3\n" + section)
        #expect(recipe.package.dependencies.providerPriority == -5)
        #expect(recipe.package.dependencies.replacesPriority == 3)
        #expect(
            problem { _ = try Given.recipe(Given.head + "  dependencies:\n    provider-priority: high\n") } == """
                hello.yaml:5:24: error: provider-priority must be an integer, not "high"
                 5 |     provider-priority: high
                   |                        ^~~~

                """
        )
    }

}
