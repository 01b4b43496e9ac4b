import Files
import SystemPackage
import Testing

/// `cuttle build --test`: what was built is tested before anybody can see it.
@Suite struct TestedBuildTests {
    /// A recipe whose package holds its name and a word, with a test.
    private static func recipe(_ name: String, _ word: String, test: String, needing needs: [String] = [], for tests: [String] = [])
        -> String
    {
        """
        package:
          name: \(name)
          version: "1"
        environment:
          contents:
            packages: [\((["build-base"] + needs).joined(separator: ", "))]
        pipeline:
          - runs: |
              mkdir -p ${{targets.destdir}}/usr/share/words
              echo \(word) >${{targets.destdir}}/usr/share/words/\(name)
        test:
          environment:
            contents:
              packages: [\((["build-base"] + tests).joined(separator: ", "))]
          pipeline:
            - name: look
              runs: |
                \(test)
        """
    }

    private static func published(_ desk: Desk) throws -> [String] {
        Files.exists(desk.path.appending("packages")) ? try desk.packages().sorted() : []
    }

    private static func timeless(_ text: String) -> String { text.replacing(/[0-9]+\.[0-9] s/, with: "0.0 s") }

    /// What is tested is what was built now, with what else was built now, and not what is published.
    @Test func whatPassesIsPublishedTogether() async throws {
        let desk = try await Desk()
        let (old, new) = ("old\(Int.random(in: 0...1 << 40))", "new\(Int.random(in: 0...1 << 40))")
        for name in ["ebb", "flow"] { try desk.write("\(name).yaml", Self.recipe(name, old, test: "false")) }
        let first = try await desk.build(["ebb.yaml", "flow.yaml"])
        try #require(first.status == 0, "\(first.error)")
        // The test of each needs the other, and the one is built with the other.
        try desk.write("ebb.yaml", Self.recipe("ebb", new, test: "grep -qx \(new) /usr/share/words/flow", for: ["flow"]))
        try desk.write(
            "flow.yaml",
            Self.recipe(
                "flow",
                new,
                test: "cd /usr/share/words && grep -qx \(new) ebb && grep -qx \(new) flow",
                needing: ["ebb"],
                for: ["ebb"]
            )
        )
        let outcome = try await desk.build(["ebb.yaml", "flow.yaml", "--test", "-r", "packages"])
        #expect(outcome.status == 0, "\(outcome.error)")
        for line in ["ebb-1-r0: passed in ", "flow-1-r0: passed in ", "2 built, tests: 2 passed in ", "  packages/"] {
            #expect(outcome.error.contains(line), "\(outcome.error)")
        }
        #expect(!outcome.error.contains("stage-"), "\(outcome.error)")
        #expect(try Self.published(desk) == ["ebb-1-r0.apk", "flow-1-r0.apk"])
        let folder = try #require(try Files.list(desk.path.appending("packages")).first)
        for name in ["ebb", "flow"] {
            let file = desk.path.appending("packages/\(folder)/\(name)-1-r0.apk")
            // A file, not a link to where it was tested.
            #expect(try FileStatus(file).kind == .regular)
            let unpacked = try await Program.run("tar", ["-xzOf", file.string, "--ignore-zeros", "usr/share/words/\(name)"])
            #expect(unpacked.output == "\(new)\n")
            #expect(Files.exists(desk.path.appending("packages/\(folder)/\(name)-1-r0.intoto.jsonl")))
        }
        let verified = try await desk.cuttle(["verify", "packages", "-k", desk.bench.publicKey.string])
        #expect(verified.status == 0, "\(verified.error)")
        let again = try await desk.build(["ebb.yaml", "flow.yaml", "--test", "--json"])
        #expect(again.status == 0, "\(again.error)")
        #expect(again.output.contains("\"packages/\(folder)/ebb-1-r0.apk\"") && again.output.contains("\"result\": \"passed\""))
        #expect(again.error.contains("flow-1-r0: passed before, unchanged\n"), "\(again.error)")
    }

    /// What is published already is there for builds and tests, and stays as it is.
    @Test func whatIsPublishedIsThereForTests() async throws {
        let desk = try await Desk()
        let word = "word\(Int.random(in: 0...1 << 40))"
        try desk.write("ebb.yaml", Self.recipe("ebb", word, test: "false"))
        let first = try await desk.build(["ebb.yaml"])
        try #require(first.status == 0, "\(first.error)")
        let folder = try #require(try Files.list(desk.path.appending("packages")).first)
        let there = desk.path.appending("packages/\(folder)/ebb-1-r0.apk")
        let (bytes, identity) = (try Files.read(there), try FileStatus(there).identity)
        try desk.write(
            "flow.yaml",
            Self.recipe("flow", word, test: "grep -qx \(word) /usr/share/words/ebb", needing: ["ebb"], for: ["ebb"])
        )
        let outcome = try await desk.build(["flow.yaml", "--test"])
        #expect(outcome.status == 0, "\(outcome.error)")
        #expect(try Self.published(desk) == ["ebb-1-r0.apk", "flow-1-r0.apk"])
        #expect(try Files.read(there) == bytes && FileStatus(there).identity == identity)
        let listed = try await desk.cuttle(["verify", "packages", "-k", desk.bench.publicKey.string])
        #expect(listed.status == 0, "\(listed.error)")
    }

    /// One test fails: nothing is published, and that it failed is known to builds that do not ask.
    @Test func whatFailsKeepsAllFromBeingPublished() async throws {
        let desk = try await Desk()
        let word = "word\(Int.random(in: 0...1 << 40))"
        try desk.write("ebb.yaml", Self.recipe("ebb", word, test: "true"))
        try desk.write("flow.yaml", Self.recipe("flow", word, test: "echo on the way; false"))
        let outcome = try await desk.build(["ebb.yaml", "flow.yaml", "--test", "-j", "1"])
        #expect(outcome.status == 1)
        let message = try #require(outcome.error.firstRange(of: "flow.yaml:"))
        #expect(
            String(outcome.error[message.lowerBound...]) == """
                flow.yaml:17:13: error: test of flow-1-r0: step 1 of 1, "look", failed with exit status 1
                 17 |       runs: |
                    |             ^
                  the end of its log:
                    | on the way
                  failed, of 2 tests: flow-1-r0
                  so nothing is published in packages
                hint: the whole log: logs/flow/tests/flow/01-flow-look.log

                """
        )
        #expect(try Self.published(desk) == [])
        let json = try await desk.build(["ebb.yaml", "flow.yaml", "--test", "--json"])
        #expect(json.status == 1)
        #expect(json.output.contains("\"builds\": []") && json.output.contains("\"result\": \"failed\""), "\(json.output)")
        let plain = try await desk.build(["ebb.yaml", "flow.yaml"])
        #expect(plain.status == 0, "\(plain.error)")
        #expect(
            plain.error.contains(
                """
                warning: flow-1-r0 failed --test when that was last asked for, and is published because it is not asked for now
                  test of flow-1-r0: step 1 of 1, "look", failed with exit status 1
                  the end of its log:
                    | on the way
                hint: give --test, or change the recipe: what is built of other inputs starts afresh

                """
            ),
            "\(plain.error)"
        )
        #expect(!plain.error.contains("warning: ebb"), "\(plain.error)")
        // The package is the same; with another test it passes.
        try desk.write("flow.yaml", Self.recipe("flow", word, test: "true"))
        #expect(try await desk.build(["flow.yaml", "--test"]).status == 0)
        #expect(try await !desk.build(["flow.yaml"]).error.contains("warning"))
    }

    /// What can be known to fail fails before anything is built.
    @Test func whatATestCannotHaveIsSaidFirst() async throws {
        let desk = try await Desk()
        try desk.write("pipelines/ask.yaml", "annotations: {dev.cuttle.network: it asks a server}\npipeline:\n  - runs: 'true'\n")
        let recipe = Self.recipe("asker", "word", test: "true").replacing("    - name: look\n", with: "    - uses: ask\n    - name: look\n")
        try desk.write("asker.yaml", recipe)
        let outcome = try await desk.build(["asker.yaml", "--test", "--pipeline-dirs", "pipelines"])
        #expect(outcome.status == 2)
        #expect(
            outcome.error == """
                asker.yaml:16:13: error: the step "ask" of the test of asker needs the network: it asks a server
                 16 |     - uses: ask
                    |             ^~~
                hint: give it with --allow-network

                """
        )
    }

    /// A message names the repository that was given, not the place beside it.
    @Test func aMissingPackageIsSoughtInTheRepository() async throws {
        let desk = try await Desk()
        try desk.write("ebb.yaml", Self.recipe("ebb", "word", test: "true", for: ["nowhere"]))
        let outcome = try await desk.build(["ebb.yaml", "--test"])
        #expect(outcome.status == 1)
        #expect(outcome.error.contains("\n  for the test environment of ebb; looked in packages, \(desk.bench.seed)\n"), "\(outcome.error)")
        #expect(try Self.published(desk) == [])
    }

    @Test func whatHasNoTestIsPublished() async throws {
        let desk = try await Desk()
        try desk.write(
            "calm.yaml",
            "package: {name: calm, version: \"1\"}\nenvironment: {contents: {packages: [build-base]}}\npipeline: [{runs: 'true'}]\n"
        )
        let outcome = try await desk.build(["calm.yaml", "--test", "--force"])
        #expect(outcome.status == 0)
        #expect(
            Self.timeless(outcome.error).hasSuffix("1 built, nothing to test in 0.0 s; repository packages, logs logs\n"),
            "\(outcome.error)"
        )
        #expect(try Self.published(desk) == ["calm-1-r0.apk"])
    }
}
