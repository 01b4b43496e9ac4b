import Diagnostics
import Files
import Store
import SystemPackage
import TestSupport
import Testing

@testable import Recipes
@testable import Sources

/// Checkouts from a server that knows all of git's protocol, as those of the world do.
@Suite(.timeLimit(.minutes(30))) struct CheckoutServerTests {
    let place: Place
    let server: GitServer
    let upstream: Upstream
    let inner: Upstream
    let base: String
    let fix: String
    let last: String

    init() throws {
        place = try Place()
        server = try GitServer(place.path("upstream"))
        inner = try Upstream(place.path("upstream/inner"))
        try inner.commit("inner.c", "int zero;\n")
        try inner.commit("inner.c", "int inner;\n")
        upstream = try Upstream(place.path("upstream/stone"))
        try upstream.commit("file", "zero\n")
        try upstream.commit("docs/page", "a page\n")
        base = try upstream.commit("src/main.c", "int main(void) { return 0; }\n")
        try upstream.git("tag -a -m one v1")
        fix = try upstream.commit("src/fix.c", "int fix;\n")
        try upstream.git("submodule --quiet add ../inner part")
        try upstream.git("commit -q -m part")
        last = try upstream.git("rev-parse HEAD")
        try inner.commit("inner.c", "int later;\n")
    }

    private func inputs(_ more: [String: String]) -> [String: String] {
        ["repository": server.address("stone"), "tag": "v1", "expected-commit": base].merging(more) { $1 }
    }

    private func git(_ arguments: String, _ checkout: Checkout) throws -> String {
        try Shell("cd '\(checkout.tree)' && GIT_CONFIG_GLOBAL=/dev/null git -c safe.directory='*' \(arguments)").output
    }

    /// How another checkout of the same differs.
    private func difference(_ found: Checkout, _ inputs: [String: String]) async throws -> String {
        let other = try await place.obtain(inputs, store: Store(place.path("other-store")))
        return try Shell("cd '\(place.folder.path)' && diff -r '\(found.path)' '\(other.path)'").output
    }

    @Test(arguments: [("1", "1\n"), ("2", "2\n"), ("-1", "3\n")])
    func depth(_ depth: String, _ count: String) async throws {
        let inputs = inputs(["depth": depth])
        let found = try await place.obtain(inputs)
        #expect(try git("rev-list --count HEAD", found) == count)
        #expect(try git("describe --dirty", found) == "v1\n")
        #expect(try await difference(found, inputs) == "")
    }

    @Test func sparsePathsLeaveOutTheContentOfOthers() async throws {
        let inputs = inputs(["sparse-paths": "src"])
        let found = try await place.obtain(inputs)
        #expect(try Files.list(found.tree) == [".git", "file", "src"])
        #expect(try git("status --porcelain", found).isEmpty)
        #expect(try git("rev-list --objects --missing=print HEAD | grep -c '^?'", found) == "1\n")
        #expect(try await difference(found, inputs) == "")
    }

    @Test func picksReachBeyondWhatWasFetched() async throws {
        let inputs = inputs(["cherry-picks": "main/\(fix): why"])
        let found = try await place.obtain(inputs)
        #expect(try text(found.tree.appending("src/fix.c")) == "int fix;\n")
        #expect(try git("describe", found).hasPrefix("v1-1-g"))
        #expect(try await difference(found, inputs) == "")
    }

    @Test(arguments: ["false", "true"])
    func submodulesAreRelativeToTheRealAddress(_ isShallow: String) async throws {
        try Shell.run("git clone -q --bare '\(upstream.path)' '\(place.path("one/stone.git"))'")
        let inputs = [
            "repository": server.address("stone"), "branch": "main", "expected-commit": last, "recurse-submodules": "true",
            "shallow-submodules": isShallow,
        ]
        let found = try await place.obtain(inputs, mirrors: [place.path("one").string])
        #expect(try text(found.tree.appending("part/inner.c")) == "int inner;\n")
        #expect(try git("-C part rev-list --count HEAD", found) == (isShallow == "true" ? "1\n" : "2\n"))
        #expect(try git("-C part remote get-url origin", found) == server.address("inner") + "\n")
        // From a mirror or not, it is the same.
        #expect(try await difference(found, inputs) == "")
        let offline = await problem {
            _ = try await place.obtain(
                inputs,
                mirrors: [place.path("one").string],
                isOffline: true,
                store: Store(place.path("third-store"))
            )
        }
        #expect(
            offline == """
                \(place.folder.path)/a.yaml:5:11: error: the submodule part of \(server.address("stone")) is nowhere to be found
                 5 |   - uses: git-checkout
                   |           ^~~~~~~~~~~~
                  \(server.address("inner")): not asked, because of --offline
                hint: put a clone of it into a folder as inner.git and give that with --source-mirror

                """
        )
    }

    @Test func aRepositoryThatIsNotThereIsAskedForOnce() async throws {
        let none = server.address("none")
        let waited = Counter()
        let provider = SourceProvider(store: place.store, mirrors: []) { _ in await waited.add() }
        let step = try checkout(inputs(["repository": none]), in: place.folder.path)
        let error = await #expect(throws: Diagnostic.self) { _ = try await provider.obtain(step, epoch: 0) }
        #expect(error?.notes == ["fatal: repository '\(none)/' not found"])
        #expect(await waited.count == 0)
    }

    private actor Counter {
        var count = 0
        func add() { count += 1 }
    }
}
