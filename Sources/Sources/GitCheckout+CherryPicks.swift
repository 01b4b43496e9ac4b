import Diagnostics
import Recipes

extension GitCheckout {
    /// Applies the picked commits on top. Committer and time are fixed, so that the same picks make the same commits.
    func pick() async throws {
        var fetched: Set<String> = []
        for pick in step.cherryPicks {
            if let branch = pick.branch, fetched.insert(branch).inserted {
                try await fetchForPicking("+refs/heads/\(branch):refs/remotes/origin/\(branch)")
            } else if pick.branch == nil, try await !has(pick.commit), pick.commit.utf8.count == 40 {
                try await fetchForPicking(pick.commit)
            }
            let outcome = try await git.run(
                ["cherry-pick", "-x", pick.commit],
                in: folder,
                with: ["GIT_COMMITTER_DATE": "@\(pickingTime) +0000"]
            )
            if outcome.status != 0 {
                throw Diagnostic(
                    .checkoutFailed,
                    "the commit \(pick.commit) cannot be applied on top of \(step.repository)",
                    at: step.cherryPicksSpan,
                    notes: Array(outcome.reasons.suffix(10)),
                    hint: pick.branch == nil ? "name the branch that it is on: branch/\(pick.commit): comment" : nil
                )
            }
        }
    }

    private var pickingTime: Int64 { max(epoch, Self.earliestPick) }

    /// 1980: earlier years are trouble for some formats.
    static let earliestPick: Int64 = 315_532_800

    private func fetchForPicking(_ reference: String) async throws {
        let isShallow = try await git.lines(of: ["rev-parse", "--is-shallow-repository"], in: folder) == ["true"]
        let options = ["--quiet", "--no-tags"] + (isShallow ? ["--unshallow"] : [])
        try await persist("read") { try await git.run(["fetch"] + options + ["origin", reference], in: folder) }
    }

    private func has(_ commit: String) async throws -> Bool {
        try await git.run(["cat-file", "-e", "\(commit)^{commit}"], in: folder).status == 0
    }
}
