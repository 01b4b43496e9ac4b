import Cryptography
public import Diagnostics
import Files
public import Recipes
public import Store
import SystemPackage

extension SourceProvider {
    /// The tree of a step, at the commit that the recipe names.
    ///
    /// What the store has is taken without asking anybody. A step without `expected-commit` asks upstream each time what it has.
    ///
    /// - Parameters:
    ///   - epoch: SOURCE_DATE_EPOCH, which dates what is picked.
    ///   - warn: takes what is worth a second look.
    /// - Throws: `wrong-commit` when upstream has another commit than the recipe names, `missing-source` when no place has the repository.
    public func obtain(_ step: CheckoutStep, epoch: Int64, warn: (Diagnostic) -> Void = { _ in }) async throws -> Checkout {
        for warning in step.warnings { warn(warning) }
        let work = try store.workDirectory(prefix: "checkout-")
        defer { withExtendedLifetime(work) {} }
        let git = try Git(settingsIn: work.path)
        let base = Files.absolute(FilePath(step.span.file.name)).removingLastComponent()
        let address = GitAddress(step.repository, relativeTo: base)
        if isOffline, !address.isLocal, step.expectedCommit == nil { throw missing(step, [Self.notAsked(step)]) }
        let commit: String
        if let expected = step.expectedCommit {
            commit = expected
        } else {
            commit = try await GitQuery(step: step, git: git, folder: work.path, sleep: sleep).commit(at: address)
        }
        if let found = try store.checkout(key(step, commit, epoch)) {
            warnOfTagObject(step, found, warn)
            return found
        }
        let made = try await make(step, address, git, work.path, epoch)
        let checkout = try store.adoptCheckout(made, for: key(step, step.expectedCommit ?? made.commit, epoch))
        warnOfTagObject(step, checkout, warn)
        return checkout
    }

    /// Checks out from the first place that has what is wanted: copies first, which are as good as upstream when the commit is given.
    private func make(
        _ step: CheckoutStep,
        _ address: GitAddress,
        _ git: Git,
        _ work: FilePath,
        _ epoch: Int64
    ) async throws -> Checkout {
        let folders = mirrors.compactMap { mirror -> FilePath? in
            if case .folder(let path) = mirror { path } else { nil }
        }
        let copies = GitMirrors(folders: folders, git: git)
        var tried: [String] = []
        var origins: [GitAddress] = []
        if let expected = step.expectedCommit { origins = try await copies.copies(of: step.repository, having: expected) }
        if origins.isEmpty { tried += folders.map { "\($0): has no copy of it with this commit" } }
        let folder = work.appending("checkout")
        for origin in origins + [address] {
            let isCopy = origin.text != address.text
            if isOffline, !origin.isLocal {
                tried.append(Self.notAsked(step))
                continue
            }
            try Files.removeTree(folder)
            try Files.makeDirectory(folder)
            var checkout = GitCheckout(
                step: step,
                git: git,
                folder: folder.appending("tree"),
                origin: origin,
                address: address,
                epoch: epoch,
                mirrors: copies,
                isOffline: isOffline,
                sleep: sleep
            )
            do {
                let (commit, time) = try await checkout.run()
                return try Checkout(recording: folder, commit: commit, time: time)
            } catch let error as Diagnostic where isCopy && [.checkoutFailed, .wrongCommit].contains(error.code) {
                // A copy may lack the branch or tag.
                tried.append("\(origin.text): \(error.message)")
            }
        }
        throw missing(step, tried)
    }

    private static func notAsked(_ step: CheckoutStep) -> String { "\(step.repository): not asked, because of --offline" }

    private func missing(_ step: CheckoutStep, _ tried: [String]) -> Diagnostic {
        Diagnostic(
            .missingSource,
            "the repository \(step.repository) is nowhere to be found",
            at: step.span,
            notes: ["the store: does not have the checkout"] + tried,
            hint: step.expectedCommit == nil
                ? "give expected-commit; without it upstream must be asked each time"
                : "put a clone of it into a folder as \(GitAddress.name(step.repository)).git and give that with --source-mirror"
        )
    }

    private func warnOfTagObject(_ step: CheckoutStep, _ checkout: Checkout, _ warn: (Diagnostic) -> Void) {
        guard case .tag(let tag) = step.reference, let expected = step.expectedCommit, expected != checkout.commit else { return }
        warn(
            Diagnostic(
                .mutableSource,
                "expected-commit is the id of the tag object of \"\(tag)\", not of its commit",
                severity: .warning,
                at: step.commitSpan,
                hint: "expected-commit: \(checkout.commit)"
            )
        )
    }

    /// The name of a checkout in the store: a digest of all that it comes from.
    private func key(_ step: CheckoutStep, _ commit: String, _ epoch: Int64) -> Digest {
        var words = ["checkout 1", step.repository, commit, String(describing: step.depth), String(step.isBranchTip)]
        switch step.reference {
        case .head: words.append("head")
        case .branch(let name): words.append("branch \(name)")
        case .tag(let name): words.append("tag \(name)")
        }
        words.append(step.submodules.map { "submodules \($0.isShallow)" } ?? "no submodules")
        words += step.sparsePaths.map { "path \($0)" }
        words += step.cherryPicks.map { "pick \($0.branch ?? "")/\($0.commit)" }
        if !step.cherryPicks.isEmpty { words.append("epoch \(max(epoch, GitCheckout.earliestPick))") }
        return Digest.of(words.joined(separator: "\0"))
    }
}
