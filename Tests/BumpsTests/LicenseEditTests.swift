import Bumps
import Diagnostics
import Files
import SystemPackage
import Testing

/// Licenses are written into recipes in their own layout, or not at all.
@Suite struct LicenseEditTests {
    private func edit(_ text: String, _ replacements: [Int: String], _ additions: [(String, String)]) throws -> RecipeEdit {
        let desk = try Desk()
        try desk.write(text)
        do {
            return try LicenseEdit.edit(
                desk.path.appending("stone.yaml"),
                replacements: replacements,
                additions: additions.map { (license: $0.0, path: $0.1) }
            )
        } catch {
            throw Diagnostic(.internalError, desk.shown(error))
        }
    }

    private static let head = "package:\n  name: a\n  version: 1\n  epoch: 0\n"

    @Test(
        arguments: [
            ("  copyright:\n    - license: ISC # why\n      # more\n", "  copyright:\n    - license: MIT # why\n      # more\n"),
            ("  copyright:\n  - license: 'ISC'\n", "  copyright:\n  - license: 'MIT'\n"),
            (
                "  copyright:\n    - paths:\n        - '*'\n      license: \"ISC\"\n",
                "  copyright:\n    - paths:\n        - '*'\n      license: \"MIT\"\n"
            ),
            ("  copyright: [{license: ISC}]\n", "  copyright: [{license: MIT}]\n"),
        ]
    )
    func anotherLicense(_ before: String, _ after: String) throws {
        let text = try edit(Self.head + before + "# end\n", [0: "MIT"], []).text
        #expect(text == Self.head + after + "# end\n")
    }

    private static let entry = "    - license: MIT\n      license-path: COPYING\n"

    @Test(
        arguments: [
            // Behind the last, and what belongs to it.
            (head + "  copyright:\n    - license: ISC\n", "  # next\n  url: x\n", entry),
            (head + "  copyright:\n    - license: ISC\n      # of it\n", "\n  url: x\n", entry),
            (head + "  copyright:\n    - license: ISC\n      attestation: |\n        # one\n\n        # two\n", "\n# end\n", entry),
            // A list as far out as its key.
            (head + "  copyright:\n  - license: ISC\n", "  url: x\n", "  - license: MIT\n    license-path: COPYING\n"),
            // There is no list.
            (head, "  url: x\n", "  copyright:\n" + entry), ("package:\n  name: a\n  version: 1 # v\n", "", "  copyright:\n" + entry),
        ]
    )
    func oneMore(_ before: String, _ after: String, _ added: String) throws {
        let edit = try edit(before + after, [:], [("MIT", "COPYING")])
        #expect(edit.text == before + added + after)
        // Line ends of Windows, and none at the end, are kept.
        let windows = try self.edit((before + after).replacing("\n", with: "\r\n"), [:], [("MIT", "COPYING")]).text
        #expect(windows == (before + added + after).replacing("\n", with: "\r\n"))
        let cut = try self.edit(String((before + after).dropLast()), [:], [("MIT", "COPYING")]).text
        #expect(cut == (before + added + after).dropLast())
    }

    @Test func theChangeIsShownAsAPatchThatApplies() throws {
        let text = Self.head + "  copyright:\n    - license: ISC\n    - license: Zlib\n# end\n"
        let edit = try edit(text, [1: "BSD-3-Clause"], [("MIT", "a \"b\"/COPYING"), ("Apache-2.0", "LICENSE")])
        let golden = """
            @@ -7 +7,5 @@
            -    - license: Zlib
            +    - license: BSD-3-Clause
            +    - license: MIT
            +      license-path: "a \\"b\\"/COPYING"
            +    - license: Apache-2.0
            +      license-path: LICENSE

            """
        #expect(edit.difference.hasSuffix(golden), "\(edit.difference)")
        let only = try self.edit(text, [:], [("MIT", "COPYING")])
        #expect(only.difference.hasSuffix("@@ -7,0 +8,2 @@\n+    - license: MIT\n+      license-path: COPYING\n"))
        #expect(only.changes.map(\.line) == [8, 9])
    }

    @Test(
        arguments: [
            (
                "  copyright: [{license: ISC}]\n", "COPYING",
                """
                stone.yaml:5:25: error: package.copyright is not written as a list with a dash for each license, so nothing can be added to it
                 5 |   copyright: [{license: ISC}]
                   |                         ^~~
                hint: add what  cuttle license-check  shows by hand

                """
            ),
            (
                "  copyright:\n    - license: ISC\n", "${{a}}/COPYING",
                "error: stone.yaml: a name with signs that a recipe cannot hold would have to be written\n"
            ),
            (
                "  copyright:\n    - license: ISC\n", "a\nb: c",
                "error: stone.yaml: a name with signs that a recipe cannot hold would have to be written\n"
            ),
        ]
    )
    func whatLeavesNoSafePlaceIsLeft(_ before: String, _ path: String, _ golden: String) throws {
        let error = #expect(throws: Diagnostic.self) { try edit(Self.head + before, [:], [("MIT", path)]) }
        #expect(error?.message == golden)
    }
}
