import Diagnostics
import Files
import Store
import SystemPackage
import TestSupport
import Testing

@testable import Recipes
@testable import Sources

/// Commits that are applied on top of a checkout.
@Suite(.timeLimit(.minutes(30))) struct CherryPickTests {
    let place: Place
    let upstream: Upstream
    let base: String
    let fix: String
    let conflict: String

    init() throws {
        place = try Place()
        upstream = try Upstream(place.path("upstream/stone"))
        try upstream.commit("file", "zero\n")
        base = try upstream.commit("file", "one\n")
        try upstream.git("tag v1")
        try upstream.commit("other", "other\n")
        fix = try upstream.commit("fix", "fixed\n")
        try upstream.git("checkout -q -b side")
        try upstream.commit("file", "two\n")
        conflict = try upstream.commit("file", "three\n")
    }

    private func inputs(_ picks: String) -> [String: String] {
        ["repository": upstream.path.string, "tag": "v1", "expected-commit": base, "cherry-picks": picks]
    }

    private func head(_ checkout: Checkout) throws -> String {
        try Shell.run("cd '\(checkout.tree)' && GIT_CONFIG_GLOBAL=/dev/null git -c safe.directory='*' log -1 --format='%H %an %cn %ct'")
    }

    @Test func areAppliedTheSameWayEachTime() async throws {
        let one = try await place.obtain(inputs("main/\(fix): why"))
        #expect(try text(one.tree.appending("fix")) == "fixed\n")
        #expect(!Files.exists(one.tree.appending("other")))
        #expect(one.commit == base)
        #expect(one.time == 315_532_800)
        #expect(try head(one).hasSuffix(" A Cuttle Build 315532800\n"))
        try await Task.sleep(for: .seconds(1))
        let other = try await place.obtain(inputs("main/\(fix): why"), store: Store(place.path("other-store")))
        #expect(try head(one) == head(other))
        #expect(try Shell("diff -r '\(one.path)' '\(other.path)'").output == "")
        // A later epoch is another commit, and so another tree.
        let later = try await place.obtain(inputs("main/\(fix): why"), epoch: 400_000_000)
        #expect(later.path != one.path)
        #expect(try head(later).hasSuffix(" 400000000\n"))
    }

    @Test func mayLackABranch() async throws {
        let found = try await place.obtain(inputs("\(fix): why"))
        #expect(try text(found.tree.appending("fix")) == "fixed\n")
    }

    @Test func thatConflictAreRefused() async throws {
        let error = await #expect(throws: Diagnostic.self) { _ = try await place.obtain(inputs("side/\(conflict): why")) }
        #expect(error?.message == "the commit \(conflict) cannot be applied on top of \(upstream.path)")
        #expect(error?.notes.contains { $0.hasPrefix("error: could not apply") } == true)
        #expect(error?.span?.line == 7)
        #expect(try place.remains().isEmpty)
    }

    @Test func ofABranchThatIsNotThereAreRefused() async throws {
        let error = await #expect(throws: Diagnostic.self) { _ = try await place.obtain(inputs("none/\(fix): why")) }
        #expect(error?.notes == ["fatal: couldn't find remote ref refs/heads/none"])
    }
}
