import Cryptography
import Files
import ImageConfigurations
import JSON
import Recipes
import SystemPackage
import Testing

@testable import Images

/// Manifests of images on others: what the base says of its layers stays (IMAGE.md §13.3).
@Suite(.timeLimit(.minutes(30))) struct BaseManifestTests {
    let workshop: Workshop
    private var folder: FilePath { workshop.folder.path }

    init() throws { workshop = try Workshop() }

    private func blob(_ layout: FilePath, _ document: JSON?) throws -> (path: FilePath, text: String) {
        let digest = try #require(document?["digest"]?.string)
        let path = layout.appending("blobs/sha256").appending(String(digest.dropFirst("sha256:".count)))
        return (path, String(decoding: try Files.read(path), as: UTF8.self))
    }

    /// The text of the only manifest of a layout.
    private func manifest(_ layout: FilePath) throws -> String {
        var text = String(decoding: try Files.read(layout.appending("index.json")), as: UTF8.self)
        while let entry = try JSON(parsing: Array(text.utf8))["manifests"]?.items?.first { text = try blob(layout, entry).text }
        return text
    }

    /// A base with a manifest that says more than Cuttle's do.
    private func makeBase() throws -> FilePath {
        let base = folder.appending("base")
        try workshop.publish(try workshop.package("p", ["etc": .directory(), "etc/p": .file("p")]))
        try workshop.image("contents: {packages: [p]}\nannotations: {own: b, about: base}\n", order: .path, to: base)
        let before = try manifest(base)
        let after = before.replacing("\"layers\":[{", with: #""layers":[{"annotations":{"z":"1","a":"<"},"x":1,"urls":["u"],"#)
            .replacing("\"config\":{", with: #""config":{"data":"e30=","annotations":{"c":"d"},"#)
        let bytes = Array(after.utf8)
        try Files.writeAtomically(bytes, to: base.appending("blobs/sha256/\(Digest.of(bytes))"))
        let index = String(decoding: try Files.read(base.appending("index.json")), as: UTF8.self)
            .replacing("\(Digest.of(Array(before.utf8)))", with: "\(Digest.of(bytes))")
            .replacing("\"size\":\(before.utf8.count)", with: "\"size\":\(bytes.count)")
        try Files.writeAtomically(Array(index.utf8), to: base.appending("index.json"))
        try Files.makeDirectory(folder.appending("packages/x86_64"))
        try Files.writeAtomically(Array("P:p\nV:1-r0\n\n".utf8), to: folder.appending("packages/x86_64/APKINDEX"))
        return base
    }

    @Test(arguments: LayerOrder.allCases) func layersAreDescribedAsTheyWere(_ order: LayerOrder) throws {
        let base = try makeBase()
        let lower = try JSON(parsing: Array(try manifest(base).utf8))
        let top = try workshop.package("top", ["etc": .directory(), "etc/top": .file("x")])
        var image = try configuration("contents: {baseimage: {image: \(base), apkindex: \(folder)/packages}, packages: [top]}\n")
        image.contents.repositories = ["/r"]
        let architecture = try #require(Architecture("x86_64"))
        let packages = ImagePackages(
            architecture: architecture,
            files: [top],
            base: try ImageBase(of: image, architecture, order: order)
        )
        let output = folder.appending("out")
        _ = try ImageBuilder(store: workshop.store, keyring: [], order: order)
            .build(image, of: [packages], reference: "x", to: output)
        let text = try manifest(output)
        let made = try JSON(parsing: Array(text.utf8))
        let layer = try #require(lower["layers"]?.items?.first)
        let type = "application/vnd.oci.image.layer.v1.tar+gzip"
        let digest = try #require(layer["digest"]?.string)
        let size = try Files.read(base.appending("blobs/sha256").appending(String(digest.dropFirst("sha256:".count)))).count
        let described =
            "\"layers\":[{\"mediaType\":\"\(type)\",\"size\":\(size),\"digest\":\"\(digest)\",\"urls\":[\"u\"],"
            + "\"annotations\":{\"a\":\"\\u003c\",\"z\":\"1\"}},{"
        #expect(text.contains(described), "\(text)")
        #expect(made.members?.map(\.key) == ["schemaVersion", "mediaType", "config", "layers", "annotations"])
        let config = try #require(made["config"])
        let about = try blob(output, config).text
        #expect(try made["layers"]?.items?.count == JSON(parsing: Array(about.utf8))["rootfs"]?["diff_ids"]?.items?.count)
        let annotations = try #require(made["annotations"]?.members)
        let created = "org.opencontainers.image.created"
        switch order {
        case .package:
            #expect(annotations.map(\.key) == [created])
            #expect(config.members?.map(\.key) == ["mediaType", "size", "digest"])
        case .path:
            #expect(annotations.map(\.key) == ["about", created, "own"])
            #expect(annotations.first?.value.string == "base")
            #expect(config.members?.map(\.key) == ["mediaType", "size", "digest", "data", "annotations"])
            #expect(config["annotations"]?["c"]?.string == "d")
            #expect(config["data"]?.string == Base64.encode(Array(about.utf8)))
        }
    }
}
