import Diagnostics
import Recipes
import SystemPackage

/// Asks a repository which commit a branch or tag is now.
struct GitQuery {
    let step: CheckoutStep
    let git: Git
    /// Any folder, to run git in.
    let folder: FilePath
    let sleep: @Sendable (Duration) async throws -> Void

    /// The commit that the step's reference names at an address.
    func commit(at address: GitAddress) async throws -> String {
        let name: String
        switch step.reference {
        case .head: name = "HEAD"
        case .branch(let branch): name = "refs/heads/\(branch)"
        case .tag(let tag): name = "refs/tags/\(tag)"
        }
        let persistence = GitPersistence(step: step, sleep: sleep)
        let outcome = try await persistence.run("read") {
            try await git.run(["ls-remote", "--quiet", "--", address.text, name, "\(name)^{}"], in: folder)
        }
        var commits: [String: String] = [:]
        for line in outcome.lines {
            let words = line.split(separator: "\t").map(String.init)
            if words.count == 2 { commits[words[1]] = words[0] }
        }
        // Of a tag that is an object of its own, the commit that it names.
        guard let commit = commits["\(name)^{}"] ?? commits[name] else {
            throw Diagnostic(.checkoutFailed, "\(step.repository) has no \(step.reference.description)", at: step.span)
        }
        return commit
    }
}

extension CheckoutStep.Reference {
    /// What it is called in messages.
    var description: String {
        switch self {
        case .head: "HEAD"
        case .branch(let name): "branch \"\(name)\""
        case .tag(let name): "tag \"\(name)\""
        }
    }
}
