import Diagnostics
import Files
import JSON
import SystemPackage
import Testing
import Transfers

@testable import Registries

/// Pushing to a registry that fails as it is told.
@Suite(.timeLimit(.minutes(30))) struct PushTests {
    let registry: FaultyRegistry
    let folder: TemporaryDirectory
    let layout: SampleLayout
    /// Bytes of all layers and configurations together.
    let content: Int

    init() async throws {
        registry = try FaultyRegistry()
        folder = try TemporaryDirectory()
        layout = try SampleLayout(folder.path.appending("layout"))
        let places = try OCILayout(layout.path)
        var content = 0
        for digest in layout.blobs { content += Int(try FileStatus(places.path(of: digest)).size) }
        self.content = content
    }

    /// Everything is there once, and the tag stands for the index.
    private func expectWhole(_ name: String) async throws {
        let seen = try await registry.seen()
        #expect(seen.tags.contains("\(name):1 \(layout.digest)"))
        #expect(seen.blobs.filter { $0.hasPrefix("\(name) ") } == layout.blobs.map { "\(name) \($0)" }.sorted())
    }

    @Test func tagsComeLastAndIndexesAfterWhatTheyName() async throws {
        try await registry.plan()
        let summary = try await push(layout.path, "\(registry.host)/a:1", "\(registry.host)/a:2", settings: settings())
        try await expectWhole("a")
        #expect(summary.count == [.uploaded: 4])
        let log = try await registry.seen().log
        let uploads = log.lastIndex { $0.hasPrefix("PUT /v2/a/blobs/") } ?? -1
        let manifests = log.indices.filter { log[$0].hasPrefix("PUT /v2/a/manifests/") }
        #expect(manifests.count == 4)
        #expect(manifests.allSatisfy { $0 > uploads })
        #expect(log.suffix(2) == ["PUT /v2/a/manifests/1", "PUT /v2/a/manifests/2"])
        // Each layer is asked for once, begun and sent.
        #expect(log.filter { $0.hasPrefix("HEAD /v2/a/blobs/") }.count == 4)
        // The index goes out for each tag.
        let bytes = try content + manifestBytes() + indexBytes()
        #expect(try await registry.seen().received == bytes)
    }

    /// Bytes of the manifests of both platforms and of the index, once each.
    private func manifestBytes() throws -> Int {
        try Files.walk(layout.path).filter { $0.status.kind == .regular && $0.path.hasPrefix("blobs/") }.reduce(0) {
            $0 + Int($1.status.size)
        }
            - content
    }

    private func indexBytes() throws -> Int { try Int(OCILayout(layout.path).image().descriptor.size) }

    @Test func whatIsThereIsNotSent() async throws {
        try await push(layout.path, "\(registry.host)/a:1", settings: settings())
        try await registry.plan()
        let summary = try await push(layout.path, "\(registry.host)/a:1", settings: settings())
        #expect(summary.count == [.present: 4])
        let bytes = try indexBytes()
        #expect(try await registry.seen().received == bytes)
        #expect(try await registry.seen().log.filter { !$0.hasPrefix("HEAD ") } == ["PUT /v2/a/manifests/1"])
    }

    @Test func anotherRepositoryTakesItOver() async throws {
        try await push(layout.path, "\(registry.host)/a:1", settings: settings())
        try await registry.plan()
        let summary = try await push(layout.path, "\(registry.host)/a:1", "\(registry.host)/b/c:1", settings: settings())
        #expect(summary.count == [.present: 4, .mounted: 4])
        #expect(try await registry.seen().stored.isEmpty)
        try await expectWhole("b/c")
    }

    /// The connection ends at each request in turn, before or after it was done; or the registry is busy then.
    @Test(arguments: ["cut", "lost", "500", "503", "429:3", "body:1000", "late"])
    func oneFailureAnywhereDoesNotMatter(_ fault: String) async throws {
        try await registry.plan()
        try await push(layout.path, "\(registry.host)/whole:1", settings: settings())
        let count = try await registry.seen().requests
        #expect(count == 4 + 4 + 4 + 2 + 2 + 1)
        for number in 1...count {
            try await registry.plan([String(number): fault])
            let waits = Waits()
            let name = "at-\(number)"
            try await push(layout.path, "\(registry.host)/\(name):1", settings: settings(waits: waits))
            try await expectWhole(name)
            if fault == "429:3" { #expect(waits.all == [.seconds(3)], "request \(number)") }
            if fault == "500" { #expect(waits.all == [.seconds(1)], "request \(number)") }
            // Nothing is stored twice, but for what is asked for again because an answer was lost.
            let stored = try await registry.seen().stored
            #expect(stored.values.allSatisfy { $0 == 1 }, "request \(number)")
        }
    }

    /// The registry fails from some request on; the next run sends only what is missing.
    @Test func asecondRunFinishesTheFirst() async throws {
        for number in [1, 3, 6, 9, 12, 14, 17] {
            let name = "from-\(number)"
            let faults = Dictionary(uniqueKeysWithValues: (number...(number + 40)).map { (String($0), "503") })
            try await registry.plan(faults)
            let shown = await problem { try await push(layout.path, "\(registry.host)/\(name):1", settings: settings(attempts: 2)) }
            #expect(shown.contains("it answers with status 503"), "\(shown)")
            #expect(try await !registry.seen().tags.contains { $0.hasPrefix("\(name):") })
            let first = try await registry.seen().stored
            try await registry.plan()
            try await push(layout.path, "\(registry.host)/\(name):1", settings: settings())
            let second = try await registry.seen().stored
            #expect(Set(first.keys).isDisjoint(with: second.keys))
            #expect(first.count + second.count == 4)
            try await expectWhole(name)
        }
    }

    @Test(arguments: [
        (["all": "500"], "does not say whether it has SHA in HOST/a: it answers with status 500\n", 2),
        (
            ["all": "429:900"],
            """
            has had too many requests, and does not say whether it has SHA in HOST/a
              it asks to wait: Retry-After: 900
            hint: run it again later; what is there is not sent again

            """, 1
        ),
    ])
    func saysWhyItGivesUp(_ faults: [String: String], _ shown: String, _ requests: Int) async throws {
        try await registry.plan(faults)
        let found = await problem { try await push(layout.path, "\(registry.host)/a:1", settings: settings(attempts: 2)) }
        let blob = try #require(try await ImageUpload(OCILayout(layout.path)).image.blobs.first)
        #expect(
            found == "error: \(registry.host) "
                + shown.replacing("HOST", with: registry.host).replacing("SHA", with: blob.digest.description)
        )
        // Another blob is not begun after the failure of one.
        #expect(try await registry.seen().requests == requests)
    }

    @Test func aRegistryThatLosesContentIsToldOf() async throws {
        try await registry.plan(["all": "late"])
        let shown = await problem { try await push(layout.path, "\(registry.host)/a:1", settings: settings(attempts: 2)) }
        #expect(shown.hasPrefix("error: \(registry.host) does not take \(registry.host)/a@sha256:"), "\(shown)")
        #expect(shown.hasSuffix(": it answers with status 400\n  it says: MANIFEST_BLOB_UNKNOWN: as told\n"), "\(shown)")
        #expect(try await registry.seen().log.filter { $0.hasPrefix("PUT /v2/a/manifests/") }.count == 2)
    }

    @Test func aRegistryThatStoredSomethingElseIsNotBelieved() async throws {
        try await registry.plan(["all": "lie"])
        let shown = await problem { try await push(layout.path, "\(registry.host)/a:1", settings: settings()) }
        #expect(shown.hasPrefix("error: \(registry.host) has stored something else than sha256:"), "\(shown)")
    }

    @Test func aManifestThatWasStoredOtherwiseIsNotBelieved() async throws {
        try await registry.plan(["13": "lie", "14": "lie"])
        let shown = await problem { try await push(layout.path, "\(registry.host)/a:1", settings: settings()) }
        #expect(shown.hasPrefix("error: \(registry.host) has stored something else than \(registry.host)/a@sha256:"), "\(shown)")
    }

    /// A long layer goes in pieces, and after a failure on from where the registry says that it is.
    @Test func aBrokenUploadGoesOn() async throws {
        let layout = try SampleLayout(folder.path.appending("one"), sizes: [2_500_000])
        let config = try OCILayout(layout.path)
        let big = layout.blobs[0]
        let before = try FileStatus(config.path(of: big)).size
        let client = try RegistryClient(RepositoryName("\(registry.host)/a"), settings: settings(piece: 1_000_000))
        let blob = Descriptor(mediaType: "x/y", digest: big, size: before)
        // HEAD, POST, PATCH, PATCH.
        try await registry.plan(["4": "body:400000"])
        #expect(try await client.push(blob, .file(config.path(of: big))) == .uploaded)
        let log = try await registry.seen().log.map { String($0.prefix { $0 != " " }) }
        #expect(log == ["HEAD", "POST", "PATCH", "PATCH", "HEAD", "GET", "PATCH", "PATCH", "PUT"])
        // What was kept of the broken piece was not sent again: at most what was under way is lost.
        let received = try await registry.seen().received
        #expect(received >= 2_500_000 && received < 2_500_000 + 400_000, "\(received)")
    }

    /// A layer that is short goes whole; the rest of it in pieces.
    @Test func anInterruptedLayerGoesOnWhereItStopped() async throws {
        let layout = try SampleLayout(folder.path.appending("one"), sizes: [2_500_000])
        let client = try RegistryClient(RepositoryName("\(registry.host)/a"), settings: settings())
        let blob = Descriptor(mediaType: "x/y", digest: layout.blobs[0], size: 2_500_000)
        try await registry.plan(["3": "body:2000000"])
        #expect(try await client.push(blob, .file(OCILayout(layout.path).path(of: blob.digest))) == .uploaded)
        #expect(
            try await registry.seen().log.map { String($0.prefix { $0 != " " }) } == ["HEAD", "POST", "PUT", "HEAD", "GET", "PATCH", "PUT"]
        )
        #expect(try await registry.seen().stored == [blob.digest.description: 1])
    }

    @Test func aChangedLayoutIsNoticed() async throws {
        let place = try OCILayout(layout.path).path(of: layout.blobs[0])
        var bytes = try Files.read(place)
        bytes[5] ^= 1
        try Files.writeAtomically(bytes, to: place)
        let shown = await problem { try await push(layout.path, "\(registry.host)/a:1", settings: settings()) }
        #expect(shown == "error: \(place) was changed: its content is not what its name says\n")
        #expect(try await registry.seen().tags.isEmpty)
    }

    @Test func anIncompleteLayoutIsNotBegunWith() async throws {
        let layout = try OCILayout(self.layout.path)
        try Files.removeFile(layout.path(of: self.layout.blobs[0]))
        try Files.writeAtomically([1], to: layout.path(of: self.layout.blobs[1]))
        let shown = await problem { try await push(self.layout.path, "\(registry.host)/a:1", settings: settings()) }
        #expect(
            shown == """
                error: \(layout.path) is not whole: \(self.layout.blobs[0]) (application/vnd.oci.image.layer.v1.tar) is missing
                error: \(layout.path(of: self.layout.blobs[1])) has 1 bytes; the manifest says 2500000

                """
        )
        #expect(try await registry.seen().requests == 0)
    }

    @Test func aRegistryWithoutTLSIsNotSpokenToElsewhere() async throws {
        var patient = settings(attempts: 1)
        patient.patience.timeout = 1
        // A name that leads nowhere: what matters is the scheme.
        let client = try RegistryClient(RepositoryName("registry.invalid/a"), settings: patient)
        let shown = await problem { _ = try await client.tags() }
        #expect(shown.hasPrefix("error: https://registry.invalid:443 does not answer: "), "\(shown)")
        patient.isInsecure = true
        let plain = try RegistryClient(RepositoryName("registry.invalid/a"), settings: patient)
        #expect(await problem { _ = try await plain.tags() }.hasPrefix("error: http://registry.invalid:80 does not answer: "))
    }
}
