import Files
import JSON
import SystemPackage
import TestSupport
import Testing

/// What `publish` takes beside what tests of registries ask of it.
extension ImageFlagTests {
    private func publish(_ registry: DockerRegistry, _ name: String, _ options: [String] = []) async throws -> JSON {
        let arguments = ["publish", "image.yaml", "\(registry.host)/\(name)", "--arch", "amd64", "--json"]
        let published = try await image(arguments + options)
        try #require(published.status == 0, "\(published.error)")
        return try JSON(parsing: Array(published.output.utf8))
    }

    private static let absence: Comment = "docker-registry or curl is not installed"

    /// The image is the one that `build` makes with the same flags.
    @Test(
        .enabled(if: DockerRegistry.isThere && Shell.has("curl"), absence),
        arguments: [
            ["--annotations", "e:f,a:g"], ["--build-date", "2025-01-31T12:00:00+02:00"], ["-p", "q"], ["-r", "./r"], ["-b", "./r"],
            ["--vcs=false"], ["--solver", "apko"], ["--offline"], ["--sbom=false", "--sbom-formats", "spdx"], ["--format", "tar"],
            ["--lockfile", "image.lock.json"], ["--include-paths", "r"], ["--workdir", "."], ["--max-apk-data-size", "100000"],
        ]
    )
    func publishTakesWhatBuildTakes(_ options: [String]) async throws {
        let locked = try await image(["lock", "image.yaml", "--arch", "amd64"])
        try #require(locked.status == 0, "\(locked.error)")
        let registry = try DockerRegistry(folder.path.appending("registry"))
        let digest = try #require(try await publish(registry, "a:1", options)["digest"]?.string)
        let index = try JSON(parsing: Array(registry.manifest("a", digest).utf8))
        let built = try await image(["build", "image.yaml", "a:1", "out", "--arch", "amd64", "--json"] + options)
        try #require(built.status == 0, "\(built.error)")
        let expected = try #require(JSON(parsing: Array(built.output.utf8))["digest"]?.string)
        #expect(index["manifests"]?.items?.map { $0["digest"]?.string } == [expected])
    }

    @Test(.enabled(if: DockerRegistry.isThere && Shell.has("curl"), absence))
    func layersAreTakenOverFromAnotherRepository() async throws {
        let registry = try DockerRegistry(folder.path.appending("registry"))
        func count(_ document: JSON, _ key: String) -> JSON? { document[key]?["count"] }
        let first = try await publish(registry, "base:1")
        #expect(count(first, "sent") == .number(2))
        #expect(first["tags"]?.items?.map(\.string) == ["\(registry.host)/base:1"])
        let second = try await publish(registry, "other:1", ["--mount-from", "\(registry.host)/base"])
        #expect(count(second, "mounted") == .number(2))
        #expect(count(second, "sent") == .number(0))
        let third = try await publish(registry, "other:2")
        #expect(count(third, "present") == .number(2))
        // Before anything is built: the configuration is not even looked for.
        let wrong = try await image(["publish", "none.yaml", "\(registry.host)/a:1", "--mount-from", "ghcr.io/base"])
        #expect(wrong.status == 2)
        #expect(wrong.error.hasPrefix("error: --mount-from ghcr.io/base is in another registry than the image: "), "\(wrong.error)")
    }

    /// Builds that are killed leave the layout as it was, and what they leave beside it goes with the next.
    @Test func killedBuildsLeaveNothingBehind() async throws {
        let arguments = ["image", "build", "image.yaml", "x:1", "out", "--arch", "amd64", "--store", "store", "--ignore-signatures"]
        let measured = try await Interruptions.measure { try await Program.run(Program.cuttle.string, arguments, in: folder.path) }
        try #require(measured.outcome.status == 0, "\(measured.outcome.error)")
        let interruptions = Interruptions(duration: measured.seconds)
        var killed = 0
        for moment in interruptions.moments {
            // Another image each time, so that there is work to do.
            let options = ["--annotations", "moment:\(moment.number)"]
            if try await interruptions.kill(arguments + options, in: folder.path, at: moment) { killed += 1 }
            let whole = try await Program.run(Program.cuttle.string, ["image", "diff", "out", "out"], in: folder.path)
            #expect(whole.status == 0, "\(moment): \(whole.error)")
            let (again, seconds) = try await Interruptions.measure {
                try await Program.run(Program.cuttle.string, arguments + options, in: folder.path)
            }
            #expect(again.status == 0, "\(moment): \(again.error)")
            interruptions.learn(seconds)
            #expect(try Files.list(folder.path).filter { $0.hasPrefix(".cuttle-image-") } == [], "\(moment)")
        }
        #expect(killed > 0)
    }
}
