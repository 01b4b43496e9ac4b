import Files
import SystemPackage
import Testing

/// Asking which packages would be installed, on an index written by hand.
@Suite struct SolveTests {
    static let index = """
        C:Q1AAAAAAAAAAAAAAAAAAAAAAAAAAA=
        P:cup
        V:1.0-r0
        A:x86_64
        S:10
        I:2048
        T:A cup
        U:
        L:MIT
        o:cup
        D:so:libclay.so.1

        C:Q1AQAAAAAAAAAAAAAAAAAAAAAAAAA=
        P:clay
        V:1.4-r2
        A:x86_64
        S:20
        I:4096
        T:Clay
        U:
        L:MIT
        p:so:libclay.so.1=1.4

        C:Q1AgAAAAAAAAAAAAAAAAAAAAAAAAA=
        P:cup-doc
        V:1.0-r0
        A:x86_64
        S:5
        I:512
        T:Manual
        U:
        L:MIT
        i:cup docs

        C:Q1AwAAAAAAAAAAAAAAAAAAAAAAAAA=
        P:docs
        V:1-r0
        A:x86_64
        S:5
        I:512
        T:All manuals
        U:
        L:MIT


        """

    private func solve(_ arguments: String..., index: String = Self.index) async throws -> Outcome {
        let folder = try TemporaryDirectory()
        try Files.writeAtomically(Array(index.utf8), to: folder.path.appending("APKINDEX"))
        _ = try await Program.run("tar", ["-czf", "APKINDEX.tar.gz", "APKINDEX"], in: folder.path)
        let all = ["solve", "--repository", "APKINDEX.tar.gz", "--ignore-signatures", "--arch", "x86_64"] + arguments
        let outcome = try await Program.run(Program.cuttle.string, all, in: folder.path)
        return withExtendedLifetime(folder) { outcome }
    }

    @Test func saysWhyEachPackageIsThere() async throws {
        let outcome = try await solve("cup", "docs")
        #expect(
            outcome.output == """
                clay-1.4-r2     4 KiB  cup needs so:libclay.so.1
                cup-1.0-r0      2 KiB  asked for
                docs-1-r0       512 B  asked for
                cup-doc-1.0-r0  512 B  comes with cup docs

                """
        )
        #expect(outcome.error == "4 packages, 7 KiB installed\n")
        #expect(outcome.status == 0)
    }

    /// An index may say anything.
    @Test func sizesMayBeAsLargeAsNumbers() async throws {
        let index = Self.index.replacing("I:2048", with: "I:\(Int64.max)").replacing("I:4096", with: "I:\(Int64.max)")
        let outcome = try await solve("cup", index: index)
        #expect(outcome.status == 0)
        #expect(outcome.output.contains("cup-1.0-r0   8796093022207.9 MiB  asked for\n"), "\(outcome.output)")
        #expect(outcome.error == "2 packages, 8796093022207.9 MiB installed\n")
    }

    @Test func drawsTheReasons() async throws {
        #expect(
            try await solve("cup", "docs", "--format", "dot").output == """
                digraph solution {
                    rankdir = LR;
                    node [shape = box];
                    "cup-1.0-r0" -> "clay-1.4-r2" [label = "so:libclay.so.1"];
                    "cup-1.0-r0" [style = bold, tooltip = "asked for: cup"];
                    "docs-1-r0" [style = bold, tooltip = "asked for: docs"];
                    "cup-doc-1.0-r0" [style = dashed, tooltip = "install_if cup docs"];
                }

                """
        )
    }

    @Test func tellsProgramsTheSame() async throws {
        let outcome = try await solve("cup", "--json")
        let script = """
            import json, sys
            packages = json.load(sys.stdin)["packages"]
            assert [p["name"] + "-" + p["version"] for p in packages] == ["clay-1.4-r2", "cup-1.0-r0"], packages
            assert packages[0]["reason"] == {"kind": "dependency", "of": "cup", "item": "so:libclay.so.1"}, packages
            assert packages[1] == {"name": "cup", "version": "1.0-r0", "architecture": "x86_64", "origin": "cup",
                "repository": "APKINDEX.tar.gz", "checksum": "Q1AAAAAAAAAAAAAAAAAAAAAAAAAAA=", "size": 10, "installed_size": 2048,
                "reason": {"kind": "requested", "item": "cup"}}, packages
            """
        let folder = try TemporaryDirectory()
        try Files.writeAtomically(Array(outcome.output.utf8), to: folder.path.appending("plan.json"))
        let check = try await Program.run(
            "sh",
            ["-c", "python3 -c '\(script.replacing("'", with: "'\\''"))' < plan.json"],
            in: folder.path
        )
        #expect(check.status == 0, "\(check.error)")
    }

    @Test(arguments: ["text", "json", "dot"]) func explainsWhatCannotBe(_ format: String) async throws {
        let outcome = try await solve("cup", "clay<1", "--format", format)
        #expect(outcome.status == 1)
        #expect(outcome.output.isEmpty)
        #expect(
            outcome.error == """
                error: cannot install "clay<1"
                  clay-1.4-r2 (APKINDEX.tar.gz) is too new
                hint: the newest "clay" is 1.4-r2; ask for another version, or add a repository that has one

                """
        )
    }

    /// apko does not see that a package of another world item completes an `install_if`, and does not go back on a choice.
    @Test func choosesAsApkoDoes() async throws {
        let outcome = try await solve("docs", "cup", "--solver", "apko")
        #expect(
            outcome.output == """
                clay-1.4-r2  4 KiB  cup needs so:libclay.so.1
                cup-1.0-r0   2 KiB  asked for
                docs-1-r0    512 B  asked for

                """
        )
        let refused = try await solve("cup", "!docs", "--solver", "apko")
        #expect(refused.status == 1)
        #expect(
            refused.error == """
                error: cannot install "!docs" in apko's way
                  apko takes "!docs" for the name of a package: it cannot be told what must not be there
                hint: there is a set of packages that meets everything: it is found without --solver apko

                """
        )
        let misspelt = try await solve("cupp", "--solver", "apko")
        #expect(misspelt.status == 1)
        #expect(
            misspelt.error == """
                error: cannot install "cupp" in apko's way
                  nothing provides "cupp"
                hint: did you mean "cup"?

                """
        )
        let unknown = try await solve("cup", "--solver", "sat")
        #expect(unknown.status == 2)
        #expect(unknown.error.hasPrefix("Error: The value 'sat' is invalid for '--solver <solver>'"))
    }

    @Test func asksForARepository() async throws {
        let outcome = try await Program.run(Program.cuttle.string, ["solve", "cup"])
        #expect(outcome.status == 2)
        #expect(outcome.error.hasPrefix("Error: there is nothing to choose from: give a repository with --repository\n"))
    }
}
