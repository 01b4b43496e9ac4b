import Cryptography
import Diagnostics
import Files
import Store
import SystemPackage
import Testing

@testable import Recipes
@testable import Sources

/// Where sources come from, and that nothing but the right bytes gets in (DESIGN, promise 3).
@Suite(.timeLimit(.minutes(30))) struct SourceProviderTests {
    let place: Place
    let server: Server

    init() throws {
        place = try Place()
        server = try Server(place.folder.path)
    }

    private func provider(_ mirrors: [String] = [], isOffline: Bool = false) -> SourceProvider {
        SourceProvider(store: place.store, mirrors: mirrors.map { SourceProvider.Mirror($0) }, isOffline: isOffline)
    }

    /// Each place holds the right bytes; what is asked first is taken, then removed, and the next one must do.
    @Test(arguments: [HashFunction.sha256, .sha512])
    func theOrderIsStoreThenMirrorByDigestThenByNameThenUpstream(_ function: HashFunction) async throws {
        let digest = Digest.of("good", function).hex
        try place.write("good", "upstream/xz.tar")
        let fetch = step(server.address("xz.tar"), "good", function)
        // The upstream is there all the time, but a wrong file of the same name in a mirror is met before it.
        let mirror = place.path("one").string
        for name in ["one/\(digest)", "one/\(function):\(digest)", "one/xz.tar"] {
            try place.write("wrong", "one/xz.tar")
            try place.write("good", name)
            let found = try await provider([mirror], isOffline: true).obtain(fetch)
            #expect(try text(found) == "good")
            #expect(found == place.store.path.appending("sources/\(function)-\(digest)"))
            // The store has it now, so that no mirror is asked.
            try Files.removeTree(place.path("one"))
            try Files.makeDirectory(place.path("one"))
            #expect(try await provider([mirror], isOffline: true).obtain(fetch) == found)
            try Files.removeFile(found)
        }
        #expect(try text(try await provider([mirror]).obtain(fetch)) == "good")
    }

    @Test func mirrorsAreAskedInTheirOrder() async throws {
        let digest = Digest.of("good", .sha256).hex
        try place.write("wrong", "one/\(digest)")
        try place.write("good", "two/\(digest)")
        let fetch = step(server.address("none"), "good")
        let mirrors = [place.path("one").string, place.path("two").string]
        #expect(try text(try await provider(Array(mirrors.reversed())).obtain(fetch)) == "good")
        try Files.removeTree(place.store.path.appending("sources"))
        try Files.makeDirectory(place.store.path.appending("sources"))
        #expect(await problem { _ = try await provider(mirrors).obtain(fetch) }.contains("error: \(mirrors[0])/\(digest) is not the file"))
    }

    @Test func aMirrorMayBeAnAddress() async throws {
        let digest = Digest.of("good", .sha256).hex
        try place.write("good", "upstream/\(digest)")
        let fetch = step("http://127.0.0.1:1/xz.tar", "good")
        #expect(try text(try await provider([server.address("").dropLast().description]).obtain(fetch)) == "good")
    }

    @Test func aMirrorThatIsDownIsPassedOver() async throws {
        try place.write("good", "upstream/xz.tar")
        let fetch = step(server.address("xz.tar"), "good")
        #expect(try text(try await provider(["http://127.0.0.1:1"]).obtain(fetch)) == "good")
    }

    @Test func wrongBytesAreRefusedAndNothingIsKept() async throws {
        try place.write("evil", "upstream/xz.tar")
        let fetch = step(server.address("xz.tar"), "good")
        let shown = await problem { _ = try await provider().obtain(fetch) }
        #expect(
            shown == """
                xz.yaml:1:7: error: \(server.address("xz.tar")) is not the file that the recipe names
                 1 | uses: fetch
                   |       ^~~~~
                  expected sha256 \(Digest.of("good", .sha256).hex)
                  found    sha256 \(Digest.of("evil", .sha256).hex)
                hint: if upstream published new bytes on purpose, check them and change the digest; else remove the file and fetch it again

                """
        )
        #expect(try place.sources().isEmpty)
        #expect(try Files.list(place.store.path.appending("work")).filter { !$0.hasPrefix(".") }.isEmpty)
    }

    /// A file whose first digest is right and whose second is wrong is refused, also when the store has it.
    @Test func bothDigestsCount() async throws {
        try place.write("good", "upstream/xz.tar")
        func digests(_ first: String, _ second: String) -> [FetchStep.ExpectedDigest] {
            [
                FetchStep.ExpectedDigest(function: .sha256, digest: Digest.of(first, .sha256)),
                FetchStep.ExpectedDigest(function: .sha512, digest: Digest.of(second, .sha512)),
            ]
        }
        let (right, wrong) = (digests("good", "good"), digests("good", "evil"))
        for _ in 1...2 {
            let shown = await problem { _ = try await provider().obtain(step(server.address("xz.tar"), digests: wrong)) }
            #expect(shown.contains("  expected sha512 \(Digest.of("evil", .sha512).hex)\n"), "\(shown)")
            #expect(try text(try await provider().obtain(step(server.address("xz.tar"), digests: right))) == "good")
        }
        #expect(try place.sources() == ["sha256-\(Digest.of("good", .sha256).hex)"])
    }

    @Test func aServerThatFailsForAWhileIsTriedAgain() async throws {
        try place.write("good", "upstream/xz.tar")
        let flaky = try FlakyServer(place.path("upstream"), failures: 4)
        let provider = SourceProvider(store: place.store, mirrors: []) { _ in }
        #expect(try text(try await provider.obtain(step("\(flaky.address)/xz.tar", "good"))) == "good")
        let failing = try FlakyServer(place.path("upstream"), failures: 5)
        let shown = await problem { _ = try await provider.obtain(step("\(failing.address)/xz.tar", "other")) }
        #expect(shown.contains("xz.tar: The requested URL returned error: 503\n"), "\(shown)")
    }

    @Test func aDamagedFileOfTheStoreIsFetchedAnew() async throws {
        try place.write("good", "upstream/xz.tar")
        let fetch = step(server.address("xz.tar"), "good")
        let kept = try await provider().obtain(fetch)
        try Files.writeAtomically(Array("goof".utf8), to: kept)
        #expect(try text(try await provider().obtain(fetch)) == "good")
    }

    @Test func offlineNothingIsAskedOverTheNetwork() async throws {
        let digest = Digest.of("good", .sha256).hex
        try place.write("good", "upstream/xz.tar")
        try place.write("good", "upstream/\(digest)")
        let (mirror, folder) = (server.address("").dropLast().description, place.path("one").string)
        let fetch = step(server.address("xz.tar"), "good")
        let shown = await problem { _ = try await provider([folder, mirror], isOffline: true).obtain(fetch) }
        #expect(
            shown == """
                xz.yaml:1:7: error: the source xz.tar is nowhere to be found
                 1 | uses: fetch
                   |       ^~~~~
                  the store: does not have it
                  \(folder): has neither \(digest) nor sha256:\(digest) nor xz.tar
                  \(mirror): not asked, because of --offline
                  \(server.address("xz.tar")): not asked, because of --offline
                hint: put xz.tar into a folder and give that with --source-mirror

                """
        )
    }

    @Test func aSourceThatIsNowhereIsExplained() async throws {
        let fetch = step(server.address("xz.tar"), "good")
        let shown = await problem { _ = try await provider().obtain(fetch) }
        #expect(
            shown == """
                xz.yaml:1:7: error: the source xz.tar is nowhere to be found
                 1 | uses: fetch
                   |       ^~~~~
                  the store: does not have it
                  cannot fetch \(server.address("xz.tar")): The requested URL returned error: 404
                hint: put xz.tar into a folder and give that with --source-mirror

                """
        )
    }

    @Test func aSourceWithoutADigestIsKeptByTheOneItHas() async throws {
        try place.write("as it is", "upstream/xz.tar")
        _ = try await provider().obtain(step(server.address("xz.tar"), nil))
        try place.write("changed", "upstream/xz.tar")
        let found = try await provider().obtain(step(server.address("xz.tar"), nil))
        #expect(try text(found) == "changed")
        #expect(try place.sources() == ["as it is", "changed"].map { "sha256-\(Digest.of($0, .sha256).hex)" }.sorted())
    }

    @Test(arguments: ["..", ".", ""])
    func aNameThatLeadsElsewhereIsNotFollowed(_ name: String) async throws {
        let fetch = step("http://127.0.0.1:1/a/\(name)", "good")
        let shown = await problem { _ = try await provider([place.path("one").string], isOffline: true).obtain(fetch) }
        #expect(shown.contains("is nowhere to be found\n"), "\(shown)")
    }
}
