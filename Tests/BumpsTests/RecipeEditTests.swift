import Bumps
import Diagnostics
import Files
import JSON
import SystemPackage
import TestSupport
import Testing

/// What is shown of an edit, and how it is written.
@Suite struct RecipeEditTests {
    static let text = "package:\n  name: a\n  version: 1.0 # v\n  epoch: 3\n"

    @Test func showsAPatchThatApplies() async throws {
        let desk = try Desk()
        try desk.write(Self.text)
        let edit = try await desk.bump("1.1")
        let shown = edit.difference.replacing("\(desk.path)/", with: "")
        #expect(
            shown == """
                --- stone.yaml
                +++ stone.yaml
                @@ -3,2 +3,2 @@
                -  version: 1.0 # v
                -  epoch: 3
                +  version: "1.1" # v
                +  epoch: 0

                """
        )
        if Shell.has("patch") {
            try desk.write(shown, to: "x.patch")
            try Shell.run("cd \(desk.path) && patch -p0 --binary <x.patch")
            #expect(try desk.read() == edit.text)
        }
    }

    @Test func showsTheEndOfTheText() async throws {
        let desk = try Desk()
        try desk.write("package: {name: a, version: 1.0, epoch: 0}")
        let shown = try await desk.bump("1.1").difference.replacing("\(desk.path)/", with: "")
        #expect(
            shown == """
                --- stone.yaml
                +++ stone.yaml
                @@ -1 +1 @@
                -package: {name: a, version: 1.0, epoch: 0}
                \\ No newline at end of file
                +package: {name: a, version: "1.1", epoch: 0}
                \\ No newline at end of file

                """
        )
    }

    @Test func givesJSON() async throws {
        let desk = try Desk()
        try desk.write(Self.text)
        let edit = try await desk.bump("1.1")
        #expect(
            edit.json(isWritten: true).text().replacing("\(desk.path)/", with: "") == """
                {"recipe":"stone.yaml","written":true,"changes":[\
                {"name":"package.version","line":3,"column":12,"old":"1.0","new":"1.1"},\
                {"name":"package.epoch","line":4,"column":10,"old":"3","new":"0"}],"warnings":[]}
                """
        )
    }

    @Test(arguments: [0o644, 0o600, 0o755] as [UInt32]) func keepsTheMode(_ mode: UInt32) async throws {
        let desk = try Desk()
        try desk.write(Self.text)
        let path = desk.path.appending("stone.yaml")
        try Files.setMode(path, mode)
        let edit = try await desk.bump("1.1")
        try RecipeEdit.write([edit])
        #expect(try FileStatus(path).mode == mode)
        #expect(try desk.read() == edit.text)
        #expect(try Files.list(desk.path) == ["stone.yaml"])
    }

    @Test func writesThroughALink() async throws {
        let desk = try Desk()
        try desk.write(Self.text, to: "real.yaml")
        try Shell.run("ln -s real.yaml \(desk.path)/stone.yaml")
        try RecipeEdit.write([try await desk.bump("1.1")])
        #expect(try FileStatus(desk.path.appending("stone.yaml")).kind == .symbolicLink)
        #expect(try desk.read("real.yaml").contains("\"1.1\""))
    }

    @Test func writesAllOrNothing() throws {
        let desk = try Desk()
        try desk.write(Self.text, to: "a.yaml")
        try desk.write(Self.text, to: "b.yaml")
        let edits = try ["a.yaml", "b.yaml"].map { try EpochBump.edit(desk.path.appending($0)) }
        try desk.write(Self.text + "# mine\n", to: "b.yaml")
        let error = #expect(throws: Diagnostic.self) { try RecipeEdit.write(edits) }
        #expect(error.map { desk.shown($0) } == "error: b.yaml was changed by somebody else meanwhile\nhint: run the command again\n")
        #expect(try desk.read("a.yaml") == Self.text)
        #expect(try Files.list(desk.path) == ["a.yaml", "b.yaml"])
        try RecipeEdit.write(Array(edits.prefix(1)))
        #expect(try desk.read("a.yaml") == Self.text.replacing("epoch: 3", with: "epoch: 4"))
    }

    @Test func findsRecipesByNameAndPattern() throws {
        let desk = try Desk()
        for name in ["py-a.yaml", "py-b.yaml", "go.yaml", "odd[1].yaml"] { try desk.write(Self.text, to: name) }
        func names(_ list: String...) throws -> [String] {
            try RecipeNames.paths(list.map { "\(desk.path)/\($0)" }).map { $0.lastComponent?.string ?? "" }
        }
        #expect(try names("go") == ["go.yaml"])
        #expect(try names("py-*.yaml", "go.yaml", "py-a") == ["py-a.yaml", "py-b.yaml", "go.yaml"])
        #expect(try names("odd[1].yaml") == ["odd[1].yaml"])
        #expect(try names("py-[ab]", "g?") == ["py-a.yaml", "py-b.yaml", "go.yaml"])
        try Files.makeDirectory(desk.path.appending("py-folder"))
        #expect(try names("py-*") == ["py-a.yaml", "py-b.yaml"])
        let error = #expect(throws: Diagnostic.self) { try names("go", "rust-*") }
        #expect(error.map { desk.shown($0) } == "error: there is no recipe rust-*\n")
    }
}
