import Files
import SystemPackage
import Testing

/// Steps, recipes and stores that are out to get something past the builder (DESIGN, promises 5 and 6).
@Suite struct HostileBuildTests {
    static let steps: [(script: String, message: String)] = [
        (
            "rm -rf melange-out/probe; ln -s /etc melange-out/probe",
            "error: /home/build/melange-out/probe is no longer a folder: a step removed it, or put a link there"
        ),
        (
            "rm -rf melange-out; ln -s / melange-out",
            "error: /home/build/melange-out is no longer a folder: a step removed it, or put a link there"
        ),
        (
            "mkdir -p melange-out/probe/usr/bin; touch \"melange-out/probe/usr/bin/x$(printf '\\nprovides = evil')\"",
            "error: probe holds usr/bin/x\u{FFFD}provides = evil, a name with control characters"
        ),
        (
            "touch melange-out/probe/.PKGINFO",
            "error: probe holds .PKGINFO at its top, which installers take for a part of the package's own"
        ),
    ]

    @Test(arguments: steps)
    func whatAStepLeavesBehindIsLookedAt(_ script: String, _ message: String) async throws {
        let desk = try await Desk()
        let outcome = try await desk.step(script)
        #expect(outcome.status == 1)
        #expect(outcome.error.replacing("x\nprovides", with: "x\u{FFFD}provides").contains(message), "\(outcome.error)")
        #expect(!Files.exists(desk.path.appending("packages/x86_64/APKINDEX.tar.gz")))
    }

    @Test(arguments: [("banana", 3), ("1.0-beta", 3), ("1..0", 3), ("1/../../x", 3), ("1.0 2", 3)])
    func aVersionThatNobodyCouldAskForIsRefused(_ version: String, _ line: Int) async throws {
        let desk = try await Desk()
        try desk.write("a.yaml", "package:\n  name: a\n  version: \"\(version)\"\n")
        let outcome = try await desk.build(["a.yaml"])
        #expect(outcome.status == 2)
        #expect(outcome.error.hasPrefix("a.yaml:\(line):"), "\(outcome.error)")
    }

    @Test func aChangedResultInTheStoreIsBuiltAgain() async throws {
        let desk = try await Desk()
        try RoadTests.prepare(desk)
        let store = desk.path.appending("store")
        let build = [
            "build", "recipes", "--signing-key", desk.bench.key.string, "-k", desk.bench.publicKey.string, "-r", desk.bench.seed.string,
            "--store", store.string, "--offline", "--json",
        ]
        try #require(try await desk.cuttle(build).status == 0)
        let results = store.appending("results")
        let result = results.appending(try #require(try Files.list(results).first { !$0.hasPrefix(".") })).appending("pebble-1.2-r3.apk")
        for damage in ["printf x | dd of=$1 bs=1 seek=5000 conv=notrunc 2>/dev/null", "rm $1", "cp \(desk.bench.key) $1"] {
            try #require(try await Program.run("sh", ["-c", damage, "sh", result.string]).status == 0)
            let again = try await desk.cuttle(build)
            #expect(again.status == 0, "\(damage): \(again.error)")
            #expect(again.output.contains("\"reused\": false"), "\(damage)")
            let verified = try await desk.cuttle(["verify", "-k", desk.bench.publicKey.string] + (try RoadTests.files(desk)))
            #expect(verified.status == 0, "\(damage): \(verified.error)")
        }
    }

    @Test func aChangedTreeInTheStoreNeverEntersAnImage() async throws {
        let desk = try await Desk()
        try RoadTests.prepare(desk)
        try #require(try await desk.build(["recipes"]).status == 0)
        let image = [
            "image", "build", "image.yaml", "-r", "packages", "-k", desk.bench.publicKey.string, "--store", "store", "--arch", "host",
        ]
        let whole = try await desk.cuttle(image + ["--json"])
        try #require(whole.status == 0)
        // Only in the order of paths is a package unpacked.
        try #require(try await desk.cuttle(image + ["--layer-order", "path"]).status == 0)
        let damage =
            "for f in store/trees/*/usr/bin/pebble; do chmod u+w $f; printf X | dd of=$f bs=1 seek=100 conv=notrunc 2>/dev/null; done"
        try #require(try await Program.run("sh", ["-c", damage], in: desk.path).status == 0)
        // What was made of it before is as it was.
        #expect(try await desk.cuttle(image + ["--json"]).output == whole.output)
        try #require(try await Program.run("rm", ["-r", "store/layers"], in: desk.path).status == 0)
        #expect(try await desk.cuttle(image + ["--json"]).output == whole.output)
        try #require(try await Program.run("rm", ["-r", "store/layers", "store/fragments"], in: desk.path).status == 0)
        // Fragments are made of packages; trees only give what is in the order of paths.
        #expect(try await desk.cuttle(image + ["--json"]).output == whole.output)
        let outcome = try await desk.cuttle(image + ["--layer-order", "path"])
        #expect(outcome.status == 1)
        #expect(outcome.error.contains("/usr/bin/pebble in the store was changed after it was unpacked"), "\(outcome.error)")
    }

    @Test func aSourceWithoutDigestIsPartOfTheKey() async throws {
        let desk = try await Desk()
        try desk.write(
            "a.yaml",
            """
            package:
              name: a
              version: "1"
            environment:
              contents:
                packages: [build-base]
            pipeline:
              - uses: fetch
                with:
                  uri: https://upstream.invalid/moving.txt
                  expected-none: it moves
                  extract: "false"
              - runs: install -D -m 644 moving.txt ${{targets.destdir}}/usr/share/moving.txt
            """
        )
        for text in ["one \(UInt64.random(in: 0...UInt64.max))", "two \(UInt64.random(in: 0...UInt64.max))"] {
            try desk.write("mirror/moving.txt", text)
            let outcome = try await desk.build(["a.yaml", "--source-mirror", "mirror", "--json"])
            #expect(outcome.status == 0, "\(outcome.error)")
            #expect(outcome.output.contains("\"reused\": false"))
        }
    }

    @Test func aRepositoryOfRecipesCannotRunPrograms() async throws {
        let desk = try await Desk()
        try RoadTests.prepare(desk)
        let script = """
            set -e
            cd recipes
            git init -q
            git -c user.name=a -c user.email=a@b.invalid add -A
            git -c user.name=a -c user.email=a@b.invalid commit -q -m x
            printf '#!/bin/sh\\ntouch %s/ran\\n' "$OLDPWD" >"$OLDPWD/evil"
            chmod +x "$OLDPWD/evil"
            for key in gpg.program core.fsmonitor core.pager core.sshCommand diff.external; do git config "$key" "$OLDPWD/evil"; done
            git config log.showSignature true
            """
        let prepared = try await Program.run("sh", ["-c", script], in: desk.path)
        try #require(prepared.status == 0, "\(prepared.error)")
        let outcome = try await desk.build(["recipes"])
        #expect(outcome.status == 0, "\(outcome.error)")
        #expect(!Files.exists(desk.path.appending("ran")))
    }

    @Test func aRepositoryIsNotTakenOverByAnotherKey() async throws {
        let desk = try await Desk()
        try RoadTests.prepare(desk)
        try #require(try await desk.build(["recipes"]).status == 0)
        try #require(try await desk.cuttle(["keygen", "other.rsa", "--key-size", "2048"]).status == 0)
        let outcome = try await desk.cuttle([
            "build", "recipes", "--signing-key", "other.rsa", "-k", desk.bench.publicKey.string, "-r", desk.bench.seed.string, "--store",
            desk.bench.store.string, "--offline",
        ])
        #expect(outcome.status == 1)
        #expect(
            outcome.error.contains("hint: sign with the key that this repository is signed with, or give another folder"),
            "\(outcome.error)"
        )
    }
}
