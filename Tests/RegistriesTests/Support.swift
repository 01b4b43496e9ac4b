import Cryptography
import Diagnostics
import Files
import JSON
import Synchronization
import SystemPackage
import TestSupport

@testable import Registries
@testable import Transfers

/// What a person reads when something goes wrong; `nothing` when all went well.
func problem(_ body: () async throws -> Void) async -> String {
    do {
        try await body()
        return "nothing\n"
    } catch {
        let renderer = DiagnosticRenderer(colour: false)
        return Diagnostic.all(in: error).map { renderer.render($0) }.joined()
    }
}

/// Waits that were asked for, instead of waiting.
final class Waits: Sendable {
    private let seen = Mutex<[Duration]>([])
    var all: [Duration] { seen.withLock { $0 } }
    func add(_ duration: Duration) { seen.withLock { $0.append(duration) } }
}

/// Settings with nobody's credentials, that wait for nothing.
func settings(attempts: Int = 5, waits: Waits = Waits(), credentials: FilePath? = nil, piece: Int64 = 64 << 20) -> RegistryClient.Settings {
    var settings = RegistryClient.Settings(credentials: CredentialStore { $0 == "REGISTRY_AUTH_FILE" ? credentials?.string : nil })
    settings.patience.attempts = attempts
    settings.patience.timeout = 60
    settings.patience.sleep = { waits.add($0) }
    settings.pieceSize = piece
    return settings
}

/// Pushes the image of a layout.
@discardableResult
func push(_ layout: FilePath, _ references: String..., settings: RegistryClient.Settings) async throws -> ImageUpload.Summary {
    let parsed = try references.map { try ImageReference($0) }
    return try await ImageUpload(OCILayout(layout)).run(to: parsed, settings: settings, parallel: 1) { _ in }
}

/// An image layout for two platforms, made of bytes that say nothing.
struct SampleLayout {
    let path: FilePath
    /// The digest of the index.
    let digest: ContentDigest
    /// Digests of layers and configurations.
    let blobs: [ContentDigest]

    /// - Parameter sizes: the lengths of the layers; each platform has all.
    init(_ path: FilePath, sizes: [Int] = [300_000, 2_500_000], name: String? = "1.0") throws {
        self.path = path
        var blobs: [ContentDigest] = []
        func add(_ bytes: [UInt8], _ type: String) throws -> Descriptor {
            let descriptor = Descriptor(mediaType: type, digest: ContentDigest(of: bytes), size: Int64(bytes.count))
            try Files.makeDirectory(path.appending("blobs/sha256"))
            try Files.writeAtomically(bytes, to: path.appending("blobs/sha256").appending(descriptor.digest.value.hex))
            return descriptor
        }
        func document(_ type: String, _ members: [JSON.Member]) throws -> Descriptor {
            let start = [JSON.Member(key: "schemaVersion", value: .number(2)), JSON.Member(key: "mediaType", value: .string(type))]
            return try add(Array(JSON.object(start + members).text().utf8), type)
        }
        var layers: [Descriptor] = []
        for (index, size) in sizes.enumerated() {
            let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ index) }
            layers.append(try add(bytes, "application/vnd.oci.image.layer.v1.tar"))
        }
        blobs += layers.map(\.digest)
        var entries: [JSON] = []
        for architecture in ["amd64", "arm64"] {
            let config = JSON.object([
                "architecture": .string(architecture), "os": .string("linux"), "config": .object([]),
                "rootfs": .object(["type": .string("layers"), "diff_ids": .strings(layers.map(\.digest.description))]),
            ])
            let descriptor = try add(Array(config.text().utf8), MediaType.config)
            blobs.append(descriptor.digest)
            let manifest = try document(
                MediaType.manifest,
                [.init(key: "config", value: descriptor.document), .init(key: "layers", value: .array(layers.map(\.document)))]
            )
            let platform = JSON.object(["architecture": .string(architecture), "os": .string("linux")])
            entries.append(.object((manifest.document.members ?? []) + [.init(key: "platform", value: platform)]))
        }
        var index = try document(MediaType.index, [.init(key: "manifests", value: .array(entries))])
        digest = index.digest
        self.blobs = blobs
        if let name { index.annotations = [OCILayout.nameKey: name] }
        let top = JSON.object(["schemaVersion": .number(2), "manifests": .array([index.document])])
        try Files.writeAtomically(Array(top.text().utf8), to: path.appending("index.json"))
        try Files.writeAtomically(Array("{\"imageLayoutVersion\":\"1.0.0\"}".utf8), to: path.appending("oci-layout"))
    }
}
