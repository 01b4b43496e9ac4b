import Diagnostics
import Files
import Store
import SystemPackage
import TestSupport
import Testing

@testable import Recipes
@testable import Sources

/// Repositories within repositories.
@Suite(.timeLimit(.minutes(30))) struct SubmoduleTests {
    let place: Place
    let inner: Upstream
    let middle: Upstream
    let outer: Upstream
    let commit: String

    init() throws {
        place = try Place()
        inner = try Upstream(place.path("upstream/inner"))
        try inner.commit("inner.c", "int inner;\n")
        try inner.commit("inner.c", "int deep;\n")
        middle = try Upstream(place.path("upstream/middle"))
        try middle.commit("middle.c", "int middle;\n")
        try middle.git("submodule --quiet add ../inner parts/inner")
        try middle.git("commit -q -m inner")
        outer = try Upstream(place.path("upstream/outer"))
        try outer.commit("outer.c", "int outer;\n")
        try outer.git("submodule --quiet add 'file://\(middle.path)' middle")
        try outer.git("commit -q -m middle")
        commit = try outer.git("rev-parse HEAD")
        // Upstream goes on; what is wanted is no longer the last of its branch.
        try inner.commit("inner.c", "int later;\n")
    }

    private func inputs(_ more: [String: String] = [:]) -> [String: String] {
        ["repository": outer.path.string, "branch": "main", "expected-commit": commit, "recurse-submodules": "true"].merging(more) { $1 }
    }

    @Test(arguments: ["false", "true"])
    func areCheckedOutWithTheirs(_ isShallow: String) async throws {
        let more = ["shallow-submodules": isShallow, "submodule-jobs": "2"]
        let found = try await place.obtain(inputs(more))
        #expect(try text(found.tree.appending("middle/parts/inner/inner.c")) == "int deep;\n")
        let git = "GIT_CONFIG_GLOBAL=/dev/null git -c safe.directory='*'"
        let counted = try Shell.run("cd '\(found.tree)/middle/parts/inner' && \(git) rev-list --count HEAD && \(git) status --porcelain")
        #expect(counted == (isShallow == "true" ? "1\n" : "2\n"))
        #expect(try Shell.run("cd '\(found.tree)' && \(git) diff-index HEAD && \(git) status --porcelain") == "")
        let other = try await place.obtain(inputs(more), store: Store(place.path("other-store")))
        #expect(try Shell("diff -r '\(found.path)' '\(other.path)'").output == "")
    }

    @Test func areLeftAloneUnlessAskedFor() async throws {
        let found = try await place.obtain(inputs(["recurse-submodules": "false"]))
        #expect(try Files.list(found.tree.appending("middle")).isEmpty)
    }

    @Test func comeFromMirrorsAsWell() async throws {
        for name in ["inner", "middle", "outer"] {
            try Shell.run("git clone -q --bare '\(place.path("upstream/\(name)"))' '\(place.path("one/\(name).git"))'")
        }
        let found = try await place.obtain(inputs())
        try Files.removeTree(place.path("upstream"))
        let copy = try await place.obtain(
            inputs(),
            mirrors: [place.path("one").string],
            isOffline: true,
            store: Store(place.path("other-store"))
        )
        #expect(try Shell("diff -r '\(found.path)' '\(copy.path)'").output == "")
    }

    /// Upstream must not be able to have files of this machine copied.
    @Test func ofAServerMayNotBeFoldersOfThisMachine() async throws {
        try Shell.run("cd '\(outer.path)/.git' && git -c safe.directory='*' update-server-info")
        let server = try Server(place.folder.path)
        let address = server.address("outer/.git")
        let shown = await problem {
            _ = try await place.obtain(inputs(["repository": address]))
        }
        #expect(
            shown.contains("error: the submodule middle of \(address) is said to be the folder file://\(middle.path) of this machine\n"),
            "\(shown)"
        )
        #expect(try place.remains().isEmpty)
    }
}
