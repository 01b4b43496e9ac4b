import Bumps
import Cryptography
import Diagnostics
import Files
import SystemPackage
import TestSupport
import Testing

/// Digests and commits, from a real server and real repositories.
@Suite(.timeLimit(.minutes(30))) struct SourceTests {
    static let zeros = String(repeating: "0", count: 64)
    static let zeroCommit = String(repeating: "0", count: 40)

    private func digest(_ text: String, _ function: HashFunction = .sha256) -> String { Digest.of(text, function).hex }

    @Test func updatesDigests() async throws {
        let desk = try Desk()
        let server = try FolderServer(desk.path)
        for (name, content) in [("stone-1.1.tar", "new"), ("stone_1_1-x86_64.tar", "mangled"), ("fixed.tar", "fixed")] {
            try desk.write(content, to: name)
        }
        let text = """
            package:
              name: stone
              version: 1.0
              epoch: 2
            var-transforms:
              - {from: "${{package.version}}", match: '\\.', replace: _, to: mangled}
            pipeline:
              - uses: fetch
                with:
                  uri: \(server.address("${{package.name}}-${{ package.version }}.tar"))
                  expected-sha256: \(Self.zeros) # of upstream
                  expected-sha512: "abc"
              - pipeline:
                  - {uses: fetch, with: {uri: "\(server.address("stone_${{vars.mangled}}-${{build.arch}}.tar"))", expected-sha512: 'x'}}
              - uses: fetch
                with:
                  uri: \(server.address("fixed.tar"))
                  expected-sha256: \(digest("fixed"))
              - uses: fetch
                with:
                  uri: \(server.address("nowhere.tar"))
                  expected-none: yes
            subpackages:
              - name: stone-extra
                pipeline:
                  - uses: fetch
                    with:
                      uri: \(server.address("nowhere-${{package.version}}.tar"))
                      expected-sha256: \(Self.zeros)

            """
        try desk.write(text)
        let log = Log()
        let edit = try await desk.bump("1.1", log: log)
        let main = text.split(separator: "subpackages:")
        let expected = main[0].replacing("version: 1.0", with: "version: \"1.1\"").replacing("epoch: 2", with: "epoch: 0")
            .replacing(Self.zeros, with: digest("new")).replacing("\"abc\"", with: "\"\(digest("new", .sha512))\"")
            .replacing("'x'", with: "'\(digest("mangled", .sha512))'")
        #expect(edit.text == expected + "subpackages:" + main[1])
        #expect(edit.warnings.isEmpty)
        #expect(log.lines == ["stone-1.1.tar", "stone_1_1-x86_64.tar", "fixed.tar"].map { "fetching \(server.address($0))" })
        #expect(edit.changes.map(\.name) == ["package.version", "package.epoch", "expected-sha256", "expected-sha512", "expected-sha512"])
    }

    @Test func warnsOfWhatChangedBehindItsAddress() async throws {
        let desk = try Desk()
        let server = try FolderServer(desk.path)
        try desk.write("other", to: "fixed.tar")
        try desk.write(
            """
            package: {name: stone, version: 1.0, epoch: 0}
            vars: {digest: \(Self.zeros)}
            pipeline:
              - uses: fetch
                with:
                  uri: \(server.address("fixed.tar"))
                  expected-sha256: \(Self.zeros)
              - uses: fetch
                with:
                  uri: \(server.address("fixed.tar"))
                  expected-sha256: ${{vars.digest}}

            """
        )
        let edit = try await desk.bump("1.1")
        #expect(
            desk.shown(DiagnosticList(edit.warnings)) == """
                stone.yaml:7:24: warning: \(server.address("fixed.tar")) is not what it was, though neither its address nor its tag has changed
                 7 |       expected-sha256: \(Self.zeros)
                   |                        ^\(String(repeating: "~", count: 63))
                  expected-sha256 was \(Self.zeros)
                hint: find out why before you build it
                stone.yaml:11:24: warning: expected-sha256 is made of variables and is left as it is
                 11 |       expected-sha256: ${{vars.digest}}
                    |                        ^~~~~~~~~~~~~~~~
                hint: for 1.1 it must come to \(digest("other"))

                """
        )
        #expect(edit.text.contains("expected-sha256: \(digest("other"))"))
        #expect(edit.text.contains("expected-sha256: ${{vars.digest}}"))
    }

    @Test func stopsWhenAFileIsNotThere() async throws {
        let desk = try Desk()
        let server = try FolderServer(desk.path)
        let text = """
            package: {name: stone, version: 1.0, epoch: 0}
            pipeline:
              - {uses: fetch, with: {uri: "\(server.address("stone-${{package.version}}.tar"))", expected-sha256: aa}}

            """
        try desk.write(text)
        let shown = await desk.problem("1.1")
        #expect(shown == "error: cannot fetch \(server.address("stone-1.1.tar")): The requested URL returned error: 404\n")
        #expect(try desk.read() == text)
    }

    @Test(arguments: [
        ("{expected-sha256: aa}", "this fetch has no \"uri\""),
        (
            "{uri: 'http://127.0.0.1:1/${{targets.destdir}}', expected-sha256: aa}",
            "uri holds \"targets.destdir\", which is not known outside of a build"
        ),
    ])
    func refusesAddresses(_ with: String, _ message: String) async throws {
        let desk = try Desk()
        try desk.write("package: {name: a, version: 1.0, epoch: 0}\npipeline:\n  - uses: fetch\n    with: \(with)\n")
        let error = await #expect(throws: Diagnostic.self) { try await desk.bump("1.1") }
        #expect(error?.message == message)
        #expect(error?.span != nil)
    }

    private func checkout(_ repository: FilePath, _ lines: String...) -> String {
        """
        package: {name: stone, version: 1.0, epoch: 0}
        var-transforms:
          - {from: "${{package.version}}", match: '\\.', replace: _, to: mangled}
          - {from: "${{vars.mangled}}", match: '^', replace: rel_, to: release}
        pipeline:

        """
            + lines.map { "  - {uses: git-checkout, with: {repository: \(repository), \($0)}}\n" }.joined()
    }

    @Test func looksCommitsUp() async throws {
        let desk = try Desk()
        let upstream = try Upstream(desk.path.appending("upstream"))
        let first = try upstream.commit("first")
        try upstream.tag("fixed")
        let second = try upstream.commit("second")
        try upstream.tag("v1.1")
        let third = try upstream.commit("third")
        try upstream.tag("rel_1_1", isAnnotated: true)
        let last = try upstream.commit("last")

        for (line, commit) in [
            ("tag: 'v${{package.version}}'", second), ("tag: \"v${{ package.version }}\"", second), ("tag: '${{vars.release}}'", third),
            ("branch: main", last), ("depth: 1", last), ("tag: fixed", first),
        ] {
            try desk.write(checkout(upstream.path, "\(line), expected-commit: \(Self.zeroCommit)"))
            #expect(try await desk.bump("1.1").changes.last?.new == commit, "\(line)")
        }
    }

    @Test func takesOfSeveralThoseThatFollowTheVersion() async throws {
        let desk = try Desk()
        let upstream = try Upstream(desk.path.appending("upstream"))
        _ = try upstream.commit("first")
        try upstream.tag("fixed")
        let second = try upstream.commit("second")
        for name in ["v1.1", "1_1", "rel_1_1"] { try upstream.tag(name) }
        let text = checkout(
            upstream.path,
            "tag: 'v${{package.version}}', expected-commit: one",
            "tag: fixed, expected-commit: two",
            "branch: main, expected-commit: three",
            "tag: '${{vars.mangled}}', expected-commit: 'four'",
            "tag: '${{vars.release}}', expected-commit: five",
            "tag: '${{vars.release}}', expected-commit: '${{vars.mangled}}'",
            "tag: 'v${{package.version}}'"
        )
        try desk.write(text)
        let edit = try await desk.bump("1.1")
        let expected = text.replacing("version: 1.0", with: "version: \"1.1\"").replacing("commit: one", with: "commit: \(second)")
            .replacing("'four'", with: "'\(second)'").replacing("commit: five", with: "commit: \(second)")
        #expect(edit.text == expected)
        #expect(edit.warnings.map(\.message) == ["expected-commit is made of variables and is left as it is"])

        let given = String(repeating: "AB", count: 20)
        #expect(try await desk.bump("1.1", commit: given).text == expected.replacing(second, with: given.lowercased()))
    }

    @Test func warnsOfATagThatMoved() async throws {
        let desk = try Desk()
        let upstream = try Upstream(desk.path.appending("upstream"))
        _ = try upstream.commit("first")
        try upstream.tag("v1.0")
        try desk.write(checkout(upstream.path, "tag: 'v${{package.version}}', expected-commit: \(Self.zeroCommit)"))
        let edit = try await desk.bump("1.0")
        #expect(edit.warnings.map(\.code.name) == ["suspicious-source"])
        #expect(edit.changes.map(\.name) == ["package.version", "package.epoch", "expected-commit"])
    }

    @Test func saysWhichTagsThereAre() async throws {
        let desk = try Desk()
        let upstream = try Upstream(desk.path.appending("upstream"))
        _ = try upstream.commit("first")
        for name in ["v1.0", "stone-1.1", "1.1.0"] { try upstream.tag(name) }
        let text = checkout(upstream.path, "tag: 'v${{package.version}}', expected-commit: aa")
        try desk.write(text)
        let shown = await desk.problem("1.1").split(separator: "\n").map(String.init)
        #expect(shown.first?.hasPrefix("stone.yaml:6:") == true)
        #expect(shown.first?.hasSuffix(": error: upstream has no refs/tags/v1.1") == true)
        #expect(shown.last == "hint: it has: 1.1.0, stone-1.1")
    }

    @Test func saysWhatGitSays() async throws {
        let desk = try Desk()
        try desk.write(checkout(desk.path.appending("none"), "tag: 'v${{package.version}}', expected-commit: aa"))
        let shown = await desk.problem("1.1")
        #expect(
            shown.hasPrefix("error: the repository \(desk.path)/none does not answer\n")
                || shown.hasPrefix("error: the repository none does not")
        )
        #expect(shown.hasSuffix("hint: or give the commit with --expected-commit\n"))
    }

    @Test(arguments: ["ext::touch marker", "--upload-pack=touch marker", "-v"])
    func runsNoProgramOfTheRecipe(_ address: String) async throws {
        let desk = try Desk()
        let marker = desk.path.appending("marker")
        let hostile = address.replacing("marker", with: marker.string)
        try desk.write(
            """
            package: {name: stone, version: 1.0, epoch: 0}
            pipeline:
              - {uses: git-checkout, with: {repository: "\(hostile)", tag: v1, expected-commit: aa}}

            """
        )
        let error = await #expect(throws: Diagnostic.self) { try await desk.bump("1.1") }
        #expect(error?.code.name == "repository-failed")
        #expect(!Files.exists(marker))
    }

    @Test func refusesOneCommitForTwoRepositories() async throws {
        let desk = try Desk()
        try desk.write(
            """
            package: {name: stone, version: 1.0, epoch: 0}
            pipeline:
              - {uses: git-checkout, with: {repository: /a, tag: "${{package.version}}", expected-commit: aa}}
              - {uses: git-checkout, with: {repository: /b, tag: "${{package.version}}", expected-commit: aa}}

            """
        )
        #expect(
            await desk.problem("1.1", commit: Self.zeroCommit) == """
                error: stone.yaml checks several repositories out, which cannot be at the same commit
                hint: leave --expected-commit out, and the commits are looked up

                """
        )
        #expect(await desk.problem("1.1", commit: "abc").hasPrefix("error: \"abc\" is not a commit\n"))
    }

    @Test func warnsWhenNothingTakesTheCommit() async throws {
        let desk = try Desk()
        try desk.write("package: {name: stone, version: 1.0, epoch: 0}\n")
        let edit = try await desk.bump("1.1", commit: Self.zeroCommit)
        #expect(
            desk.shown(DiagnosticList(edit.warnings)) == "warning: no step of stone.yaml takes the commit given with --expected-commit\n"
        )
    }
}
