import Files
import Glibc
import Subprocess
import SystemPackage
import Testing

/// A build that is killed at any moment leaves a repository that verifies, and nothing in the way (DESIGN, promise 4).
@Suite struct InterruptionTests {
    @Test(arguments: [SIGKILL, SIGINT])
    func aKilledBuildLeavesNothingHalfDone(_ signal: Int32) async throws {
        let desk = try await Desk()
        try RoadTests.prepare(desk)
        let store = desk.path.appending("store").string
        let common = [
            "--signing-key", desk.bench.key.string, "-k", desk.bench.publicKey.string, "-r", desk.bench.seed.string, "--store", store,
            "--offline",
        ]
        try #require(try await desk.cuttle(["build", "recipes"] + common).status == 0)
        try desk.write(
            "recipes/slow.yaml",
            """
            package:
              name: slow
              version: "1"
            environment:
              contents:
                packages: [build-base]
            pipeline:
              - runs: sleep 60
            """
        )
        let script = """
            "$@" & pid=$!
            while [ ! -e logs/slow/01-slow-sleep-60.log ]; do sleep 0.1; done
            sleep 0.5
            kill -\(signal) $pid
            wait $pid
            """
        let killed = try await Program.run(
            "timeout",
            ["50", "bash", "-c", script, "bash", Program.cuttle.string, "build", "recipes"] + common,
            in: desk.path
        )
        #expect(killed.status == (signal == SIGKILL ? 137 : 1), "\(killed.error)")
        #expect(try desk.packages().count == 4)
        let verified = try await desk.cuttle(["verify", "-k", desk.bench.publicKey.string] + (try RoadTests.files(desk)))
        #expect(verified.status == 0, "\(verified.error)")
        // The sandbox went with its builder; what it left behind goes with the next command.
        try desk.write(
            "recipes/slow.yaml",
            "package:\n  name: slow\n  version: \"1\"\nenvironment:\n  contents:\n    packages: [build-base]\n"
        )
        let again = try await desk.cuttle(["build", "recipes"] + common)
        #expect(again.status == 0, "\(again.error)")
        #expect(try desk.packages().count == 5)
        #expect(try Files.list(FilePath(store).appending("work")).filter { !$0.hasPrefix(".") }.isEmpty)
    }
}
