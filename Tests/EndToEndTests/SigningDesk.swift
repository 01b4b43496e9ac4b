import Cryptography
import Files
import JSON
import SystemPackage
import TestSupport
import Testing

/// Images in a registry of their own, and two keys that sign them.
struct SigningDesk {
    let folder: TemporaryDirectory
    let registry: DockerRegistry
    /// Digests of three images in the repository `team/a`: under the tags 1 and 2, and an index of two under the tag `index`.
    let one: String
    let two: String
    let index: String
    static let repository = "team/a"

    init() async throws {
        folder = try TemporaryDirectory()
        registry = try DockerRegistry(folder.path.appending("registry"))
        var digests: [String] = []
        for (tag, architectures) in [("1", ["amd64"]), ("2", ["amd64"]), ("index", ["amd64", "arm64"])] {
            let layer = folder.path.appending("layer")
            try Files.writeAtomically(Array("the layer of \(tag)".utf8), to: layer)
            let layout = folder.path.appending("layout-\(tag)")
            try HandmadeLayout.write(layout, layers: [layer], architectures: architectures)
            let name = "\(registry.host)/\(Self.repository):\(tag)"
            let pushed = try await Program.run(Program.cuttle.string, ["image", "push", layout.string, name])
            try #require(pushed.status == 0, "\(pushed.error)")
            digests.append(String(pushed.output.split(separator: "@")[1].prefix { $0 != "\n" }))
        }
        (one, two, index) = (digests[0], digests[1], digests[2])
        for name in ["ours", "theirs"] {
            let made = try await cuttle("generate-key-pair", "--output-key-prefix", name)
            try #require(made.status == 0, "\(made.error)")
        }
    }

    func cuttle(_ arguments: String..., password: String? = "a password") async throws -> Outcome {
        try await Program.run(
            Program.cuttle.string,
            ["image"] + arguments,
            in: folder.path,
            environment: password.map { ["COSIGN_PASSWORD": $0] } ?? [:]
        )
    }

    func name(_ tag: String) -> String { "\(registry.host)/\(Self.repository):\(tag)" }

    func tag(_ digest: String, _ suffix: String = "") -> String { digest.replacing(":", with: "-") + suffix }

    /// What a run said, with names for what differs from run to run.
    func shown(_ text: String) -> String {
        var text = text.replacing(registry.host, with: "HOST")
        for (digest, name) in [(one, "ONE"), (two, "TWO"), (index, "INDEX")] {
            text = text.replacing(digest.dropFirst("sha256:".count), with: name)
        }
        return text.replacing(/[0-9a-f]{64}/, with: "HEX").replacing(/[A-Za-z0-9+\/]{43}=/, with: "HINT")
    }

    func sign(_ tag: String = "1", with key: String = "ours") async throws {
        let signed = try await cuttle("sign", "--key", "\(key).key", name(tag))
        try #require(signed.status == 0, "\(signed.error)")
    }

    func verify(_ tag: String = "1", by key: String = "ours") async throws -> Outcome {
        try await cuttle("verify", "--key", "\(key).pub", name(tag))
    }

    func read(_ tag: String) throws -> String { try registry.manifest(Self.repository, tag) }

    func put(_ manifest: String, _ tag: String) throws {
        try registry.put(manifest, Self.repository, tag, in: folder.path)
    }

    /// Takes away what a tag leads to.
    func delete(_ tag: String) throws {
        try registry.delete(Self.repository, "sha256:\(Digest.of(try read(tag)))")
    }

    func layers(_ tag: String) throws -> [JSON] {
        try #require(JSON(parsing: Array(read(tag).utf8))["layers"]?.items)
    }

    static let accepted = "HOST/team/a@sha256:ONE\n  signed by ours.pub\n"
}
