import Cryptography
import Diagnostics
import Files
import JSON
import SystemPackage
import Testing

@testable import Registries

/// What refers to an image (SIGNING.md §4.1), with registries that list it and with those that do not.
@Suite(.timeLimit(.minutes(30))) struct ReferrerTests {
    private static func referrer(_ type: String, to subject: Descriptor, salt: Int64 = 0) throws -> Manifest {
        let empty = Descriptor(mediaType: "application/vnd.oci.empty.v1+json", digest: ContentDigest(of: Array("{}".utf8)), size: 2)
        let document = JSON.object([
            "schemaVersion": .number(2), "mediaType": .string(MediaType.manifest), "artifactType": .string(type),
            "config": empty.document, "layers": .array([empty.document]), "subject": subject.document,
            "annotations": .object(["salt": .string("\(salt)")]),
        ])
        return try Manifest(Array(document.text().utf8), place: "test")
    }

    @Test(arguments: [true, false])
    func areListed(_ isListed: Bool) async throws {
        let registry = try FaultyRegistry(["referrers": .boolean(isListed)])
        let folder = try TemporaryDirectory()
        let layout = try SampleLayout(folder.path.appending("layout"), sizes: [10])
        try await push(layout.path, "\(registry.host)/a:1", settings: settings())
        let client = try RegistryClient(RepositoryName("\(registry.host)/a"), settings: settings())
        let subject = try OCILayout(layout.path).image().descriptor
        #expect(try await client.referrers(of: subject.digest).isEmpty)
        let empty = Descriptor(mediaType: "application/vnd.oci.empty.v1+json", digest: ContentDigest(of: Array("{}".utf8)), size: 2)
        #expect(try await client.push(empty, .bytes(Array("{}".utf8))) == .uploaded)
        let first = try Self.referrer("application/x.signature", to: subject)
        let second = try Self.referrer("application/x.bill", to: subject)
        for manifest in [first, second, first] { try await client.push(manifest) }
        let found = try await client.referrers(of: subject.digest)
        #expect(Set(found.map(\.digest)) == [first.descriptor.digest, second.descriptor.digest])
        #expect(found.count == 2)
        let bills = try await client.referrers(of: subject.digest, artifactType: "application/x.bill")
        #expect(bills.map(\.digest) == [second.descriptor.digest])
        let tag = "sha256-\(subject.digest.value.hex)"
        #expect(RegistryClient.fallbackTag(subject.digest) == tag)
        #expect(try await client.tags() == (isListed ? ["1"] : ["1", tag]))
        if !isListed {
            // What the list says of each is what a registry would say.
            let list = try #require(try await client.manifest(tag))
            #expect(list.isIndex)
            #expect(list.manifests.map(\.artifactType) == ["application/x.signature", "application/x.bill"])
            #expect(list.manifests[0].annotations == ["salt": "0"])
        }
    }

    /// A push that ends at any request leaves nothing that the next does not mend.
    @Test(arguments: [true, false], ["cut", "lost"]) func anInterruptedPushIsFinished(_ isListed: Bool, _ fault: String) async throws {
        let registry = try FaultyRegistry(["referrers": .boolean(isListed)])
        let folder = try TemporaryDirectory()
        let layout = try SampleLayout(folder.path.appending("layout"), sizes: [10])
        let subject = try OCILayout(layout.path).image().descriptor
        let referrer = try Self.referrer("application/x", to: subject)
        try await OCILayout(layout.path).add(referrer, [Array("{}".utf8)])
        try await push(layout.path, "\(registry.host)/whole:1", settings: settings())
        let count = try await registry.seen().requests
        for number in 1...count {
            let name = "\(registry.host)/at-\(number)"
            // It happens, and nothing after it.
            let faults = Dictionary(uniqueKeysWithValues: (number...(count + 1)).map { (String($0), $0 == number ? fault : "cut") })
            try await registry.plan(faults)
            let shown = await problem { try await push(layout.path, "\(name):1", settings: settings(attempts: 1)) }
            #expect(shown != "nothing\n", "request \(number)")
            try await registry.plan()
            try await push(layout.path, "\(name):1", settings: settings())
            let found = try await RegistryClient(RepositoryName(name), settings: settings()).referrers(of: subject.digest)
            #expect(found.map(\.digest) == [referrer.descriptor.digest], "request \(number)")
        }
    }

    @Test func aTagThatIsNoListIsLeftAlone() async throws {
        let registry = try FaultyRegistry()
        let folder = try TemporaryDirectory()
        let layout = try SampleLayout(folder.path.appending("layout"), sizes: [10])
        try await push(layout.path, "\(registry.host)/a:1", settings: settings())
        let client = try RegistryClient(RepositoryName("\(registry.host)/a"), settings: settings())
        let empty = Descriptor(mediaType: "application/vnd.oci.empty.v1+json", digest: ContentDigest(of: Array("{}".utf8)), size: 2)
        _ = try await client.push(empty, .bytes(Array("{}".utf8)))
        let tree = try await ImageUpload(OCILayout(layout.path)).image
        let image = try #require(tree.images.first)
        let tag = RegistryClient.fallbackTag(layout.digest)
        try await client.push(image, tag: tag)
        let shown = await problem { try await client.push(Self.referrer("application/x", to: tree.root.descriptor)) }
        #expect(shown == "error: \(client.name):\(tag) is not a list of referrers, and is left as it is\n")
    }
}
