import Files
import SystemPackage
import Testing

/// `cuttle repo`: what people read.
@Suite struct RepositoryVerbTests {
    private func recipe(_ version: String) -> String {
        """
        package: {name: stone, version: "\(version)", epoch: 0, copyright: [{license: MIT}]}
        environment: {contents: {packages: [build-base]}}
        pipeline: [{runs: "touch ${{targets.destdir}}/stone"}]
        """
    }

    @Test func aRepositoryIsKept() async throws {
        let desk = try await Desk()
        for version in ["1", "2"] {
            try desk.write("stone.yaml", recipe(version))
            let built = try await desk.build(["stone.yaml"])
            try #require(built.status == 0, "\(built.error)")
            if version == "1" { #expect(try await Program.run("cp", ["-r", "packages", "before"], in: desk.path).status == 0) }
        }
        // A version that was published is replaced, with a word.
        try desk.write("stone.yaml", recipe("2").replacing("/stone\"", with: "/stone; echo more >${{targets.destdir}}/stone\""))
        let rebuilt = try await desk.build(["stone.yaml"])
        #expect(rebuilt.status == 0, "\(rebuilt.error)")
        #expect(
            rebuilt.error.contains(
                "warning: packages/x86_64/stone-2-r0.apk was published before with other content, and is replaced\n"
                    + "hint: whoever has installed it will not get this one: before others use it, raise the epoch: cuttle bump --epoch RECIPE\n"
            ),
            "\(rebuilt.error)"
        )
        let key = ["--signing-key", desk.bench.key.string]
        let different = try await desk.cuttle(["repo", "diff", "before", "packages/x86_64"])
        #expect(different.status == 1)
        #expect(different.output == "~ stone 1-r0 -> 2-r0\n")
        #expect(try await desk.cuttle(["repo", "diff", "before", "before/x86_64/APKINDEX.tar.gz"]).status == 0)
        let shown = try await desk.cuttle(["repo", "prune", "packages", "--dry-run"])
        #expect(
            shown.output == """
                would remove packages/x86_64/stone-1-r0.apk
                would delete packages/x86_64/stone-1-r0.intoto.jsonl

                """
        )
        #expect(try desk.packages().count == 2)
        let unsigned = try await desk.cuttle(["repo", "prune", "packages"])
        #expect(unsigned.status == 2)
        #expect(unsigned.error.hasPrefix("Error: give a key with --signing-key, a --signing-command, or --dry-run\n"))
        let pruned = try await desk.cuttle(["repo", "prune", "packages"] + key)
        #expect(
            pruned.output == """
                removed packages/x86_64/stone-1-r0.apk
                deleted packages/x86_64/stone-1-r0.intoto.jsonl

                """,
            "\(pruned.error)"
        )
        try desk.write("list.txt", "# gone\nstone-2-r0.apk\nnone-1-r0 # never was\n")
        let withdrawn = try await desk.cuttle(["repo", "withdraw", "packages", "--packages-file", "list.txt", "--json"] + key)
        #expect(withdrawn.status == 1)
        #expect(withdrawn.output.contains("\"path\": \"packages/x86_64/stone-2-r0.apk\""))
        #expect(withdrawn.error == "error: no package is called none-1-r0\nhint: did you mean \"stone-2-r0\"?\n")
        let again = try await desk.cuttle(["repo", "withdraw", "packages", "stone-2-r0"] + key)
        #expect(again.status == 0 && again.error == "nothing to remove from packages\n", "\(again.error)")
        for (name, hint) in [
            ("stone", "name it with its version: stone-1-r0"), ("stone-2-r0", "did you mean \"stone-1-r0\"?"),
            ("stome", "did you mean \"stone\"?"),
        ] {
            let unknown = try await desk.cuttle(["repo", "withdraw", "before", name, "--dry-run"])
            #expect(unknown.status == 1 && unknown.output == "")
            #expect(unknown.error == "error: no package is called \(name)\nhint: \(hint)\n")
        }
        // Each architecture has the version.
        let copies = "mkdir two && cp -r before/x86_64 two && cp -r before/x86_64 two/aarch64"
        try #require(try await Program.run("sh", ["-c", copies], in: desk.path).status == 0)
        let twice = try await desk.cuttle(["repo", "withdraw", "two", "stone", "--dry-run"])
        #expect(twice.error == "error: no package is called stone\nhint: name it with its version: stone-1-r0\n")
        let unversioned = try await desk.cuttle(["repo", "withdraw", "packages", "none"] + key)
        #expect(unversioned.status == 1)
        #expect(unversioned.error == "error: no package is called none\nhint: name it with its version, as in xz-5.6.0-r0\n")
        let nameless = try await desk.cuttle(["repo", "withdraw", "packages"] + key)
        #expect(nameless.error.hasPrefix("Error: name a package, or give a list with --packages-file\nUsage: cuttle repo withdraw "))
        #expect(try desk.packages() == [])
        let refused = try await desk.build(["stone.yaml"])
        #expect(refused.status == 2)
        #expect(
            refused.error.contains(
                "error: stone-2-r0 was withdrawn from packages/x86_64\n"
                    + "hint: raise the epoch: cuttle bump --epoch RECIPE; or take it off the list withdrawn-packages.txt there\n"
            ),
            "\(refused.error)"
        )
        #expect(try desk.packages() == [])
        let signed = try await desk.cuttle(["repo", "resign", "before"] + key)
        #expect(signed.output == "before/x86_64: 1 package and the index signed with \(desk.bench.publicKey.lastComponent?.string ?? "")\n")
        // Where one architecture's packages are not those of its index, the others are left as they are.
        try Files.writeAtomically([0], to: desk.path.appending("two/x86_64/stone-1-r0.apk"))
        let untouched = try Files.read(desk.path.appending("two/aarch64/stone-1-r0.apk"))
        let damaged = try await desk.cuttle(["repo", "resign", "two"] + key)
        #expect(damaged.status == 1 && damaged.output == "", "\(damaged.error)")
        #expect(damaged.error.hasPrefix("error: two/x86_64/stone-1-r0.apk "), "\(damaged.error)")
        #expect(try Files.read(desk.path.appending("two/aarch64/stone-1-r0.apk")) == untouched)
        for arguments in [["resign", "nowhere"] + key, ["prune", "nowhere"] + key, ["diff", "before", "nowhere"]] {
            let missing = try await desk.cuttle(["repo"] + arguments)
            #expect(missing.status == 2)
            #expect(missing.error == "error: there is no folder nowhere\n")
        }
        let indexless = try await desk.cuttle(["repo", "diff", "before", "nowhere.tar.gz"])
        #expect(indexless.status == 2 && indexless.error == "error: there is no index nowhere.tar.gz\n")
        // A status of 1 would mean that something differs.
        try Files.writeAtomically(Array("no index".utf8), to: desk.path.appending("damaged.tar.gz"))
        let unreadable = try await desk.cuttle(["repo", "diff", "before", "damaged.tar.gz"])
        #expect(unreadable.status == 2 && unreadable.output.isEmpty, "\(unreadable.error)")
        #expect(try await desk.cuttle(["verify", "damaged.tar.gz"]).status == 1)
        let verified = try await desk.cuttle(["repo", "verify", "before", "-k", desk.bench.publicKey.string])
        #expect(verified.status == 0 && verified.output.contains("before/x86_64/stone-1-r0.apk: OK\n"), "\(verified.error)")
        let remote = try await desk.cuttle(["verify", "https://example.org/repo"])
        #expect(remote.status == 2 && remote.error.hasPrefix("error: verify takes files and folders, not https://example.org/repo\n"))
    }

    /// What others do to a repository meanwhile.
    @Test func verbsWaitForEachOther() async throws {
        let desk = try await Desk()
        for version in ["1", "2"] {
            try desk.write("stone.yaml", recipe(version))
            let built = try await desk.build(["stone.yaml"])
            try #require(built.status == 0, "\(built.error)")
        }
        let program = Program.cuttle.string
        let key = "--signing-key \(desk.bench.key)"
        // The newest goes while another waits that keeps the newest: what that is, is known when its turn comes.
        let both = """
            \(program) repo withdraw packages stone-2-r0 --signing-public-key \(desk.bench.publicKey) \\
              --signing-command 'touch withdrawing; sleep 2; openssl dgst -sha256 -sign \(desk.bench.key)' &
            while ! [ -e withdrawing ]; do sleep 0.05; done
            \(program) repo prune packages --keep 1 \(key) || exit 1
            wait $!
            """
        let outcome = try await Program.run("sh", ["-c", both], in: desk.path)
        #expect(outcome.status == 0, "\(outcome.error)")
        #expect(outcome.error.contains("waiting for cuttle repo withdraw"), "\(outcome.error)")
        #expect(try desk.packages() == ["stone-1-r0.apk"])
        // Whoever stands in the folder goes on to stand in it.
        let inside = "cd packages/x86_64 && \(program) repo resign . \(key) && ls"
        let signed = try await Program.run("sh", ["-c", inside], in: desk.path)
        #expect(signed.status == 0 && signed.output.contains("stone-1-r0.apk"), "\(signed.error)")
    }

    /// What does not look at the signal is ended by it all the same.
    @Test func aSignalEndsWhatWaitsForEver() async throws {
        let desk = try await Desk()
        let command = "mkfifo pipe.apk && timeout --kill-after 30 1 \(Program.cuttle) verify pipe.apk -k \(desk.bench.publicKey)"
        let outcome = try await Program.run("sh", ["-c", command], in: desk.path)
        #expect(outcome.status == 124, "\(outcome.error)")
    }

    /// Files that left the index stay for readers of older ones, and go with a later prune.
    @Test func prunedFilesStayForAWhile() async throws {
        let desk = try await Desk()
        for version in ["1", "2"] {
            try desk.write("stone.yaml", recipe(version))
            let built = try await desk.build(["stone.yaml"])
            try #require(built.status == 0, "\(built.error)")
        }
        let prune = ["repo", "prune", "packages", "--signing-key", desk.bench.key.string]
        let kept = try await desk.cuttle(prune + ["--keep-files", "3600"])
        #expect(kept.output == "removed packages/x86_64/stone-1-r0.apk from the index\n", "\(kept.error)")
        #expect(try desk.packages().count == 2)
        #expect(try await desk.cuttle(["verify", "packages", "-k", desk.bench.publicKey.string]).error == "")
        let withdraw = ["repo", "withdraw", "packages", "stone-1-r0", "--signing-key", desk.bench.key.string]
        let shown = try await desk.cuttle(withdraw + ["--dry-run"])
        #expect(
            shown.output == """
                would delete packages/x86_64/stone-1-r0.intoto.jsonl
                would delete packages/x86_64/stone-1-r0.apk

                """,
            "\(shown.error)"
        )
        let pruned = try await desk.cuttle(prune + ["--json"])
        let (statement, package) = ("packages/x86_64/stone-1-r0.intoto.jsonl", "packages/x86_64/stone-1-r0.apk")
        #expect(
            pruned.output.contains("\"deleted\": [\n    \"\(statement)\",\n    \"\(package)\"\n  ]"),
            "\(pruned.output)"
        )
        #expect(try desk.packages() == ["stone-2-r0.apk"])
        let idle = try await desk.cuttle(prune)
        #expect(idle.output == "" && idle.error == "nothing to remove from packages\n")
        #expect(try await desk.cuttle(prune + ["--keep-files", "-1"]).status == 2)
    }

    /// The server is another program: found beside this one, in its build folder, on PATH, or missed with a hint.
    @Test func theServerIsFound() async throws {
        let folder = try TemporaryDirectory(prefix: "cuttle-test-")
        let path = folder.path
        for place in [".build/x/release", ".build/server/release", "bin"] { try Files.makeDirectory(path.appending(place)) }
        let cuttle = path.appending(".build/x/release/cuttle")
        // The program finds itself by what it was started as, which a link is not.
        #expect(try await Program.run("cp", [Program.cuttle.string, cuttle.string]).status == 0)
        let serve = ["repo", "serve", "packages", "--listen", "8080", "--help"]
        let missing = try await Program.run(cuttle.string, serve, environment: ["PATH": path.appending("bin").string])
        #expect(missing.status == 1)
        #expect(
            missing.error == """
                error: the program cuttle-serve is not there, neither beside this one nor on PATH
                hint: it is built by itself, from the same sources: make server

                """
        )
        for place in ["bin", ".build/server/release", ".build/x/release"] {
            let server = path.appending(place).appending("cuttle-serve")
            try Files.writeAtomically(Array("#!/bin/sh\necho \(place) \"$@\"; exit 3\n".utf8), to: server)
            #expect(try await Program.run("chmod", ["755", server.string]).status == 0)
            let found = try await Program.run(cuttle.string, serve, environment: ["PATH": path.appending("bin").string])
            #expect(found.output == "\(place) packages --listen 8080 --help\n", "\(found.error)")
            #expect(found.status == 3)
        }
    }
}
