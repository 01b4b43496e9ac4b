import Diagnostics
import Files
import Store
import SystemPackage
import TestSupport
import Testing

@testable import Recipes
@testable import Sources

/// Checkouts of repositories made by the real git (PIPELINES.md §3.1).
@Suite(.timeLimit(.minutes(30))) struct CheckoutTests {
    let place: Place
    let upstream: Upstream
    /// The commits in their order.
    let first: String
    let second: String
    let third: String

    init() throws {
        place = try Place()
        upstream = try Upstream(place.path("upstream/stone"))
        first = try upstream.commit("file", "one\n")
        try upstream.git("tag v1")
        second = try upstream.commit("file", "two\n")
        try upstream.git("tag -a -m 'the second' v2")
        third = try upstream.commit("src/main.c", "int main(void) { return 0; }\n")
    }

    private var repository: String { upstream.path.string }

    /// What the real git says in the work tree of a checkout.
    private func git(_ arguments: String, _ checkout: Checkout) throws -> String {
        let shell = try Shell("cd '\(checkout.tree)' && GIT_CONFIG_GLOBAL=/dev/null git -c safe.directory='*' \(arguments)")
        return shell.output.split(separator: "\n").joined(separator: "\n")
    }

    @Test func aTag() async throws {
        let found = try await place.obtain(["repository": repository, "tag": "v1", "expected-commit": first])
        #expect(try text(found.tree.appending("file")) == "one\n")
        #expect(found.commit == first)
        #expect(found.time == 1_500_000_000)
        #expect(try git("describe --tags --dirty", found) == "v1")
        #expect(try git("rev-list --count HEAD", found) == "1")
        #expect(try git("status --porcelain", found) == "")
        #expect(try git("fsck --strict", found) == "")
        #expect(try git("remote get-url origin", found) == repository)
        #expect(try git("for-each-ref --format='%(refname)'", found) == "refs/origin/tags/v1\nrefs/tags/v1")
    }

    @Test func aBranchOfTheSameNameIsNotTakenForATag() async throws {
        try upstream.git("branch v1 main")
        let found = try await place.obtain(["repository": repository, "tag": "v1", "expected-commit": first])
        #expect(try text(found.tree.appending("file")) == "one\n")
    }

    @Test func anAnnotatedTagMayBeNamedByCommitOrObject() async throws {
        let object = try upstream.git("rev-parse v2")
        var warnings: [Diagnostic] = []
        let exact = ["repository": repository, "tag": "v2", "expected-commit": second]
        let found = try await place.obtain(exact) { warnings.append($0) }
        #expect(warnings.isEmpty)
        #expect(found.commit == second)
        #expect(try git("describe --dirty", found) == "v2")
        // Also when the store has it already.
        for _ in 1...2 {
            warnings = []
            let loose = try await place.obtain(exact.merging(["expected-commit": object]) { $1 }) { warnings.append($0) }
            #expect(loose.commit == second)
            #expect(warnings.map(\.message) == ["expected-commit is the id of the tag object of \"v2\", not of its commit"])
            #expect(warnings.map(\.hints) == [["expected-commit: \(second)"]])
        }
    }

    @Test func aTagThatWasMovedIsRefused() async throws {
        try upstream.git("tag -f v1 main")
        let shown = await problem {
            _ = try await place.obtain(["repository": repository, "tag": "v1", "expected-commit": first])
        }
        #expect(
            shown == """
                \(place.folder.path)/a.yaml:7:24: error: the tag "v1" of \(repository) is not the commit that the recipe names
                 7 |       expected-commit: \(first)
                   |                        ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
                  expected commit \(first)
                  found    commit \(third)
                hint: if upstream moved the tag on purpose, look at what changed, and change expected-commit

                """
        )
        #expect(try place.remains().isEmpty)
    }

    @Test func whatTheStoreHasNeedsNoUpstream() async throws {
        let inputs = ["repository": repository, "tag": "v1", "expected-commit": first]
        let found = try await place.obtain(inputs)
        try Files.removeTree(upstream.path)
        #expect(try await place.obtain(inputs).path == found.path)
        // Other inputs make another tree.
        await #expect(throws: Diagnostic.self) { _ = try await place.obtain(inputs.merging(["depth": "2"]) { $1 }) }
    }

    @Test func aDamagedTreeOfTheStoreIsCheckedOutAnew() async throws {
        let inputs = ["repository": repository, "tag": "v1", "expected-commit": first]
        let found = try await place.obtain(inputs)
        try Files.writeAtomically(Array("evil\n".utf8), to: found.tree.appending("file"))
        #expect(try text(try await place.obtain(inputs).tree.appending("file")) == "one\n")
    }

    @Test func aBranchGoesBackToTheCommit() async throws {
        let inputs = ["repository": repository, "branch": "main", "expected-commit": first]
        let found = try await place.obtain(inputs)
        #expect(found.commit == first)
        #expect(try text(found.tree.appending("file")) == "one\n")
        #expect(try git("rev-parse --abbrev-ref HEAD", found) == "main")
        #expect(try git("rev-parse HEAD origin/main", found) == "\(first)\n\(first)")
        #expect(try git("describe --tags", found) == "v1")
        // What upstream did later is not in it.
        #expect(try git("cat-file -t \(third)", found) == "fatal: git cat-file: could not get object info")
        #expect(try git("status --porcelain --branch", found) == "## main...origin/main")
    }

    @Test func aBranchMustHaveTheCommit() async throws {
        try upstream.git("checkout -q -b other \(first)")
        let stray = try upstream.commit("file", "other\n")
        for (more, message, hint) in [
            ([:], "not on the branch \"main\"", "the commit is on another branch, or upstream rewrote this one; change expected-commit"),
            (
                ["depth": "1"], "not the last of the branch \"main\"",
                "give depth: -1 so that an earlier commit can be looked for, or change expected-commit"
            ),
            (
                ["expected-commit-is-branch-tip": "true"], "not the last of the branch \"main\"",
                "the branch went on, or the version changed and expected-commit did not"
            ),
        ] {
            let inputs = ["repository": repository, "branch": "main", "expected-commit": stray].merging(more) { $1 }
            let error = await #expect(throws: Diagnostic.self) { _ = try await place.obtain(inputs) }
            #expect(error?.message == "the commit that the recipe names is \(message) of \(repository)")
            #expect(error?.notes == ["expected commit \(stray)", "found    commit \(third)"])
            #expect(error?.hints == [hint])
            #expect(error?.code == .wrongCommit)
        }
        #expect(try place.remains().isEmpty)
    }

    @Test func theTipOfABranch() async throws {
        let inputs = ["repository": repository, "branch": "main", "expected-commit": third, "expected-commit-is-branch-tip": "true"]
        let found = try await place.obtain(inputs)
        #expect(try git("rev-list --count HEAD", found) == "1")
        try upstream.commit("file", "four\n")
        let other = inputs.merging(["destination": "elsewhere"]) { $1 }
        // Where it goes is no part of what it is.
        #expect(try await place.obtain(other).path == found.path)
    }

    @Test func withoutACommitUpstreamIsAskedEachTime() async throws {
        var warnings: [Diagnostic] = []
        let inputs = ["repository": repository]
        let before = try await place.obtain(inputs) { warnings.append($0) }
        #expect(warnings.count == 2)
        #expect(before.commit == third)
        #expect(try git("rev-parse --abbrev-ref HEAD", before) == "main")
        #expect(try await place.obtain(inputs).path == before.path)
        let fourth = try upstream.commit("file", "four\n")
        let after = try await place.obtain(inputs)
        #expect(after.commit == fourth)
        #expect(after.path != before.path)
        // A tag that is an object is known by its commit.
        #expect(try await place.obtain(["repository": repository, "tag": "v2"]).commit == second)
    }

    @Test(arguments: [("1", "1"), ("2", "2"), ("-1", "3")])
    func depth(_ depth: String, _ count: String) async throws {
        let inputs = ["repository": repository, "branch": "main", "expected-commit": third, "depth": depth]
        let found = try await place.obtain(inputs)
        #expect(try git("rev-list --count HEAD", found) == count)
        #expect(try git("describe", found).hasPrefix("v2-1-g") == (depth == "-1"))
    }

    @Test func theSameInputsMakeTheSameBytes() async throws {
        try upstream.git("tag -a -m 'the third' v3 main")
        for (reference, commit, more) in [
            ("tag", "v1", [:]), ("branch", "main", [:]), ("tag", "v3", ["sparse-paths": "src"]), ("tag", "v2", ["depth": "-1"]),
        ] {
            let expected = try upstream.git("rev-parse \(commit)^{commit}")
            let inputs = ["repository": repository, reference: commit, "expected-commit": expected].merging(more) { $1 }
            let one = try await place.obtain(inputs)
            // Meanwhile upstream goes on, and the clock too.
            try upstream.commit("later", commit)
            try upstream.git("branch later-\(commit)")
            try await Task.sleep(for: .seconds(1))
            let other = try await place.obtain(inputs, store: Store(place.path("other-store")))
            #expect(try Shell("cd / && diff -r '\(one.path)' '\(other.path)'").output == "", "\(commit)")
            #expect(try git("diff-index --quiet HEAD -- && echo clean", one) == "clean", "\(commit)")
        }
    }

    @Test func sparsePaths() async throws {
        try upstream.commit("docs/page", "text\n")
        let commit = try upstream.commit("src/lib/a.c", "int a;\n")
        for isFiltering in ["false", "true"] {
            try upstream.git("config uploadpack.allowFilter \(isFiltering)")
            let store = try Store(place.path("store-\(isFiltering)"))
            let inputs = ["repository": repository, "branch": "main", "depth": "1", "expected-commit": commit, "sparse-paths": "src"]
            let found = try await place.obtain(inputs, store: store)
            #expect(try Files.list(found.tree) == [".git", ".gitattributes", "file", "src"].filter { $0 != ".gitattributes" })
            #expect(Files.exists(found.tree.appending("src/lib/a.c")))
            #expect(try git("status --porcelain", found) == "")
        }
    }

    @Test func aRepositoryOrReferenceThatIsNotThere() async throws {
        let none = place.path("upstream/none").string
        let shown = await problem { _ = try await place.obtain(["repository": none, "tag": "v1", "expected-commit": first]) }
        #expect(shown.contains("error: cannot read \(none)\n"), "\(shown)")
        #expect(shown.contains("  fatal: '\(none)' does not appear to be a git repository\n"), "\(shown)")
        for (name, value) in [("tag", "v9"), ("branch", "v9")] {
            for commit in [[:], ["expected-commit": first]] {
                let inputs = ["repository": repository, name: value].merging(commit) { $1 }
                let error = await #expect(throws: Diagnostic.self) { _ = try await place.obtain(inputs) }
                #expect(error?.message == "\(repository) has no \(name) \"v9\"")
            }
        }
        #expect(try place.remains().isEmpty)
    }

    @Test func aTagOfSomethingElseIsNoCommit() async throws {
        try upstream.git("tag blob HEAD:file")
        let error = await #expect(throws: Diagnostic.self) { _ = try await place.obtain(["repository": repository, "tag": "blob"]) }
        #expect(error?.message == "the tag \"blob\" of \(repository) is no commit")
    }

    @Test func aFolderIsRelativeToTheRecipe() async throws {
        let found = try await place.obtain(["repository": "upstream/stone", "tag": "v1", "expected-commit": first])
        #expect(found.commit == first)
        let address = try await place.obtain(["repository": "file://\(repository)", "tag": "v1", "expected-commit": first])
        #expect(address.commit == first)
    }

    @Test func settingsAndHooksOfOthersHaveNoSay() async throws {
        try upstream.git("config core.hooksPath '\(place.path("hooks"))'")
        try Files.makeDirectory(place.path("hooks"))
        try Files.writeAtomically(
            Array("#!/bin/sh\ntouch '\(place.path("ran"))'\n".utf8),
            to: place.path("hooks/post-checkout"),
            mode: 0o755
        )
        try upstream.commit(".gitattributes", "* filter=evil text eol=crlf\n")
        try upstream.git("tag v4")
        let commit = try upstream.git("rev-parse v4")
        let found = try await place.obtain(["repository": repository, "tag": "v4", "expected-commit": commit])
        #expect(try text(found.tree.appending("file")) == "two\r\n")
        #expect(!Files.exists(place.path("ran")))
        #expect(!Files.exists(found.tree.appending(".git/hooks")))
    }
}
