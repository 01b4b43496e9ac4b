import APK
import Archives
import Cryptography
import Diagnostics
import Files
import ImageConfigurations
import JSON
import Recipes
import Repositories
import Solving
import Store
import SystemPackage
import Testing

@testable import Images

/// Images on others, as apko builds them of its own test data (IMAGE.md §9 B, §13.2).
@Suite(.enabled(if: PeerData.isThere, PeerData.absence), .timeLimit(.minutes(30))) struct ImageBaseTests {
    let folder: TemporaryDirectory
    let store: Store
    private var testdata: FilePath { folder.path.appending("testdata") }
    private var output: FilePath { folder.path.appending("image") }

    init() throws {
        folder = try TemporaryDirectory()
        store = try Store(folder.path.appending("store"))
    }

    private static let text = """
        contents:
          baseimage: {image: base_image, apkindex: base_image/metadata}
          keyring: [melange.rsa.pub]
          repositories: [./testdata/packages]
          packages: [replayout]
        archs: [x86_64, aarch64]

        """

    private func packages(_ text: String, _ order: LayerOrder, policy: SolvingPolicy = .apk) throws -> [ImagePackages] {
        var image = try configuration(text)
        let architectures = try ["x86_64", "aarch64"].map { try #require(Architecture($0)) }
        let bases = try ImageBase.all(of: image, architectures, includePaths: [PeerData.folder], order: order)
        image.contents.repositories = [PeerData.folder.appending("packages").string]
        let key = try PublicKey(PeerData.folder.appending("melange.rsa.pub"))
        let resolver = ImageResolver(store: store, keyring: Keyring([key]), isOffline: true, policy: policy, bases: bases)
        return try resolver.resolveImage(image, architectures, warn: { _ in }).map { resolution in
            try ImagePackages(resolution, base: bases[resolution.architecture])
        }
    }

    private func build(_ text: String, _ order: LayerOrder, policy: SolvingPolicy = .apk) throws -> ImageBuilder.Result {
        let key = try PublicKey(PeerData.folder.appending("melange.rsa.pub"))
        let builder = ImageBuilder(store: store, keyring: [key], order: order)
        return try builder.build(configuration(text), of: packages(text, order, policy: policy), reference: "x", to: output)
    }

    private func document(_ layout: FilePath, _ digest: String) throws -> [UInt8] {
        try Files.read(layout.appending("blobs/sha256").appending(String(digest.dropFirst("sha256:".count))))
    }

    /// The configuration documents of a layout by architecture, and the media types and digests of lower layers.
    private func images(_ layout: FilePath) throws -> [(config: String, layers: [String])] {
        let index = try JSON(parsing: Files.read(layout.appending("index.json")))
        return try (index["manifests"]?.items ?? []).compactMap { entry in
            let digest = try #require(entry["digest"]?.string)
            guard let manifest = try? JSON(parsing: document(layout, digest)) else { return nil }
            let config = try #require(manifest["config"]?["digest"]?.string)
            let layers = (manifest["layers"]?.items ?? []).compactMap { $0["digest"]?.string }
            return (String(decoding: try document(layout, config), as: UTF8.self), layers)
        }
    }

    @Test(arguments: [SolvingPolicy.apk, .apko])
    func theImageIsThatOfApko(_ policy: SolvingPolicy) throws {
        // apko keeps the paths as they are written, so what it was given is written here.
        let text = Self.text.replacing("image: base_image,", with: "image: ./testdata/base_image/,")
            .replacing("apkindex: base_image/metadata", with: "apkindex: ./testdata/base_image/metadata/")
            .replacing("[melange.rsa.pub]", with: "[./testdata/melange.rsa.pub]")
        let own = try packages(Self.text, .path, policy: policy)
        #expect(own.map { $0.infos.map(\.name) } == [["replayout"], ["replayout"]])
        let key = try PublicKey(PeerData.folder.appending("melange.rsa.pub"))
        let builder = ImageBuilder(store: store, keyring: [key], order: .path)
        _ = try builder.build(configuration(text), of: own, reference: "x", to: output)
        let made = try images(output)
        let golden = try images(PeerData.folder.appending("top_image"))
        // What is beside this project has not every document of the golden image.
        try #require(!golden.isEmpty && made.count == 2)
        for image in golden {
            #expect(made.contains { $0.config == image.config && $0.layers.first == image.layers.first }, "\(image.config)\n\(made)")
        }
    }

    @Test func otherwiseTheEnvironmentOfTheBaseIsKept() throws {
        _ = try build(Self.text, .package)
        let index = try JSON(parsing: Files.read(output.appending("index.json")))
        let top = try JSON(parsing: document(output, try #require(index["manifests"]?.items?.first?["digest"]?.string)))
        let manifest = try JSON(parsing: document(output, try #require(top["manifests"]?.items?.first?["digest"]?.string)))
        let config = try JSON(parsing: document(output, try #require(manifest["config"]?["digest"]?.string)))
        #expect(config["config"]?["Env"]?.items?.first?.string == "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin")
        #expect(config["config"]?["Entrypoint"]?.items?.count == 2)
        #expect(config["rootfs"]?["diff_ids"]?.items?.count == manifest["layers"]?.items?.count)
        #expect(config["history"]?.items?.count == 2)
    }

    @Test(arguments: [
        ("image: base_image,", "image: none,", "there is no folder \"none\", the image of the base image"),
        ("apkindex: base_image/metadata", "apkindex: none", "there is no folder \"none\", the apkindex of the base image"),
        ("apkindex: base_image/metadata", "apkindex: packages", "with the packages of the base image for x86_64"),
        ("image: base_image,", "image: packages,", "is not a whole image layout"),
        ("archs:", "layering: {strategy: origin, budget: 2}\narchs:", "on a base image, \"layering\" cannot be given"),
        ("[replayout]", "[pretend-baselayout=2-r0]", "pretend-baselayout"),
    ])
    func whatCannotBeBuiltIsExplained(_ part: String, _ other: String, _ message: String) {
        let shown = problem { _ = try build(Self.text.replacing(part, with: other), .package) }
        #expect(shown.contains(message), "\(shown)")
    }
}
