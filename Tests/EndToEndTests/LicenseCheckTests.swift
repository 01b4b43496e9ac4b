import Files
import SystemPackage
import Testing

/// `cuttle license-check --fix`, on recipes whose sources are at hand.
@Suite struct LicenseCheckTests {
    private static let mit = """
        Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation
        files (the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy,
        modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the
        Software is furnished to do so, subject to the following conditions: The above copyright notice and this permission notice
        shall be included in all copies or substantial portions of the Software. THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY
        OF ANY KIND.

        """

    private func desk(_ copyright: String) async throws -> Desk {
        let desk = try await Desk()
        try desk.write("sources/LICENSE", Self.mit)
        try desk.write("stone.yaml", "# stones\npackage:\n  name: stone\n  version: 1 # of upstream\n  epoch: 0\n\(copyright)\n# end\n")
        return desk
    }

    private func text(_ desk: Desk) throws -> String { String(decoding: try Files.read(desk.path.appending("stone.yaml")), as: UTF8.self) }

    @Test func writesWhatTheTextsSay() async throws {
        let desk = try await desk("  copyright:\n    - license: ISC # why\n")
        let before = try text(desk)
        let arguments = ["license-check", "stone.yaml", "--workdir", "sources"]
        let shown = try await desk.cuttle(arguments)
        #expect(shown.output == "copyright:\n  - license: MIT\n    license-path: LICENSE\n", "\(shown.error)")
        #expect(try text(desk) == before)
        let fixed = try await desk.cuttle(arguments + ["--fix"])
        #expect(fixed.status == 0, "\(fixed.error)")
        let golden = """
            --- stone.yaml
            +++ stone.yaml
            @@ -7 +7 @@
            -    - license: ISC # why
            +    - license: MIT # why

            """
        #expect(fixed.output == golden)
        #expect(try text(desk) == before.replacing("ISC", with: "MIT"))
        let again = try await desk.cuttle(arguments + ["--fix"])
        #expect(again.status == 0 && again.output == "" && again.error == "stone.yaml: nothing was changed\n")
        #expect(try text(desk) == before.replacing("ISC", with: "MIT"))
    }

    @Test func addsWhatIsNotDeclaredAtAll() async throws {
        let desk = try await desk("")
        let fixed = try await desk.cuttle(["license-check", "stone.yaml", "--workdir", "sources", "--fix", "--json"])
        #expect(fixed.status == 0, "\(fixed.error)")
        #expect(fixed.output.contains("\"written\": true"))
        let added = "  epoch: 0\n  copyright:\n    - license: MIT\n      license-path: LICENSE\n"
        #expect(try text(desk).contains(added))
    }

    @Test func refusesWhatIsNoRecipe() async throws {
        let desk = try await desk("")
        let folder = try await desk.cuttle(["license-check", "sources", "--fix"])
        #expect(folder.status == 2)
        #expect(folder.error == "error: --fix changes recipes, and sources is none\n")
        let both = try await desk.cuttle(["license-check", "stone.yaml", "--fix", "--simple"])
        #expect(both.status == 2)
        #expect(both.error.contains("--fix writes into the recipe, and --simple prints: give one of them"))
    }
}
