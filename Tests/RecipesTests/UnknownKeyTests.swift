import Testing

@testable import Recipes

/// Strict reading: a key that the format does not know is an error at every level (RECIPE.md §2).
@Suite struct UnknownKeyTests {
    @Test(arguments: [
        ("pipelin: []\n", "pipelin", "the recipe", "pipeline"),
        ("subpackage: []\n", "subpackage", "the recipe", "subpackages"),
        ("pipeline:\n  - run: make\n", "run", "a step", "runs"),
        ("pipeline:\n  - pipeline:\n      - pipeline:\n          - ruins: make\n", "ruins", "a step", "runs"),
        ("pipeline:\n  - needs:\n      package: [a]\n", "package", "needs", "packages"),
        ("pipeline:\n  - assertions:\n      required-step: 1\n", "required-step", "assertions", "required-steps"),
        ("pipeline:\n  - inputs:\n      a:\n        defaults: x\n", "defaults", "an input", "default"),
        ("subpackages:\n  - nam: x\n", "nam", "a subpackage", "name"),
        ("subpackages:\n  - name: x\n    dependencies:\n      run-time: [a]\n", "run-time", "dependencies", "runtime"),
        ("subpackages:\n  - name: x\n    pipeline:\n      - iff: a\n", "iff", "a step", "if"),
        ("subpackages:\n  - name: x\n    options:\n      no-provide: true\n", "no-provide", "options", "no-provides"),
        ("subpackages:\n  - name: x\n    scriptlets:\n      postinstall: x\n", "postinstall", "scriptlets", "post-install"),
        ("subpackages:\n  - name: x\n    scriptlets:\n      trigger:\n        path: [x]\n", "path", "trigger", "paths"),
        ("data:\n  - name: x\n    item: {}\n", "item", "data", "items"),
        ("var-transforms:\n  - fro: x\n", "fro", "a var-transform", "from"),
        ("environment:\n  content: {}\n", "content", "the image configuration", "contents"),
        ("environment:\n  contents:\n    package: [a]\n", "package", "contents", "packages"),
        ("environment:\n  accounts:\n    runas: x\n", "runas", "accounts", "run-as"),
        ("test:\n  pipelines: []\n", "pipelines", "test", "pipeline"),
        ("test:\n  pipeline:\n    - run: make\n", "run", "a step", "runs"),
        ("test:\n  environment:\n    content: {}\n", "content", "the image configuration", "contents"),
        ("subpackages:\n  - name: x\n    test:\n      pipelin: []\n", "pipelin", "test", "pipeline"),
        ("subpackages:\n  - name: x\n    checks:\n      disable: []\n", "disable", "checks", "disabled"),
        ("update:\n  enable: true\n", "enable", "update", "enabled"),
        ("update:\n  github:\n    identifer: a/b\n", "identifer", "github", "identifier"),
    ])
    func isRefusedWithTheKeyThatWasMeant(_ section: String, _ key: String, _ context: String, _ meant: String) throws {
        let text = problem { _ = try Given.recipe(Given.head + section) }
        #expect(text.contains(": error: unknown key \"\(key)\" in \(context)\n"), "\(text)")
        #expect(text.hasSuffix("hint: did you mean \"\(meant)\"?\n"), "\(text)")
    }

    @Test(arguments: [
        ("pkgrel: 1", "unknown key \"pkgrel\" in package"), ("versoin: 1", "unknown key \"versoin\" in package"),
        ("copyright:\n    - licence: MIT", "unknown key \"licence\" in copyright"),
        ("dependencies:\n    provide: [a]", "unknown key \"provide\" in dependencies"),
        ("checks:\n    enabled: [a]", "unknown key \"enabled\" in checks"),
        ("cpe:\n    seller: a", "unknown key \"seller\" in cpe"),
        ("resources:\n    cpus: 4", "unknown key \"cpus\" in resources"),
    ])
    func isRefusedInsideThePackage(_ section: String, _ message: String) {
        let text = problem { _ = try Given.recipe(Given.head + "  \(section)\n") }
        #expect(text.contains(": error: \(message)\n"), "\(text)")
    }

    @Test func isShownWithItsLineAndWhatWasMeant() {
        let text = problem { _ = try Given.recipe(Given.head + "pipeline:\n  - name: compile\n    run: make\n") }
        #expect(
            text == """
                hello.yaml:6:5: error: unknown key "run" in a step
                 6 |     run: make
                   |     ^~~
                hint: did you mean "runs"?

                """
        )
    }

    @Test func withoutANearOneListsAll() {
        let text = problem { _ = try Given.recipe(Given.head + "var-transforms:\n  - colour: x\n") }
        #expect(
            text == """
                hello.yaml:5:5: error: unknown key "colour" in a var-transform
                 5 |   - colour: x
                   |     ^~~~~~
                hint: known here: from, match, replace, to

                """
        )
    }

    @Test(arguments: [
        "name: p\ncolour: red\nruns: make\n", "name: p\npipeline:\n  - runs: make\n    colour: red\n",
        "name: p\ninputs:\n  a:\n    colour: red\nruns: make\n", "name: p\nneeds:\n  colour: red\nruns: make\n",
        "name: p\nassertions:\n  colour: red\nruns: make\n",
    ])
    func isIgnoredInAPipelineDefinition(_ definition: String) throws {
        let steps = try Given.steps("pipeline:\n  - uses: p\n", pipelines: ["p": definition])
        #expect(Given.scripts(steps) == ["make"])
    }
}
