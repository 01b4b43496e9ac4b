import Diagnostics
import Files
import Recipes
import SystemPackage

/// One checkout of a repository into a new folder: fetched, compared with the commit that the recipe names, and completed.
struct GitCheckout {
    let step: CheckoutStep
    let git: Git
    /// Becomes the work tree.
    let folder: FilePath
    /// Where the repository is read; a copy of it, maybe.
    let origin: GitAddress
    /// What the tree says that it came from.
    let address: GitAddress
    /// SOURCE_DATE_EPOCH.
    let epoch: Int64
    /// Where copies of submodules may be.
    let mirrors: GitMirrors
    let isOffline: Bool
    /// Waits between attempts.
    let sleep: @Sendable (Duration) async throws -> Void

    /// The branch that is checked out, nil when the commit alone is.
    var branch: String?
    /// The work trees of submodules, those around others first.
    var submodules: [FilePath] = []

    /// Makes the tree.
    ///
    /// - Returns: the commit of upstream's, and the time of what is checked out.
    mutating func run() async throws -> (commit: String, time: Int64) {
        try Files.makeDirectory(folder)
        try await git.output(of: ["init", "--quiet"], in: folder)
        try await git.output(of: ["remote", "add", "--", "origin", origin.text], in: folder)
        for (key, value) in [("user.name", Git.name), ("user.email", Git.address), ("advice.detachedHead", "false")] {
            try await git.output(of: ["config", key, value], in: folder)
        }
        if !step.sparsePaths.isEmpty {
            try await git.output(of: ["sparse-checkout", "set", "--cone", "--"] + step.sparsePaths, in: folder)
        }
        let commit = try await fetch()
        let target = branch.map { ["-B", $0] } ?? ["--detach"]
        // Of a partial clone this fetches the content of the files that are wanted.
        try await persist("check out \(commit) of") { try await git.run(["checkout", "--quiet"] + target + [commit, "--"], in: folder) }
        if !step.cherryPicks.isEmpty { try await pick() }
        // From here on the tree only knows where it really came from; submodules may be named relative to that.
        try await git.output(of: ["config", "remote.origin.url", address.text], in: folder)
        if step.submodules != nil { try await checkOutSubmodules(of: folder, isLocal: address.isLocal) }
        let time = try await settle(commit)
        return (commit, time)
    }

    /// Fetches what is asked for, and finds the commit of it that is wanted.
    private mutating func fetch() async throws -> String {
        switch step.reference {
        case .tag(let tag): return try await fetchTag(tag)
        case .branch(let name): return try await fetchBranch(name)
        case .head:
            if let name = try await headBranch() { return try await fetchBranch(name) }
            try await fetch(["+HEAD:refs/remotes/origin/HEAD"])
            return try await checkTip("HEAD", of: "HEAD")
        }
    }

    /// The branch that the repository's HEAD names; nil when it names none.
    private func headBranch() async throws -> String? {
        let outcome = try await persist("read") { try await git.run(["ls-remote", "--symref", "origin", "HEAD"], in: folder) }
        let prefix = "ref: refs/heads/"
        return outcome.lines.first { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count).prefix { $0 != "\t" }) }
    }

    private mutating func fetchBranch(_ name: String) async throws -> String {
        branch = name
        try await fetch(["+refs/heads/\(name):refs/remotes/origin/\(name)"])
        return try await checkTip("refs/remotes/origin/\(name)", of: step.reference == .head ? "HEAD" : "the branch \"\(name)\"")
    }

    /// Fetches the tag by its full name, so that a branch of the same name cannot be taken for it.
    private func fetchTag(_ tag: String) async throws -> String {
        let mirrored = "refs/origin/tags/\(tag)"
        try await fetch(["+refs/tags/\(tag):refs/tags/\(tag)", "+refs/tags/\(tag):\(mirrored)"])
        let commit = try await resolve("\(mirrored)^{commit}")
        let object = try await resolve(mirrored)
        guard let expected = step.expectedCommit, expected != commit, expected != object else { return commit }
        var notes = ["expected commit \(expected)", "found    commit \(commit)"]
        if object != commit { notes.append("the tag is an object of its own, \(object)") }
        throw Diagnostic(
            .wrongCommit,
            "the tag \"\(tag)\" of \(step.repository) is not the commit that the recipe names",
            at: step.commitSpan,
            notes: notes,
            hint: "if upstream moved the tag on purpose, look at what changed, and change expected-commit"
        )
    }

    /// Compares the last commit of a branch with the one that the recipe names, which may be an earlier one when there is history.
    private func checkTip(_ reference: String, of name: String) async throws -> String {
        let tip = try await resolve("\(reference)^{commit}")
        guard let expected = step.expectedCommit, expected != tip else { return tip }
        var hint = "give depth: -1 so that an earlier commit can be looked for, or change expected-commit"
        if step.isBranchTip {
            hint = "the branch went on, or the version changed and expected-commit did not"
        } else if step.depth == nil {
            let ancestry = try await git.run(["merge-base", "--is-ancestor", expected, tip], in: folder)
            if ancestry.status == 0 { return expected }
            hint = "the commit is on another branch, or upstream rewrote this one; change expected-commit"
        }
        let place = step.isBranchTip || step.depth != nil ? "not the last of" : "not on"
        throw Diagnostic(
            .wrongCommit,
            "the commit that the recipe names is \(place) \(name) of \(step.repository)",
            at: step.commitSpan,
            notes: ["expected commit \(expected)", "found    commit \(tip)"],
            hint: hint
        )
    }

    private func fetch(_ references: [String]) async throws {
        var options = step.depth.map { ["--depth=\($0)"] } ?? []
        // Other tags on the same commits would make the tree depend on the day; with all history they are part of it.
        if step.depth != nil { options.append("--no-tags") }
        // Without the content of files that are not wanted; a server that does not know this sends all.
        if !step.sparsePaths.isEmpty { options.append("--filter=blob:none") }
        do {
            try await persist("read") {
                try await git.run(["fetch", "--quiet", "--force"] + options + ["origin"] + references, in: folder)
            }
        } catch let error as Diagnostic where error.notes.contains(where: { $0.contains("couldn't find remote ref") }) {
            throw Diagnostic(.checkoutFailed, "\(step.repository) has no \(step.reference.description)", at: step.span)
        }
    }

    /// Runs a command that talks to upstream, as often as the step says.
    @discardableResult
    func persist(_ action: String, _ command: () async throws -> Git.Outcome) async throws -> Git.Outcome {
        try await GitPersistence(step: step, sleep: sleep).run(action, command)
    }

    /// The id of what a name stands for.
    func resolve(_ name: String) async throws -> String {
        let outcome = try await git.run(["rev-parse", "--verify", "--quiet", name], in: folder)
        if outcome.status == 0, let id = outcome.lines.first { return id }
        throw Diagnostic(.checkoutFailed, "the \(step.reference.description) of \(step.repository) is no commit", at: step.span)
    }
}
