import APK
import Cryptography
import Diagnostics
import Files
import ImageConfigurations
import Recipes
import Repositories
import SystemPackage
import Testing

@testable import Images

/// Choosing packages for several architectures (IMAGE.md §8, SOLVER.md §7).
@Suite(.timeLimit(.minutes(30))) struct ImageResolverTests {
    let workshop: Workshop
    let architectures: [Architecture]

    init() throws {
        workshop = try Workshop()
        architectures = try ["x86_64", "aarch64"].map { try #require(Architecture($0)) }
    }

    private func publish(_ name: String, _ architecture: String, _ version: String, provides: [String] = []) throws {
        try workshop.publish(
            try workshop.package(name, ["bin": .directory(), "bin/\(name)": .file(architecture)], architecture: architecture) {
                $0.version = version
                $0.provides = provides
            }
        )
    }

    private func together(_ packages: String) throws -> [[String]] {
        var image = try configuration("contents:\n  packages: [\(packages)]\n")
        image.contents.repositories = [workshop.repository.string]
        let resolver = ImageResolver(store: workshop.store, keyring: Keyring([try Workshop.key.get().publicKey()]), isOffline: false)
        let resolutions = try resolver.resolveTogether(image, architectures) { Issue.record("\($0.message)") }
        return resolutions.map { $0.choices.map { "\($0.record.name)-\($0.record.version)" } }
    }

    @Test func whatNotAllHaveIsLeftOut() throws {
        try publish("cup", "x86_64", "1-r0")
        try publish("cup", "x86_64", "2-r0")
        try publish("cup", "aarch64", "1-r0")
        #expect(try together("cup") == [["cup-1-r0"], ["cup-1-r0"]])
    }

    @Test func nothingInCommonIsExplained() throws {
        try publish("cup", "x86_64", "2-r0")
        try publish("cup", "aarch64", "1-r0")
        let message = problem { _ = try together("cup") }
        #expect(message.contains("for x86_64; looked in "), "\(message)")
        #expect(
            message.contains("1 of the packages for x86_64 are in no other version for all of x86_64, aarch64, and left out"),
            "\(message)"
        )
    }

    /// The name that is asked for may come from different packages, unless they are the same everywhere.
    @Test func whatProvidesANameMustBeTheSame() throws {
        try publish("plate", "x86_64", "1-r0", provides: ["dish=1"])
        try publish("plate", "aarch64", "1-r0", provides: ["dish=1"])
        #expect(try together("dish") == [["plate-1-r0"], ["plate-1-r0"]])
    }

    @Test func aFolderWithoutTheArchitectureIsLeftOut() throws {
        try publish("cup", "x86_64", "1-r0")
        var image = try configuration("contents:\n  packages: [cup]\n")
        image.contents.repositories = [workshop.repository.string, workshop.folder.path.appending("none").string]
        let resolver = ImageResolver(store: workshop.store, keyring: Keyring([try Workshop.key.get().publicKey()]), isOffline: false)
        var warnings: [String] = []
        let resolutions = try resolver.resolve(image, [architectures[0]]) { warnings.append($0.message) }
        #expect(resolutions.first?.choices.map(\.record.name) == ["cup"])
        #expect(warnings.count == 1)
        #expect(problem { _ = try resolver.resolve(image, [architectures[1]]) { _ in } }.contains("there is no repository"))
    }

    @Test(arguments: [
        ("https://user:secret@example.org/r.git", "https://example.org/r.git"), ("https://example.org/r", "https://example.org/r"),
        ("git@example.org:a/r.git", "git+ssh://example.org/a/r.git"), ("ssh://git@example.org/r", "ssh://example.org/r"),
        ("/srv/r", "/srv/r"), ("../r:x", "../r:x"),
    ])
    func addressesOfRepositoriesAreWithoutUsers(_ remote: String, _ address: String) {
        #expect(ImageOrigin.normalized(remote) == address)
    }

    /// git itself makes the repository; a folder above the working directory is not looked at.
    @Test func whereAConfigurationComesFromIsFound() async throws {
        guard Shell.has("git") else { return }
        let folder = try TemporaryDirectory(in: Files.absolute("."))
        let commands = [
            "git init -q .", "git config user.email a@example.org", "git config user.name a", "git commit -q --allow-empty -m x",
            "git remote add origin https://user:secret@example.org/r.git", "git rev-parse HEAD",
        ]
        let commit = Shell.lines("cd '\(folder.path)' && \(commands.joined(separator: " && "))").last ?? ""
        try Files.makeDirectory(folder.path.appending("a/b"))
        try Files.writeAtomically([], to: folder.path.appending("a/b/image.yaml"))
        #expect(await ImageOrigin.address(of: folder.path.appending("a/b/image.yaml")) == "https://example.org/r.git@\(commit)")
        let outside = try TemporaryDirectory()
        try Files.writeAtomically([], to: outside.path.appending("image.yaml"))
        #expect(await ImageOrigin.address(of: outside.path.appending("image.yaml")) == nil)
        #expect(await ImageOrigin.address(of: outside.path.appending("none.yaml")) == nil)
    }

    @Test func theGraphShowsWhyPackagesAreThere() throws {
        try workshop.publish(
            try workshop.package("cup", ["a": .directory()]) {
                $0.dependencies = ["so:clay.so=1", "!stone"]; $0.description = "A \"cup\""
            },
            try workshop.package("clay", ["b": .directory()]) { $0.provides = ["so:clay.so=1", "cmd:clay=1"] }
        )
        var image = try configuration("contents:\n  packages: [cup=1-r0]\n")
        image.contents.repositories = [workshop.repository.string]
        let resolver = ImageResolver(store: workshop.store, keyring: Keyring([try Workshop.key.get().publicKey()]), isOffline: false)
        let choices = try resolver.resolve(image, [architectures[0]]) { _ in }.flatMap(\.choices)
        let graph = DependencyGraph(
            configuration: "i.yaml",
            world: ["cup=1-r0"],
            packages: choices.map(\.record),
            failure: nil,
            isTree: false
        )
        #expect(
            graph.text == """
                digraph images {
                    rankdir=LR;
                    "i.yaml";
                    "cup=1-r0";
                    "cup" [label="cup-1-r0", tooltip="A \\"cup\\""];
                    "clay" [label="clay-1-r0"];
                    "so:clay.so" [shape="rect"];
                    "i.yaml" -> "cup=1-r0";
                    "cup=1-r0" -> "cup";
                    "cup" -> "so:clay.so";
                    "so:clay.so" -> "clay";
                }

                """
        )
        let failure = Diagnostic(.unsupported, "no choice", notes: ["because\nof this"])
        let wrong = DependencyGraph(configuration: "i.yaml", world: ["cup"], packages: [], failure: failure, isTree: true)
        #expect(
            wrong.text.hasSuffix("    \"error\" -> \"no choice\";\n    \"no choice\" -> \"because\";\n    \"because\" -> \"of this\";\n}\n")
        )
    }
}
