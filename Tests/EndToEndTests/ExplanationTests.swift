import Files
import SystemPackage
import Testing

/// What a build says of the packages it made: why they need what they need, and what changed.
@Suite struct ExplanationTests {
    /// The recipe in a version, with what its only step does.
    private static func write(_ version: String, _ script: String, to desk: Desk) throws {
        try desk.write(
            "slate.yaml",
            """
            package:
              name: slate
              version: "\(version)"
              dependencies:
                runtime: [chalk]
            environment:
              contents:
                packages: [build-base]
            pipeline:
              - runs: \(script)
            """
        )
    }

    private static let first =
        "D=${{targets.destdir}}/usr/bin; mkdir -p $D; printf '#!/bin/bash\\n' > $D/slate; chmod 755 $D/slate; echo > $D/old"
    private static let second = "D=${{targets.destdir}}/usr/bin; mkdir -p $D; echo x > $D/slate; chmod 775 $D/slate; echo > $D/new"

    @Test func changesSinceTheLastOnesAreShown() async throws {
        let desk = try await Desk()
        try Self.write("1", Self.first, to: desk)
        let built = try await desk.build(["slate.yaml"])
        try #require(built.status == 0, "\(built.error)")
        #expect(!built.error.contains("→"))
        try Self.write("2", Self.second, to: desk)
        let changed = try await desk.build(["slate.yaml", "--json"])
        try #require(changed.status == 0, "\(changed.error)")
        #expect(
            changed.error.contains(
                """
                slate 1-r0 → 2-r0
                  - needs cmd:bash
                  + usr/bin/new
                  - usr/bin/old
                  ~ usr/bin/slate: mode 755 → 775
                  ~ 1 file has other content

                """.dropLast()
            ),
            "\(changed.error)"
        )
        #expect(changed.output.contains("\"changes\": ["))
        #expect(changed.output.contains("\"removed\": [\n              \"cmd:bash\"\n"))
        // What is published already changes nothing.
        let again = try await desk.build(["slate.yaml"])
        #expect(!again.error.contains("→"))
    }

    @Test func anEarlierPackageThatIsDamagedIsNoReasonNotToPublish() async throws {
        let desk = try await Desk()
        try Self.write("1", Self.first, to: desk)
        try #require(try await desk.build(["slate.yaml"]).status == 0)
        let name = try #require(try Files.walk(desk.path.appending("packages")).first { $0.name == "slate-1-r0.apk" }?.path)
        try desk.write("packages/\(name)", "rubbish")
        try Self.write("2", Self.second, to: desk)
        let built = try await desk.build(["slate.yaml"])
        #expect(built.status == 0, "\(built.error)")
        #expect(built.error.contains("so what changed since cannot be told"))
        #expect(try desk.packages().contains("slate-2-r0.apk"))
    }

    @Test func dependenciesAreExplainedOfNewAndStoredResults() async throws {
        let desk = try await Desk()
        try Self.write("3", Self.first, to: desk)
        let expected = """
            slate 3-r0
              needs
                chalk
                  the recipe declares it
                cmd:bash
                  usr/bin/slate is a script that it runs
              offers
                cmd:slate=3-r0
                  usr/bin/slate is executable, in a folder of commands

            """
        for _ in 0..<2 {
            let built = try await desk.build(["slate.yaml", "--explain"])
            #expect(built.status == 0, "\(built.error)")
            #expect(built.output == expected)
        }
        let json = try await desk.build(["slate.yaml", "--explain", "--json"])
        #expect(json.output.contains("\"rule\": \"shebang\""))
    }
}
