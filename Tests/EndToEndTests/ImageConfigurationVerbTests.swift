import Files
import SystemPackage
import Testing

/// `cuttle image show-config`, `show-packages`, `dot` and `lock`, on an index written by hand.
@Suite struct ImageConfigurationVerbTests {
    private func image(_ arguments: [String], _ text: String = "") async throws -> Outcome {
        let folder = try TemporaryDirectory()
        try Files.makeDirectory(folder.path.appending("r/x86_64"))
        try Files.writeAtomically(Array(SolveTests.index.utf8), to: folder.path.appending("r/x86_64/APKINDEX"))
        _ = try await Program.run("tar", ["-czf", "APKINDEX.tar.gz", "APKINDEX"], in: folder.path.appending("r/x86_64"))
        let configuration = "contents: {repositories: [r], packages: [cup]}\narchs: [x86_64]\n\(text)"
        try Files.writeAtomically(Array(configuration.utf8), to: folder.path.appending("image.yaml"))
        try Files.writeAtomically(Array("cmd: base\n".utf8), to: folder.path.appending("r/base.yaml"))
        let verb = Array(arguments.prefix(1)), options = Array(arguments.dropFirst())
        let all = ["image"] + verb + ["image.yaml", "--store", "store"] + options
        return try await Program.run(Program.cuttle.string, all, in: folder.path)
    }

    @Test func aConfigurationIsShown() async throws {
        let shown = try await image(["show-config", "--include-paths", "r,none", "-k", "none.pub"], "include: base.yaml\n")
        #expect(shown.status == 0)
        #expect(
            shown.output == """
                contents:
                    repositories:
                        - r
                    packages:
                        - cup
                cmd: base
                archs:
                    - amd64
                include: base.yaml

                """
        )
        let json = try await image(["show-config", "--json"])
        #expect(json.output.hasPrefix("{\n  \"contents\": {\n    \"repositories\": [\n      \"r\"\n"))
    }

    @Test func aWrongConfigurationIsExplained() async throws {
        let shown = try await image(["show-config"], "accounts: {users: [{username: a}]}\n")
        #expect(shown.status == 2)
        #expect(shown.output.isEmpty)
        #expect(shown.error.hasPrefix("image.yaml:3:20: error: the user \"a\" needs a \"uid\" other than 0, the number of root\n"))
    }

    @Test(arguments: [
        ("name-version", "clay 1.4-r2\ncup 1.0-r0\n"), ("name=version", "clay=1.4-r2\ncup=1.0-r0\n"),
        ("name-(version)", "clay (1.4-r2)\ncup (1.0-r0)\n"), ("packagelock", "- clay=1.4-r2\n- cup=1.0-r0\n"),
        ("name-version-source", "clay 1.4-r2 r/x86_64/clay-1.4-r2.apk\ncup 1.0-r0 r/x86_64/cup-1.0-r0.apk\n"),
        ("name=version-source", "clay=1.4-r2 r/x86_64/clay-1.4-r2.apk\ncup=1.0-r0 r/x86_64/cup-1.0-r0.apk\n"),
        ("name-(version)-source", "clay (1.4-r2) r/x86_64/clay-1.4-r2.apk\ncup (1.0-r0) r/x86_64/cup-1.0-r0.apk\n"),
        ("packagelock-source", "- clay=1.4-r2 # r/x86_64/clay-1.4-r2.apk\n- cup=1.0-r0 # r/x86_64/cup-1.0-r0.apk\n"),
        ("{{ .Name }}!", "clay!\ncup!\n"),
    ])
    func packagesAreShown(_ format: String, _ output: String) async throws {
        for solver in ["apk", "apko"] {
            let shown = try await image(["show-packages", "--ignore-signatures", "--format", format, "--solver", solver])
            #expect(shown.output == output, "\(shown.error)")
            #expect(shown.status == 0)
        }
    }

    @Test(arguments: [
        (["show-packages", "--format", "names"], 2, "\"names\" is no format: "),
        (["show-packages", "--format", "{{ .Nam }}", "--ignore-signatures"], 2, "--format:1:"),
        (["show-packages", "--arch", "vax"], 2, "error: unknown architecture \"vax\"\n"),
        (["show-packages", "--arch", "arm64", "--ignore-signatures"], 2, "there is no repository r for aarch64"),
        (["show-packages"], 1, "APKINDEX.tar.gz is not signed"),
        (["show-packages", "-k", "none.pub"], 2, "there is no public key none.pub"),
        (["dot", "--web"], 2, "pipe the graph to dot -Tsvg"),
        (["lock", "--ignore-signatures"], 1, "clay-1.4-r2.apk is missing, although the index of r lists it"),
    ])
    func whatCannotBeDoneIsExplained(_ arguments: [String], _ status: Int32, _ message: String) async throws {
        let shown = try await image(arguments)
        #expect(shown.status == status)
        #expect(shown.error.contains(message), "\(shown.error)")
    }

    @Test func packagesAreShownAsJSON() async throws {
        let shown = try await image(["show-packages", "--ignore-signatures", "--json"])
        #expect(
            shown.output.contains(
                """
                    {
                      "architecture": "amd64",
                      "name": "cup",
                      "version": "1.0-r0",
                      "source": "r/x86_64/cup-1.0-r0.apk",
                      "checksum": "Q1AAAAAAAAAAAAAAAAAAAAAAAAAAA=",
                      "size": 10,
                      "installed_size": 2048
                    }
                """
            )
        )
    }

    @Test func aGraphIsDrawn() async throws {
        let shown = try await image(["dot", "--ignore-signatures", "-S"])
        #expect(shown.status == 0)
        #expect(shown.output.contains("    \"image.yaml\" -> \"cup\";\n    \"cup\" -> \"so:libclay.so.1\";\n"))
        let wrong = try await image(["dot", "--ignore-signatures"], "# \n")
        #expect(wrong.status == 0)
    }
}
