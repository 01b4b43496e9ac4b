import Files
import SystemPackage
import Testing

/// `cuttle build --dry-run`: what would be built, and what would not.
@Suite struct DryRunTests {
    private static func recipe(_ name: String, _ packages: String) -> String {
        "package: {name: \(name), version: '1'}\nenvironment: {contents: {packages: [\(packages)]}}\npipeline: [{runs: 'true'}]\n"
    }

    private func dryRun(_ desk: Desk, _ arguments: [String]) async throws -> Outcome {
        let bench = desk.bench
        return try await desk.cuttle(
            ["build", "--dry-run", "-k", bench.publicKey.string, "-r", bench.seed.string, "--store", bench.store.string] + arguments
        )
    }

    @Test func needsNoKey() async throws {
        let desk = try await Desk()
        try desk.write("good.yaml", Self.recipe("good", "build-base"))
        let outcome = try await dryRun(desk, ["good.yaml"])
        #expect(outcome.status == 0, "\(outcome.error)")
        #expect(outcome.output == "good-1-r0\n  makes    good\n  step     true\n")
        #expect(!Files.exists(desk.path.appending("packages")))
        #expect(!Files.exists(desk.path.appending("melange.rsa")))
    }

    @Test func tellsWhatWillNotBuild() async throws {
        let desk = try await Desk()
        try desk.write("good.yaml", Self.recipe("good", "build-base"))
        try desk.write("later.yaml", Self.recipe("later", "good"))
        try desk.write("bad.yaml", Self.recipe("bad", "no-such-package"))
        let outcome = try await dryRun(desk, ["good.yaml", "later.yaml", "bad.yaml"])
        #expect(outcome.status == 1)
        for title in ["good-1-r0\n", "later-1-r0\n  after    good\n", "bad-1-r0\n"] {
            #expect(outcome.output.contains(title), "\(outcome.output)")
        }
        #expect(outcome.error.contains("bad.yaml:2:"), "\(outcome.error)")
        #expect(outcome.error.contains("no-such-package"), "\(outcome.error)")
        #expect(!outcome.error.contains("good.yaml") && !outcome.error.contains("later.yaml"), "\(outcome.error)")
        let json = try await dryRun(desk, ["bad.yaml", "--json"])
        #expect(json.status == 1)
        #expect(json.output.contains("\"problems\": [\n    {\n      \"severity\": \"error\""), "\(json.output)")
    }
}
