import Files
import SystemPackage
import Testing

/// What a person sees when something is wrong: the whole text, and the exit status.
@Suite struct ErrorTests {
    /// A recipe that is wrong in one way, and what is said about it.
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let recipe: String
        let status: Int32
        let message: String
        var testDescription: String { name }
    }

    static let cases = [
        Case(
            name: "not YAML",
            recipe: "package:\n  name: a\n\tversion: 1\n",
            status: 2,
            message: """
                bad.yaml:3:1: error: found a tab character that violates indentation
                 3 | \tversion: 1
                   | ^
                  while scanning a plain scalar in line 2
                hint: YAML is indented with spaces; replace the tab

                """
        ),
        Case(
            name: "unknown key",
            recipe: "package:\n  name: a\n  verison: 1\n",
            status: 2,
            message: """
                bad.yaml:3:3: error: unknown key "verison" in package
                 3 |   verison: 1
                   |   ^~~~~~~
                hint: did you mean "version"?

                """
        ),
        Case(
            name: "unknown pipeline",
            recipe: "package:\n  name: a\n  version: 1\npipeline:\n  - uses: splt/dev\n",
            status: 2,
            message: """
                bad.yaml:5:11: error: unknown pipeline "splt/dev"
                 5 |   - uses: splt/dev
                   |           ^~~~~~~~
                hint: did you mean "split/dev"?

                """
        ),
        Case(
            name: "missing source",
            recipe: """
                package:
                  name: a
                  version: 1
                environment:
                  contents:
                    packages: [build-base]
                pipeline:
                  - uses: fetch
                    with:
                      uri: https://upstream.invalid/a-1.tar.gz
                      expected-sha256: 0000000000000000000000000000000000000000000000000000000000000000

                """,
            status: 1,
            message: """
                bad.yaml:11:24: error: the source a-1.tar.gz is nowhere to be found
                 11 |       expected-sha256: 0000000000000000000000000000000000000000000000000000000000000000
                    |                        ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
                  the store: does not have it
                  mirror: has neither 0000000000000000000000000000000000000000000000000000000000000000 nor \
                sha256:0000000000000000000000000000000000000000000000000000000000000000 nor a-1.tar.gz
                  https://upstream.invalid/a-1.tar.gz: not asked, because of --offline
                hint: put a-1.tar.gz into a folder and give that with --source-mirror

                """
        ),
        Case(
            name: "wrong digest",
            recipe: """
                package:
                  name: a
                  version: 1
                environment:
                  contents:
                    packages: [build-base]
                pipeline:
                  - uses: fetch
                    with:
                      uri: https://upstream.invalid/changed.tar.gz
                      expected-sha256: 0000000000000000000000000000000000000000000000000000000000000000

                """,
            status: 1,
            message: """
                bad.yaml:11:24: error: mirror/changed.tar.gz is not the file that the recipe names
                 11 |       expected-sha256: 0000000000000000000000000000000000000000000000000000000000000000
                    |                        ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
                  expected sha256 0000000000000000000000000000000000000000000000000000000000000000
                  found    sha256 87428fc522803d31065e7bce3cf03fe475096631e5e07bbd7a0fde60c4cf25c7
                hint: if upstream published new bytes on purpose, check them and change the digest; \
                else remove the file and fetch it again

                """
        ),
        Case(
            name: "failing step",
            recipe: """
                package:
                  name: a
                  version: 1
                environment:
                  contents:
                    packages: [build-base]
                pipeline:
                  - name: compile
                    runs: |
                      echo begin
                      false | true
                      echo never

                """,
            status: 1,
            message: """
                a: building
                a: [1/1] compile
                bad.yaml:9:11: error: a-1-r0: step 1 of 1, "compile", failed with exit status 1
                 9 |     runs: |
                   |           ^
                  the end of its log:
                    | begin
                hint: the whole log: logs/a/01-a-compile.log

                """
        ),
        Case(
            name: "no shell",
            recipe: """
                package:
                  name: a
                  version: 1
                pipeline:
                  - name: compile
                    runs: "true"

                """,
            status: 1,
            message: """
                a: building
                a: [1/1] compile
                bad.yaml:6:11: error: a-1-r0: step 1 of 1, "compile", failed with exit status 1
                 6 |     runs: "true"
                   |           ^~~~~~
                  the end of its log:
                    | bwrap: execvp /bin/sh: No such file or directory
                hint: its environment has no /bin/sh: add packages with a shell to its contents.packages, \
                such as busybox and a base layout

                """
        ),
        Case(
            name: "missing repository",
            recipe: """
                package:
                  name: a
                  version: 1
                environment:
                  contents:
                    packages: [build-base]
                pipeline:
                  - uses: git-checkout
                    with:
                      repository: https://upstream.invalid/x/a.git
                      tag: v1
                      expected-commit: 0123456789012345678901234567890123456789

                """,
            status: 1,
            message: """
                bad.yaml:8:11: error: the repository https://upstream.invalid/x/a.git is nowhere to be found
                 8 |   - uses: git-checkout
                   |           ^~~~~~~~~~~~
                  the store: does not have the checkout
                  mirror: has no copy of it with this commit
                  https://upstream.invalid/x/a.git: not asked, because of --offline
                hint: put a clone of it into a folder as a.git and give that with --source-mirror

                """
        ),
        Case(
            name: "unsolvable environment",
            recipe: "package:\n  name: a\n  version: 1\nenvironment:\n  contents:\n    packages: [build-bass]\n",
            status: 1,
            message: """
                bad.yaml:6:16: error: cannot install "build-bass"
                 6 |     packages: [build-bass]
                   |                ^~~~~~~~~~
                  nothing provides build-bass
                  for the build environment of a; looked in SEED
                hint: did you mean "build-base"?

                """
        ),
    ]

    @Test(arguments: cases)
    func aWrongRecipe(_ wrong: Case) async throws {
        let desk = try await Desk()
        try desk.write("bad.yaml", wrong.recipe)
        try desk.write("mirror/changed.tar.gz", "a\n")
        let outcome = try await desk.build(["bad.yaml", "--source-mirror", "mirror", "--force"])
        #expect(outcome.error.replacing(desk.bench.seed.string, with: "SEED") == wrong.message)
        #expect(outcome.status == wrong.status)
        #expect(!Files.exists(desk.path.appending("packages/x86_64/APKINDEX.tar.gz")))
    }

    @Test func aMissingKeyIsNoticedBeforeAnythingElse() async throws {
        let desk = try await Desk()
        try desk.write("a.yaml", "package:\n  name: a\n  version: 1\n")
        let outcome = try await desk.cuttle(["build", "a.yaml", "--signing-key", "none.rsa", "--store", "store"])
        #expect(outcome.error == "error: there is no signing key none.rsa\nhint: make one: cuttle keygen none.rsa\n")
        #expect(outcome.status == 2)
        #expect(!Files.exists(desk.path.appending("store")))
    }

    static let usages: [([String], Int32)] = [
        (["build"], 2), (["image", "build"], 2), (["nonsense"], 2), (["help", "nonsense"], 2), (["help", "repo", "nonsense"], 2),
        (["help"], 0), (["help", "help"], 0), (["help", "repo", "prune"], 0), (["index"], 2), (["--help"], 0), (["--version"], 0),
        (["build", "--help"], 0),
    ]

    @Test(arguments: usages)
    func usage(_ arguments: [String], _ status: Int32) async throws {
        let outcome = try await Program.run(Program.cuttle.string, arguments)
        #expect(outcome.status == status)
        #expect(outcome.output.isEmpty == (status != 0))
        #expect(outcome.error.isEmpty == (status == 0))
    }
}
