import Files
import SystemPackage
import TestSupport
import Testing

/// What the image verbs say of images that are not there: the same, and with exit status 2, since 1 is an answer of `diff` and `verify`.
@Suite(.timeLimit(.minutes(30)), .enabled(if: DockerRegistry.isThere, "docker-registry is not installed"))
struct MissingImageTests {
    let folder: TemporaryDirectory
    let registry: DockerRegistry

    init() async throws {
        folder = try TemporaryDirectory()
        registry = try DockerRegistry(folder.path.appending("registry"))
        try Files.writeAtomically([], to: folder.path.appending("empty"))
        let made = try await cuttle(["generate-key-pair"])
        try #require(made.status == 0, "\(made.error)")
    }

    private func cuttle(_ arguments: [String]) async throws -> Outcome {
        let environment = ["COSIGN_PASSWORD": "x"]
        return try await Program.run(Program.cuttle.string, ["image"] + arguments, in: folder.path, environment: environment)
    }

    private func commands(_ image: String) -> [[String]] {
        [
            ["diff", image, "./other"], ["sign", "--key", "cosign.key", image], ["verify", "--key", "cosign.pub", image],
            ["attest", "--key", "cosign.key", "--predicate", "cosign.pub", "--type", "spdx", image],
        ]
    }

    @Test func inARegistry() async throws {
        for command in commands("\(registry.host)/a:1") + [["pull", "\(registry.host)/a:1", "layout"]] {
            let outcome = try await cuttle(command)
            #expect(outcome.status == 2)
            #expect(
                outcome.error == """
                    error: there is no image \(registry.host)/a:1
                    hint: cuttle image tags \(registry.host)/a lists what there is

                    """
            )
        }
        let tags = try await cuttle(["tags", "\(registry.host)/a"])
        #expect(tags.status == 2)
        #expect(tags.output.isEmpty)
        #expect(
            tags.error == "error: there is no repository \(registry.host)/a\nhint: it is made when an image is pushed to it\n"
        )
    }

    /// Who names a registry is not answered by what lies here.
    @Test func aFolderStandsInForNoRegistry() async throws {
        let name = "\(registry.host)/a:1"
        try Files.writeAtomically([], to: folder.path.appending("layer"))
        try HandmadeLayout.write(folder.path.appending(name), layers: [folder.path.appending("layer")])
        for command in commands(name) {
            let outcome = try await cuttle(command)
            #expect(outcome.status == 2)
            #expect(
                outcome.error == """
                    error: there is no image \(name)
                    hint: cuttle image tags \(registry.host)/a lists what there is
                    hint: if \(name) here is meant, write ./\(name)

                    """
            )
        }
    }

    @Test(arguments: ["./none", "/none/at/all", "none.oci.tar"]) func inAFolderOrArchive(_ image: String) async throws {
        for command in commands(image) {
            let outcome = try await cuttle(command)
            #expect(outcome.status == 2)
            #expect(
                outcome.error == """
                    error: there is no image \(image)
                    hint: give a layout's folder, an archive, or a reference to a registry

                    """
            )
        }
    }

    @Test func whatIsNoLayout() async throws {
        try Files.makeDirectory(folder.path.appending("folder"))
        for command in commands("folder") + [["push", "folder", "\(registry.host)/a:1"]] {
            let outcome = try await cuttle(command)
            #expect(outcome.status == 2)
            #expect(outcome.error == "error: folder is not a whole image layout: it has no file oci-layout\n")
        }
    }
}
