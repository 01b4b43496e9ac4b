import Files
import SystemPackage
import Testing

/// Signing with several keys, and with a key that a command holds.
@Suite struct SigningTests {
    private static let recipe = """
        package: {name: stone, version: "1", epoch: 0, copyright: [{license: MIT}]}
        environment: {contents: {packages: [build-base]}}
        pipeline:
          - runs: |
              env
              echo WORD >${{targets.destdir}}/stone
        """

    /// A desk with a recipe that nobody has built, and a further key.
    private func prepared() async throws -> Desk {
        let desk = try await Desk()
        try desk.write("stone.yaml", Self.recipe.replacing("WORD", with: "\(Int.random(in: 0...1 << 40))"))
        try #require(try await desk.cuttle(["keygen", "held.rsa", "--key-size", "2048"]).status == 0)
        return desk
    }

    private func build(_ desk: Desk, _ signing: [String]) async throws -> Outcome {
        let common = ["-k", desk.bench.publicKey.string, "-r", desk.bench.seed.string, "--store", desk.bench.store.string, "--offline"]
        return try await desk.cuttle(["build", "stone.yaml"] + common + signing)
    }

    private func held(_ command: String = "openssl dgst -sha256 -sign held.rsa") -> [String] {
        ["--signing-command", command, "--signing-public-key", "held.rsa.pub"]
    }

    /// The keys that melange's verbs take when nobody names one, and their short option.
    @Test func keysNeedNotBeNamed() async throws {
        let desk = try await prepared()
        let built = try await build(desk, ["--signing-key", desk.bench.key.string])
        try #require(built.status == 0, "\(built.error)")
        let (package, index) = ("packages/x86_64/stone-1-r0.apk", "packages/x86_64/APKINDEX.tar.gz")
        let nameless = try await desk.cuttle(["sign", package])
        #expect(nameless.status == 2 && nameless.error.hasPrefix("Error: give a key with --signing-key, or a --signing-command\n"))
        #expect(try await desk.cuttle(["sign", "-k", "held.rsa", package]).output == "\(package): signed with held.rsa.pub\n")
        for (name, arguments) in [("local-melange.rsa", ["sign", package]), ("melange.rsa", ["sign-index", "--force", index])] {
            try #require(try await desk.cuttle(["keygen", name, "--key-size", "2048"]).status == 0)
            let signed = try await desk.cuttle(arguments)
            #expect(signed.output == "\(arguments.last ?? ""): signed with \(name).pub\n", "\(signed.error)")
        }
        // What a stream holds already stays before what is written to it by its name.
        let written = "(echo first; \(Program.cuttle) index -o /dev/stdout \(package)) >both"
        let shown = "\(written) && head -c 6 both && tail -c +7 both | head -c 2 | od -An -tx1"
        let both = try await Program.run("sh", ["-c", shown], in: desk.path)
        #expect(both.output == "first\n 1f 8b\n", "\(both.error)")
        let listed = try await desk.cuttle(["index", "-o", "other.tar.gz", "--arch", "amd64", package])
        #expect(listed.output == "other.tar.gz: 1 package\n", "\(listed.error)")
    }

    /// Nothing that is made tells which command signed.
    @Test func aFileAndACommandSignTogether() async throws {
        let desk = try await prepared()
        let signing = ["--signing-key", desk.bench.key.string] + held(": hunter2; openssl dgst -sha256 -sign held.rsa")
        let built = try await build(desk, signing)
        #expect(built.status == 0, "\(built.error)")
        for key in [desk.bench.publicKey.string, "held.rsa.pub"] {
            let files = ["packages", "packages/x86_64/stone-1-r0.intoto.jsonl"]
            let verified = try await desk.cuttle(["verify"] + files + ["-k", key])
            #expect(verified.status == 0, "\(verified.error)")
        }
        let search =
            "mkdir unpacked; tar -xzf packages/x86_64/stone-1-r0.apk -C unpacked; base64 -w0 -d <<END >statement\n"
            + "$(sed 's/.*payload\": *\"//; s/\".*//' packages/x86_64/*.jsonl)\nEND\n"
            + "grep -rlE 'hunter2|held.rsa|CUTTLE_KEY|CUTTLE_DIGEST' unpacked logs statement"
        let found = try await Program.run("sh", ["-c", search], in: desk.path)
        #expect(found.output == "" && found.status == 1, "\(found.output)\(found.error)")
        let again = try await build(desk, signing)
        #expect(again.error.contains("1 unchanged"), "\(again.error)")
    }

    /// The key decides what a build is, not where it is.
    @Test func theCommandIsNoInputOfABuild() async throws {
        let desk = try await prepared()
        let package = desk.path.appending("packages/x86_64/stone-1-r0.apk")
        #expect(try await build(desk, held()).status == 0)
        let bytes = try Files.read(package)
        let unchanged = try await build(desk, ["--signing-key", "held.rsa"])
        #expect(unchanged.error.contains("1 unchanged"), "\(unchanged.error)")
        let forced = try await build(desk, ["--signing-key", "held.rsa", "--force"])
        #expect(forced.error.contains("1 built"), "\(forced.error)")
        #expect(try Files.read(package) == bytes)
    }

    @Test func aCommandThatFailsIsNoticedBeforeTheWork() async throws {
        let desk = try await prepared()
        let refused = try await build(desk, held("echo 'the module is locked' >&2; exit 4"))
        #expect(refused.status == 1)
        #expect(
            refused.error == """
                error: the signing command of held.rsa.pub failed: it ended with status 4
                  the module is locked
                hint: it gets the bytes to be signed on standard input, and prints the raw PKCS#1 v1.5 signature (docs/KEYS.md)

                """
        )
        #expect(!Files.exists(desk.path.appending("packages")) && !Files.exists(desk.path.appending("logs")))
        // A plan needs no signature.
        #expect(try await build(desk, held("exit 4") + ["--dry-run"]).status == 0)
    }

    @Test func aCommandThatFailsLaterPublishesNothing() async throws {
        let desk = try await prepared()
        let once = "mkdir called 2>/dev/null || exit 9; openssl dgst -sha256 -sign held.rsa"
        let failed = try await build(desk, held(once))
        #expect(failed.status == 1)
        #expect(failed.error.contains("error: the signing command of held.rsa.pub failed: it ended with status 9\n"), "\(failed.error)")
        #expect(try !Files.exists(desk.path.appending("packages")) || desk.packages().isEmpty)
    }

    @Test(
        arguments: [
            (["--signing-command", "true"], "Error: each --signing-command needs its --signing-public-key: there are 1 and 0\n"),
            (["--signing-public-key", "x"], "Error: each --signing-command needs its --signing-public-key: there are 0 and 1\n"),
            (["--signing-command", " ", "--signing-public-key", "x"], "Error: --signing-command is empty\n"),
            (["--signing-command", "true", "--signing-public-key", "none.pub"], "error: there is no public key none.pub\n"),
            ([], "Error: give a key with --signing-key, or a --signing-command\n"),
        ]
    )
    func wrongUsage(_ arguments: [String], _ expected: String) async throws {
        let directory = try TemporaryDirectory()
        let outcome = try await Program.run(Program.cuttle.string, ["sign-index", "APKINDEX.tar.gz"] + arguments, in: directory.path)
        #expect(outcome.status == 2)
        #expect(outcome.error.hasPrefix(expected), "\(outcome.error)")
    }

    /// The examples of docs/KEYS.md, pasted.
    @Test func theExamplesWork() async throws {
        let desk = try await prepared()
        let built = try await build(desk, ["--signing-key", "held.rsa"])
        try #require(built.status == 0, "\(built.error)")
        let text = String(decoding: try Files.read(Program.project.appending("docs/KEYS.md")), as: UTF8.self)
        let section = try #require(text.components(separatedBy: "## A key that is elsewhere").last)
        let blocks = section.components(separatedBy: "```").enumerated().filter { $0.offset % 2 == 1 }.map { $0.element.dropFirst(2) }
        let script = try "set -e\ncuttle() { '\(Program.cuttle)' \"$@\"; }\n" + #require(blocks.first)
        let pasted = try await Program.run("sh", ["-c", script], in: desk.path)
        #expect(pasted.status == 0, "\(pasted.output)\(pasted.error)")
        let verified = try await desk.cuttle(["verify", "packages", "-k", "sepia.rsa.pub"])
        #expect(verified.status == 0, "\(verified.error)")
    }
}

extension String {
    fileprivate func components(separatedBy separator: String) -> [String] {
        split(separator: separator, omittingEmptySubsequences: false).map(String.init)
    }
}
