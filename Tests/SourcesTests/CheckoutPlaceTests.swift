import Diagnostics
import Files
import Store
import Synchronization
import SystemPackage
import TestSupport
import Testing

@testable import Recipes
@testable import Sources

/// Where repositories are read, how often that is tried, and what is left when it fails.
@Suite(.timeLimit(.minutes(30))) struct CheckoutPlaceTests {
    let place: Place
    let upstream: Upstream
    let commit: String

    init() throws {
        place = try Place()
        upstream = try Upstream(place.path("upstream/stone"))
        commit = try upstream.commit("file", "one\n")
        try upstream.git("tag v1")
    }

    private func inputs(_ repository: String) -> [String: String] {
        ["repository": repository, "tag": "v1", "expected-commit": commit, "depth": "-1"]
    }

    @Test func aServerOverHTTP() async throws {
        try Shell.run("git clone -q --bare '\(upstream.path)' '\(place.path("upstream/web.git"))'")
        try Shell.run("cd '\(place.path("upstream/web.git"))' && git -c safe.directory='*' update-server-info")
        let server = try Server(place.folder.path)
        let found = try await place.obtain(inputs(server.address("web.git")))
        #expect(try text(found.tree.appending("file")) == "one\n")
        // This one is a mere folder of files, which cannot leave out history.
        let shown = await problem {
            _ = try await place.obtain(inputs(server.address("web.git")).merging(["depth": "1"]) { $1 })
        }
        #expect(shown.contains("hint: this server cannot cut history off; give depth: -1\n"), "\(shown)")
    }

    @Test(arguments: ["stone.git", "stone"])
    func aFolderWithACopyIsTakenWhenItHasTheCommit(_ name: String) async throws {
        let bare = name.hasSuffix(".git") ? "--bare" : ""
        // Neither of these has the commit.
        try Files.makeDirectory(place.path("one/stone.git"))
        try Shell.run("git init -q '\(place.path("one/stone"))'")
        try Shell.run("git clone -q \(bare) '\(upstream.path)' '\(place.path("two").appending(name))'")
        let mirrors = [place.path("one").string, place.path("two").string]
        let found = try await place.obtain(inputs("https://upstream.invalid/x/stone.git"), mirrors: mirrors, isOffline: true)
        #expect(try text(found.tree.appending("file")) == "one\n")
        let origin = try Shell.run("git config --file '\(found.tree)/.git/config' remote.origin.url")
        #expect(origin == "https://upstream.invalid/x/stone.git\n")
    }

    @Test func aCopyWithoutTheTagIsPassedOver() async throws {
        try Shell.run("git clone -q --bare --no-tags '\(upstream.path)' '\(place.path("one/stone.git"))'")
        let mirrors = [place.path("one").string]
        let found = try await place.obtain(inputs(upstream.path.string), mirrors: mirrors)
        #expect(found.commit == commit)
    }

    @Test func offlineNothingIsAskedOverTheNetwork() async throws {
        let address = "https://upstream.invalid/stone"
        let shown = await problem {
            _ = try await place.obtain(inputs(address), mirrors: [place.path("one").string], isOffline: true)
        }
        #expect(
            shown == """
                \(place.folder.path)/a.yaml:5:11: error: the repository \(address) is nowhere to be found
                 5 |   - uses: git-checkout
                   |           ^~~~~~~~~~~~
                  the store: does not have the checkout
                  \(place.path("one")): has no copy of it with this commit
                  \(address): not asked, because of --offline
                hint: put a clone of it into a folder as stone.git and give that with --source-mirror

                """
        )
        let unpinned = await problem { _ = try await place.obtain(["repository": address], isOffline: true) }
        #expect(unpinned.contains("hint: give expected-commit; without it upstream must be asked each time\n"), "\(unpinned)")
        #expect(try place.remains().isEmpty)
        // A folder is no network.
        #expect(try await place.obtain(inputs(upstream.path.string), isOffline: true).commit == commit)
    }

    @Test func failuresAreTriedAgainWithLongerWaits() async throws {
        // Nobody listens on port 1.
        let waits = Mutex<[Duration]>([])
        let provider = SourceProvider(store: place.store, mirrors: []) { wait in waits.withLock { $0.append(wait) } }
        let inputs = inputs("http://127.0.0.1:1/stone")
            .merging(["max-retries": "4", "initial-backoff": "3", "max-backoff": "10"]) { $1 }
        let step = try checkout(inputs, in: place.folder.path)
        let error = await #expect(throws: Diagnostic.self) { _ = try await provider.obtain(step, epoch: 0) }
        #expect(error?.message == "cannot read http://127.0.0.1:1/stone")
        #expect(error?.code == .checkoutFailed)
        let made = waits.withLock { $0 }
        #expect(made.count == 4)
        for (wait, base) in zip(made, [3, 6, 10, 10]) { #expect((.seconds(base)...(.seconds(2 * base))).contains(wait)) }
    }

    @Test func whatWorksTheSecondTimeIsEnough() async throws {
        try Shell.run("git clone -q --bare '\(upstream.path)' '\(place.path("stone.git"))'")
        try Shell.run("cd '\(place.path("stone.git"))' && git -c safe.directory='*' update-server-info")
        let server = try FlakyServer(place.path("stone.git"), failures: 2)
        let found = try await place.obtain(inputs(server.address))
        #expect(found.commit == commit)
    }

    /// Cancelled in the middle, it ends git at once and leaves nothing.
    @Test func cancellationLeavesNothing() async throws {
        let server = try SilentServer()
        let step = try checkout(inputs(server.address), in: place.folder.path)
        let store = place.store
        let work = Task { try await SourceProvider(store: store, mirrors: []).obtain(step, epoch: 0).path }
        for _ in 0..<300 where try Shell("pgrep -f '[g]it-remote-http origin \(server.address)'").status != 0 {
            try await Task.sleep(for: .milliseconds(20))
        }
        #expect(try Files.list(store.path.appending("work")).contains { $0.hasPrefix("checkout-") })
        let clock = ContinuousClock()
        let start = clock.now
        work.cancel()
        await #expect(throws: CancellationError.self) { try await work.value }
        #expect(clock.now - start < .seconds(60))
        #expect(try place.remains().isEmpty)
        for _ in 0..<100 where try Shell("pgrep -f '[g]it-remote-http origin \(server.address)'").status == 0 {
            try await Task.sleep(for: .milliseconds(20))
        }
        #expect(try Shell("pgrep -f '[g]it-remote-http origin \(server.address)'").status != 0)
    }
}
