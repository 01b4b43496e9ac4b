import Testing

@testable import Recipes

/// Subpackages that are repeated over a list of `data` (RECIPE.md §6).
@Suite struct RangeTests {
    static let data = "data:\n  - name: tools\n    items:\n      b10: ten\n      b9: nine\n      B: upper\n      a: ~\n"

    @Test func areSortedByTheBytesOfTheirKeys() throws {
        let recipe = try Given.recipe(Given.head + Self.data + "subpackages:\n  - range: tools\n    name: x-${{range.key}}\n")
        #expect(recipe.subpackages.map(\.name) == ["x-B", "x-a", "x-b10", "x-b9"])
    }

    @Test func reachEveryFieldOfASubpackage() throws {
        let recipe = try Given.recipe(
            Given.head + """
                data: [{name: l, items: {k: v}}]
                subpackages:
                  - name: first
                  - range: l
                    name: x-${{range.key}}
                    description: d-${{range.value}}
                    url: u-${{range.value}}
                    if: "'${{range.key}}' == 'k'"
                    dependencies:
                      runtime: ["r-${{range.key}}"]
                      provides: ["p-${{range.value}}=${{package.full-version}}"]
                      replaces: ["o-${{range.value}}"]
                    scriptlets: {post-install: "s-${{range.key}}"}
                    pipeline: [{runs: "echo ${{range.key}} ${{range.value}}"}]
                  - name: last
                """
        )
        #expect(recipe.subpackages.map(\.name) == ["first", "x-k", "last"])
        let sub = try #require(recipe.subpackages.dropFirst().first)
        #expect(sub.description == "d-v")
        #expect(sub.url == "u-v")
        #expect(sub.condition?.text == "'k' == 'k'")
        #expect(sub.dependencies.runtime == ["r-k"])
        #expect(sub.dependencies.provides == ["p-v=1.10-r0"])
        #expect(sub.dependencies.replaces == ["o-v"])
        #expect(sub.scriptlets?.scripts == ["post-install": "s-k"])
        #expect(sub.pipeline.map { $0.runs?.text } == ["echo k v"])
    }

    @Test func haveNoVariableWithBlanks() {
        let text = problem {
            _ = try Given.compiled(
                Given.head + Self.data
                    + "subpackages:\n  - range: tools\n    name: x-${{range.key}}\n    pipeline: [{runs: '${{ range.key }}'}]\n"
            )
        }
        #expect(text.contains("error: unknown variable \"range.key\"\n"), "\(text)")
    }

    @Test func ofAnUnknownListAreRefused() {
        #expect(
            problem { _ = try Given.recipe(Given.head + Self.data + "subpackages:\n  - range: tool\n    name: x\n") } == """
                hello.yaml:12:12: error: there is no list "tool" in "data"
                 12 |   - range: tool
                    |            ^~~~
                hint: did you mean "tools"?

                """
        )
    }

    @Test func ofAnEmptyListGiveNothing() throws {
        let recipe = try Given.recipe(Given.head + "data: [{name: l, items: {}}]\nsubpackages: [{range: l, name: x}]\n")
        #expect(recipe.subpackages.isEmpty)
    }

    @Test func theLastListOfANameCounts() throws {
        let data = "data: [{name: l, items: {a: x}}, {name: l, items: {b: y}}]\n"
        let recipe = try Given.recipe(Given.head + data + "subpackages: [{range: l, name: 's-${{range.key}}'}]\n")
        #expect(recipe.subpackages.map(\.name) == ["s-b"])
    }

    @Test func mustGiveDifferentNames() {
        let text = problem { _ = try Given.recipe(Given.head + Self.data + "subpackages:\n  - range: tools\n    name: x\n") }
        #expect(text.contains("error: two packages of this recipe are called \"x\"\n"), "\(text)")
    }
}
