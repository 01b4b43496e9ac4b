import Files
import SystemPackage
import Testing

/// Builds of what is in a repository.
@Suite struct CheckoutBuildTests {
    /// A repository beside the recipe, with two commits, each with a tag.
    ///
    /// - Returns: the commits.
    static func prepare(_ desk: Desk) async throws -> [String] {
        let script = """
            git init -q -b main stone && cd stone
            echo one >file; mkdir src; echo 'int main(void) { return 0; }' >src/main.c; ln -s file link
            printf '#!/bin/sh\\n' >run; chmod 755 run
            git add -A; git commit -q -m one; git tag v1; git rev-parse HEAD
            echo two >file; git commit -q -a -m two; git tag -a -m two v2; git rev-parse HEAD
            """
        let settings = [
            "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@x", "GIT_COMMITTER_NAME": "C",
            "GIT_COMMITTER_EMAIL": "c@x", "GIT_AUTHOR_DATE": "@1500000000 +0000", "GIT_COMMITTER_DATE": "@1500000000 +0000",
        ]
        let outcome = try await Program.run("sh", ["-ec", script], in: desk.path, environment: settings)
        try #require(outcome.status == 0, "\(outcome.error)")
        return outcome.output.split(separator: "\n").map(String.init)
    }

    static func recipe(tag: String, _ commit: String, destination: String = "code", before: String = "true", then script: String) -> String
    {
        """
        package:
          name: stone
          version: "1"
        environment:
          contents:
            packages: [build-base]
        pipeline:
          - runs: |
              \(before)
          - uses: git-checkout
            with:
              repository: stone
              tag: \(tag)
              expected-commit: \(commit)
              destination: \(destination)
          - runs: |
        \(script.split(separator: "\n").map { "      \($0)\n" }.joined())
        """
    }

    @Test func aTreeOfARepositoryIsBuilt() async throws {
        let desk = try await Desk()
        let commits = try await Self.prepare(desk)
        try #require(commits.count == 2)
        // Files of the recipe that the tree does not have stay, the others give way.
        try desk.write("files/code/extra", "extra\n")
        try desk.write("files/code/file", "of the recipe\n")
        let script = """
            test "$(cat code/file)" = one
            test "$(cat code/extra)" = extra
            test "$(readlink code/link)" = file
            test -x code/run
            test ! -x code/file
            test "$(stat -c %Y code/file)" = 1500000000
            test "$(stat -c %u code/file)" = "$(id -u)"
            test "$(cat code/.git/HEAD)" = \(commits[0])
            echo more >>code/file
            install -D -m 644 code/src/main.c ${{targets.destdir}}/usr/share/stone/main.c
            """
        try desk.write("stone.yaml", Self.recipe(tag: "v1", commits[0], then: script))
        let arguments = ["stone.yaml", "--source-dir", "files"]
        let built = try await desk.build(arguments)
        #expect(built.status == 0, "\(built.error)")
        // What the step wrote did not get into the store.
        let again = try await desk.build(arguments + ["--force"])
        #expect(again.status == 0, "\(again.error)")
        // The repository is no longer needed, neither for skipping nor for building.
        try Files.removeTree(desk.path.appending("stone"))
        let unchanged = try await desk.build(arguments)
        #expect(unchanged.error.contains("stone-1-r0: unchanged\n"), "\(unchanged.error)")
        let rebuilt = try await desk.build(arguments + ["--force"])
        #expect(rebuilt.status == 0, "\(rebuilt.error)")
    }

    @Test func anotherCommitIsAnotherBuild() async throws {
        let desk = try await Desk()
        let commits = try await Self.prepare(desk)
        try #require(commits.count == 2)
        for (tag, commit, text) in [("v1", commits[0], "one"), ("v2", commits[1], "two")] {
            try desk.write("stone.yaml", Self.recipe(tag: tag, commit, then: "test \"$(cat code/file)\" = \(text) # \(desk.path)"))
            let built = try await desk.build(["stone.yaml"])
            #expect(built.status == 0, "\(built.error)")
            #expect(built.error.contains("stone-1-r0: built in "), "\(built.error)")
        }
    }

    @Test func aLinkInTheWorkspaceDoesNotLeadTheTreeOut() async throws {
        let desk = try await Desk()
        let commits = try await Self.prepare(desk)
        try #require(commits.count == 2)
        let outside = desk.path.appending("outside")
        try Files.makeDirectory(outside)
        for (destination, before) in [
            ("out", "ln -s \(outside) out"), ("out/deep", "ln -s \(outside) out"), ("code", "mkdir code; ln -s \(outside) code/src"),
        ] {
            try desk.write("stone.yaml", Self.recipe(tag: "v1", commits[0], destination: destination, before: before, then: "true"))
            let built = try await desk.build(["stone.yaml", "--force"])
            #expect(built.status == 1, "\(destination): \(built.error)")
            #expect(try Files.list(outside).isEmpty)
        }
        for destination in ["../..", "/etc"] {
            try desk.write("stone.yaml", Self.recipe(tag: "v1", commits[0], destination: destination, then: "true"))
            let built = try await desk.build(["stone.yaml", "--force"])
            #expect(built.error.contains("it lies outside of /home/build\n"), "\(built.error)")
        }
    }

    @Test func whatIsWorthASecondLookIsSaid() async throws {
        let desk = try await Desk()
        _ = try await Self.prepare(desk)
        let recipe = """
            package:
              name: stone
              version: "1"
            environment:
              contents:
                packages: [build-base]
            pipeline:
              - uses: git-checkout
                with:
                  repository: stone
                  branch: main

            """
        try desk.write("stone.yaml", recipe)
        let built = try await desk.build(["stone.yaml"])
        #expect(built.status == 0)
        #expect(
            built.error.hasPrefix(
                """
                stone.yaml:8:11: warning: git-checkout has no expected-commit, so it takes whatever upstream has
                 8 |   - uses: git-checkout
                   |           ^~~~~~~~~~~~
                hint: add expected-commit: followed by what git rev-parse HEAD prints in a checkout that you have looked at

                """
            ),
            "\(built.error)"
        )
    }

    /// Killed while it waits for a server, it leaves nothing that is in the way, and no git behind.
    @Test func killedInACheckoutItLeavesNothing() async throws {
        let desk = try await Desk()
        let recipe = Self.recipe(tag: "v1", String(repeating: "0", count: 40), then: "true")
        let script = """
            python3 -c 'import socket, time
            listener = socket.socket()
            listener.bind(("127.0.0.1", 0))
            listener.listen(8)
            print(listener.getsockname()[1], flush=True)
            time.sleep(40)' >port & server=$!
            while [ ! -s port ]; do sleep 0.1; done
            sed -i "s|repository: stone|repository: http://127.0.0.1:$(cat port)/stone|" stone.yaml
            "$@" & pid=$!
            while ! pgrep -f "[g]it-remote-http origin http://127.0.0.1:$(cat port)/stone" >git; do sleep 0.1; done
            kill -KILL $pid
            wait $pid
            status=$?
            for i in $(seq 50); do kill -0 $(cat git) 2>/dev/null || break; sleep 0.1; done
            kill -0 $(cat git) 2>/dev/null && echo "git lives on"
            kill $server
            exit $status
            """
        try desk.write("stone.yaml", recipe)
        let store = desk.path.appending("store")
        let arguments = [
            "build", "stone.yaml", "--signing-key", desk.bench.key.string, "-k", desk.bench.publicKey.string, "-r",
            desk.bench.seed.string, "--store", store.string,
        ]
        let killed = try await Program.run(
            "timeout",
            ["50", "bash", "-c", script, "bash", Program.cuttle.string] + arguments,
            in: desk.path
        )
        #expect(killed.status == 137, "\(killed.error)")
        #expect(killed.output == "")
        try desk.write("none.yaml", "package:\n  name: none\n  version: \"1\"\nenvironment:\n  contents:\n    packages: [none]\n")
        let next = try await desk.cuttle(arguments.map { $0 == "stone.yaml" ? "none.yaml" : $0 })
        #expect(next.status == 1)
        for folder in ["work", "checkouts"] { #expect(try Files.list(store.appending(folder)).filter { !$0.hasPrefix(".") }.isEmpty) }
    }
}
