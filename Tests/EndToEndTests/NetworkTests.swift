import Files
import SystemPackage
import Testing

/// The network is a declaration: refused before any work, given only when asked, and only to the steps that declare it.
@Suite struct NetworkTests {
    private static func recipe(_ pipeline: String, annotation: String? = nil) -> String {
        """
        package:
          name: fetcher
          version: "1"
        \(annotation.map { "  annotations: {dev.cuttle.network: \"\($0)\"}\n" } ?? "")\
        environment:
          contents:
            packages: [build-base]
        pipeline:
        \(pipeline)

        """
    }

    private static func reach(_ port: UInt16) -> String { "bash -c 'exec 3<>/dev/tcp/127.0.0.1/\(port)'" }

    @Test func aDeclaredNeedIsRefusedBeforeAnyWork() async throws {
        let desk = try await Desk()
        try desk.write("fetcher.yaml", Self.recipe("  - name: get it\n    runs: touch done", annotation: "its tests ask a server"))
        let outcome = try await desk.build(["fetcher.yaml"])
        #expect(outcome.status == 2)
        #expect(
            outcome.error == """
                fetcher.yaml:10:11: error: the step "get it" of fetcher needs the network: its tests ask a server
                 10 |     runs: touch done
                    |           ^~~~~~~~~~
                hint: give it with --allow-network; if this recipe can do without, say so in its package: annotations: {dev.cuttle.network: ""}

                """
        )
        #expect(!Files.exists(desk.path.appending("logs/fetcher")))
    }

    @Test func aDeclaredNeedIsMetWhenAllowed() async throws {
        let desk = try await Desk()
        let listener = try IsolationTests.Listener()
        try desk.write("fetcher.yaml", Self.recipe("  - runs: \(Self.reach(listener.port))", annotation: "asks a server"))
        let outcome = try await desk.build(["fetcher.yaml", "--allow-network"])
        #expect(outcome.status == 0, "\(outcome.error)")
    }

    @Test func onlyTheStepsThatDeclareItHaveIt() async throws {
        let desk = try await Desk()
        let listener = try IsolationTests.Listener()
        let reach = Self.reach(listener.port)
        try desk.write(
            "pipelines/download.yaml",
            "annotations: {dev.cuttle.network: it downloads}\npipeline:\n  - runs: \(reach)\n"
        )
        let steps = "  - uses: download\n  - runs: if \(reach) 2>/dev/null; then exit 1; fi"
        try desk.write("fetcher.yaml", Self.recipe(steps))
        let refused = try await desk.build(["fetcher.yaml", "--pipeline-dirs", "pipelines"])
        #expect(refused.status == 2)
        #expect(refused.error.contains("needs the network: it downloads\n"), "\(refused.error)")
        let outcome = try await desk.build(["fetcher.yaml", "--pipeline-dirs", "pipelines", "--allow-network"])
        #expect(outcome.status == 0, "\(outcome.error)")
    }

    /// What a script says of that file does not put it there.
    @Test func stepsWithoutItSeeNothingOfIt() async throws {
        let desk = try await Desk()
        let outcome = try await desk.step("# see /etc/resolv.conf for it\ntest ! -e /etc/resolv.conf")
        #expect(outcome.status == 0, "\(outcome.error)")
    }

    @Test func nothingIsFetchedForARunThatIsRefused() async throws {
        let desk = try await Desk()
        let fetch = "  - uses: fetch\n    with: {uri: 'http://127.0.0.1:9/x', expected-none: 'yes'}\n  - runs: make"
        try desk.write("fetcher.yaml", Self.recipe(fetch, annotation: "asks a server"))
        let outcome = try await desk.build(["fetcher.yaml"])
        #expect(outcome.status == 2)
        #expect(!outcome.error.contains("127.0.0.1"), "\(outcome.error)")
    }

    @Test func aRecipeMaySayThatItNeedsNone() async throws {
        let desk = try await Desk()
        try desk.write("pipelines/download.yaml", "annotations: {dev.cuttle.network: it downloads}\npipeline:\n  - runs: 'true'\n")
        try desk.write("fetcher.yaml", Self.recipe("  - uses: download", annotation: ""))
        let outcome = try await desk.build(["fetcher.yaml", "--pipeline-dirs", "pipelines"])
        #expect(outcome.status == 0, "\(outcome.error)")
    }

    @Test func aDryRunShowsIt() async throws {
        let desk = try await Desk()
        try desk.write("fetcher.yaml", Self.recipe("  - name: get it\n    runs: touch done", annotation: "asks a server"))
        let outcome = try await desk.build(["fetcher.yaml", "--dry-run"])
        #expect(outcome.status == 0, "\(outcome.error)")
        #expect(
            outcome.output == """
                fetcher-1-r0
                  makes    fetcher
                  step     get it   network: asks a server

                """
        )
        #expect(!Files.exists(desk.path.appending("packages")))
    }

    @Test func aBuildEndsWhenItsTimeIsOver() async throws {
        let desk = try await Desk()
        try desk.write(
            "slow.yaml",
            """
            package: {name: slow, version: "1", timeout: 2s}
            environment: {contents: {packages: [build-base]}}
            pipeline: [{runs: sleep 1500}]
            """
        )
        let clock = ContinuousClock()
        let start = clock.now
        let outcome = try await desk.build(["slow.yaml"])
        #expect(outcome.status == 1)
        #expect(outcome.error.contains("error: slow-1-r0 took longer than 2.0 seconds\n"), "\(outcome.error)")
        // Other tests may keep this one waiting, yet not as long as the step would.
        #expect(clock.now - start < .seconds(1200))
    }
}
