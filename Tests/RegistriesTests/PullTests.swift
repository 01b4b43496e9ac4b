import Cryptography
import Diagnostics
import Files
import JSON
import SystemPackage
import Testing
import Transfers

@testable import Registries

/// Pulling from a registry that fails, or lies.
@Suite(.timeLimit(.minutes(30))) struct PullTests {
    let registry: FaultyRegistry
    let folder: TemporaryDirectory
    let layout: SampleLayout
    var target: FilePath { folder.path.appending("target") }

    init() async throws {
        registry = try FaultyRegistry()
        folder = try TemporaryDirectory()
        layout = try SampleLayout(folder.path.appending("layout"))
        try await push(layout.path, "\(registry.host)/a:1", "\(registry.host)/a:2", settings: settings())
        try await registry.plan()
    }

    @discardableResult
    private func pull(_ name: String = "a:1", attempts: Int = 5) async throws -> ImageTree {
        let reference = try ImageReference("\(registry.host)/\(name)")
        return try await ImageDownload(into: target).run(reference, settings: settings(attempts: attempts), parallel: 1) { _ in }
    }

    private func expectSame() throws {
        for digest in layout.blobs + [layout.digest] {
            #expect(try Digest.ofFile(OCILayout(target).path(of: digest)) == digest.value)
        }
        #expect(try OCILayout(target).image().descriptor.digest == layout.digest)
        #expect(!Files.exists(target.appending(".partial")))
    }

    @Test(arguments: ["a:1", "a@"])
    func givesTheImage(_ name: String) async throws {
        #expect(try await pull(name == "a@" ? "a@\(layout.digest)" : name).root.descriptor.digest == layout.digest)
        try expectSame()
    }

    @Test func whatIsThereIsNotFetched() async throws {
        try await pull()
        try await registry.plan()
        try await pull("a:2")
        #expect(try await registry.seen().log.filter { $0.contains("/blobs/") }.isEmpty)
        let names = try OCILayout(target).index.manifests.map { $0.annotations[OCILayout.nameKey] }
        #expect(names == ["1", "2"])
        // A layer that was changed is fetched anew.
        let place = try OCILayout(target).path(of: layout.blobs[1])
        try Files.writeAtomically([UInt8](repeating: 0, count: 2_500_000), to: place)
        try await pull("a:2")
        #expect(try Digest.ofFile(place) == layout.blobs[1].value)
        #expect(try OCILayout(target).index.manifests.count == 2)
    }

    @Test(arguments: ["cut", "lost", "503", "body:100000"])
    func oneFailureAnywhereDoesNotMatter(_ fault: String) async throws {
        try await pull()
        let count = try await registry.seen().requests
        #expect(count == 7)
        for number in 1...count {
            try Files.removeTree(target)
            try await registry.plan([String(number): fault])
            try await pull()
            try expectSame()
        }
    }

    @Test func aBrokenTransferGoesOn() async throws {
        let big = Descriptor(mediaType: "x/y", digest: layout.blobs[1], size: 2_500_000)
        let client = try RegistryClient(RepositoryName("\(registry.host)/a"), settings: settings())
        try await registry.plan(["1": "body:1000000", "2": "body:1000000"])
        let file = folder.path.appending("file")
        try await client.fetch(big, to: file)
        #expect(try Digest.ofFile(file) == big.digest.value)
        #expect(try await registry.seen().requests == 3)
    }

    @Test func partsThatAreNotOfTheContentDoNotLast() async throws {
        let big = Descriptor(mediaType: "x/y", digest: layout.blobs[1], size: 2_500_000)
        let client = try RegistryClient(RepositoryName("\(registry.host)/a"), settings: settings())
        let file = folder.path.appending("file")
        for count in [10, 2_500_000, 2_600_000] {
            try Files.writeAtomically([UInt8](repeating: 7, count: count), to: file)
            try await client.fetch(big, to: file)
            #expect(try Digest.ofFile(file) == big.digest.value)
        }
    }

    @Test func aRegistryThatKnowsNoRangesIsAskedForAll() async throws {
        let registry = try FaultyRegistry(["whole": .boolean(true)])
        try await push(layout.path, "\(registry.host)/a:1", settings: settings())
        try await registry.plan(["1": "body:1000000"])
        let big = Descriptor(mediaType: "x/y", digest: layout.blobs[1], size: 2_500_000)
        let file = folder.path.appending("file")
        try await RegistryClient(RepositoryName("\(registry.host)/a"), settings: settings()).fetch(big, to: file)
        #expect(try Digest.ofFile(file) == big.digest.value)
    }

    @Test(arguments: [
        (["1": "lie"], "error: HOST gives something else for HOST/a:1 than the digest says\n"),
        (["2": "lie"], "error: HOST gives something else for HOST/a:SHA than the digest says\n"),
        (["4": "lie"], "error: HOST gives something else for SHA in HOST/a than the digest says\n"),
        (["4": "more"], "error: the registry gives more bytes than its manifest says\n"),
    ])
    func nothingIsBelieved(_ faults: [String: String], _ shown: String) async throws {
        try await registry.plan(faults)
        let found = await problem { try await pull() }
        let text = found.replacing(registry.host, with: "HOST").replacing(#/sha256:[0-9a-f]{64}/#, with: "SHA")
        #expect(text == shown)
        #expect(!Files.exists(target.appending("index.json")))
    }

    @Test func missingThingsAreSaid() async throws {
        let host = registry.host
        #expect(
            await problem { try await pull("a:none") } == """
                error: there is no image \(host)/a:none
                hint: cuttle image tags \(host)/a lists what there is

                """
        )
    }

    @Test func somethingElseIsNotWrittenInto() async throws {
        try Files.makeDirectory(target)
        try Files.writeAtomically([1], to: target.appending("precious"))
        let shown = await problem { try await pull() }
        #expect(shown == "error: \(target) exists and is not an image layout; it is left as it is\nhint: give another folder\n")
        #expect(try Files.list(target) == ["precious"])
    }

    @Test func tagsAreListedPageByPage() async throws {
        let registry = try FaultyRegistry(["page": .number(2)])
        let names = ["b", "a", "c", "e", "d"]
        for name in names { try await push(layout.path, "\(registry.host)/x/y:\(name)", settings: settings()) }
        try await registry.plan()
        let client = try RegistryClient(RepositoryName("\(registry.host)/x/y"), settings: settings())
        #expect(try await client.tags() == ["a", "b", "c", "d", "e"])
        #expect(try await registry.seen().requests == 3)
    }

    /// Content may be elsewhere; who gives it there is told nothing.
    @Test(arguments: ["basic", "bearer"])
    func redirectionsTakeNoCredentialsAlong(_ kind: String) async throws {
        let store = try FaultyRegistry()
        try await push(layout.path, "\(store.host)/a:1", settings: settings())
        try await store.plan()
        let auth = folder.path.appending("auth.json")
        let registry = try FaultyRegistry(["auth": .string(kind), "elsewhere": .string("http://\(store.host)/v2/a/blobs/")])
        let entry = JSON.object(["auth": .string(Base64.encode(Array("user:secret".utf8)))])
        let document = JSON.object(["auths": .object([.init(key: registry.host, value: entry)])])
        try Files.writeAtomically(Array(document.text().utf8), to: auth)
        try await push(layout.path, "\(registry.host)/a:1", settings: settings(credentials: auth))
        try await registry.plan()
        let reference = try ImageReference("\(registry.host)/a:1")
        _ = try await ImageDownload(into: target).run(reference, settings: settings(credentials: auth)) { _ in }
        try expectSame()
        let told = try await store.seen().authorizations
        #expect(told.count == 4)
        #expect(told.allSatisfy { $0.isEmpty })
        #expect(try await registry.seen().authorizations.contains { !$0.isEmpty })
    }
}
