import Diagnostics
import Files
import JSON
import SystemPackage
import Testing

@testable import Registries

/// Documents of strangers.
@Suite struct ManifestTests {
    private static let zeros = "sha256:" + String(repeating: "0", count: 64)
    private static let item = #"{"mediaType":"x","digest":"\#(zeros)","size":1}"#

    @Test(arguments: [
        ("", "is not JSON: the text ends where a value should be"),
        ("[]", "is not an object"),
        ("{}", "has no config"),
        (#"{"manifests":[],"layers":[]}"#, "is both a manifest and an index"),
        (#"{"manifests":{}}"#, "has no list of manifests"),
        (#"{"config":\#(item)}"#, "has no list of layers"),
        (#"{"manifests":[{}]}"#, "has a descriptor without mediaType, digest or size"),
        (
            #"{"manifests":[{"mediaType":"x","digest":"sha256:../../etc/passwd","size":1}]}"#,
            #"names content by "sha256:../../etc/passwd", which is not a SHA-256 or SHA-512"#
        ),
        (#"{"manifests":[{"mediaType":"x","digest":"\#(zeros)","size":-1}]}"#, "says that \(zeros) has -1 bytes"),
        (#"{"manifests":[{"mediaType":"x","digest":"\#(zeros)","size":68719476737}]}"#, "says that \(zeros) has 68719476737 bytes"),
        (
            #"{"mediaType":"application/vnd.oci.image.manifest.v1+json","manifests":[]}"#,
            #"is of the type "application/vnd.oci.image.manifest.v1+json", and does not look like it, or it is none that Cuttle knows"#
        ),
        (
            #"{"mediaType":"text/plain","config":\#(item),"layers":[]}"#,
            #"is of the type "text/plain", and does not look like it, or it is none that Cuttle knows"#
        ),
        (#"{"config":\#(item),"layers":[],"subject":{}}"#, "has a descriptor without mediaType, digest or size"),
    ])
    func areRefused(_ text: String, _ reason: String) async {
        #expect(await problem { _ = try Manifest(Array(text.utf8), place: "it") } == "error: it \(reason)\n")
    }

    @Test func haveBounds() async {
        let long = [UInt8](repeating: 0x20, count: Manifest.largest + 1)
        #expect(await problem { _ = try Manifest(long, place: "it") } == "error: it is longer than 4194304 bytes\n")
        let many = #"{"manifests":["# + repeatElement(Self.item, count: 10_001).joined(separator: ",") + "]}"
        #expect(await problem { _ = try Manifest(Array(many.utf8), place: "it") } == "error: it names more than 10000 manifests\n")
    }

    private static func index(over children: [Manifest]) throws -> Manifest {
        let document = JSON.object(["schemaVersion": .number(2), "manifests": .array(children.map(\.descriptor.document))])
        return try Manifest(Array(document.text().utf8), place: "test")
    }

    @Test func treesHaveBounds() async throws {
        var chain = [try Manifest(Array(#"{"config":\#(Self.item),"layers":[]}"#.utf8), place: "test")]
        for _ in 0..<5 { chain.append(try Self.index(over: [chain[chain.count - 1]])) }
        let all = chain
        func tree(_ root: Manifest) async throws -> ImageTree {
            try await ImageTree(root) { child in try #require(all.first { $0.descriptor.digest == child.digest }) }
        }
        #expect(try await tree(chain[3]).manifests.count == 4)
        #expect(await problem { _ = try await tree(chain[4]) } == "error: the image has indexes within indexes within indexes\n")
    }

    /// What is named stands before all that names it, however often it is named.
    @Test func sharedPartsComeFirst() async throws {
        let leaf = try Manifest(Array(#"{"config":\#(Self.item),"layers":[]}"#.utf8), place: "test")
        let inner = try Self.index(over: [leaf])
        let root = try Self.index(over: [inner, leaf])
        let other = try Self.index(over: [leaf, inner])
        for top in [root, other] {
            let tree = try await ImageTree(top) { child in child.digest == leaf.descriptor.digest ? leaf : inner }
            #expect(tree.manifests.map(\.descriptor.digest) == [leaf, inner, top].map(\.descriptor.digest))
            #expect(tree.blobs.count == 1)
        }
    }

    @Test func sizesMustAgree() async throws {
        let other = Self.item.replacing(#""size":1"#, with: #""size":2"#)
        let manifest = try Manifest(Array(#"{"config":\#(Self.item),"layers":[\#(other)]}"#.utf8), place: "test")
        let shown = await problem { _ = try await ImageTree(manifest) { _ in manifest } }
        #expect(shown == "error: \(Self.zeros) is said to have 1 and 2 bytes\n")
    }

    /// Which image of a layout is meant.
    @Test func layoutsNameTheirImages() async throws {
        let folder = try TemporaryDirectory()
        let sample = try SampleLayout(folder.path.appending("layout"), sizes: [1], name: "1.0")
        let place = sample.path.appending("index.json")
        func image(_ name: String? = nil) async throws -> String {
            try OCILayout(sample.path).image(named: name).descriptor.digest.description
        }
        #expect(try await image() == sample.digest.description)
        #expect(try await image("1.0") == sample.digest.description)
        #expect(
            await problem { _ = try await image("1.9") } == "error: \(sample.path) has no image called 1.9\nhint: did you mean \"1.0\"?\n"
        )
        // As apko writes it: the index itself, its entries with a platform and without a name.
        let index = try OCILayout(sample.path).image()
        try Files.writeAtomically(index.bytes, to: place)
        #expect(try await image() == sample.digest.description)
        // Two images.
        let entry = JSON.object((index.descriptor.document.members ?? []) + [])
        func named(_ name: String) -> JSON {
            .object((entry.members ?? []) + [.init(key: "annotations", value: .object([OCILayout.nameKey: .string(name)]))])
        }
        let two = JSON.object(["schemaVersion": .number(2), "manifests": .array([named("a"), named("b")])])
        try Files.writeAtomically(Array(two.text().utf8), to: place)
        #expect(
            await problem { _ = try await image() }
                == "error: \(sample.path) holds several images: a, b\nhint: say which one with --name\n"
        )
        #expect(try await image("b") == sample.digest.description)
        try Files.removeFile(place)
        #expect(await problem { _ = try await image() } == "error: \(sample.path) is not a whole image layout: it has no file index.json\n")
        #expect(await problem { _ = try OCILayout("/none") } == "error: there is no image layout /none\n")
    }
}
