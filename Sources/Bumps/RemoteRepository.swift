import Diagnostics
import Subprocess
import SystemPackage
import Transfers

/// A git repository elsewhere.
struct RemoteRepository {
    let address: String

    /// What a commit is looked up by.
    enum Reference {
        case tag(String)
        case branch(String)
        case head

        var name: String {
            switch self {
            case .tag(let name): "refs/tags/\(name)"
            case .branch(let name): "refs/heads/\(name)"
            case .head: "HEAD"
            }
        }
    }

    /// The commit that a name stands for: of an annotated tag, that which it is of.
    ///
    /// - Parameter version: what is being bumped to, to suggest tags.
    /// - Throws: `not-found` when there is no such name; `repository-failed` when the repository does not answer.
    func commit(of reference: Reference, version: String, at span: SourceSpan) async throws -> String {
        let found = try await references([reference.name, reference.name + "^{}"])
        if let commit = found[reference.name + "^{}"] ?? found[reference.name] { return commit }
        var diagnostic = Diagnostic(.notFound, "\(address) has no \(reference.name)", at: span)
        if case .tag(let name) = reference, let hint = await suggestion(for: name, version: version) { diagnostic.hints = [hint] }
        throw diagnostic
    }

    private func suggestion(for name: String, version: String) async -> String? {
        let prefix = "refs/tags/"
        guard let tags = try? await references([], options: ["--tags", "--refs"]).keys.map({ String($0.dropFirst(prefix.count)) }).sorted()
        else { return nil }
        let near = tags.filter { $0.contains(version) }
        if !near.isEmpty { return "it has: \(near.prefix(3).joined(separator: ", "))" }
        return Similarity.hint(for: name, in: tags) ?? (tags.isEmpty ? "it has no tags" : nil)
    }

    /// Names with what they stand for.
    private func references(_ names: [String], options: [String] = []) async throws -> [String: String] {
        let output = try await git(["ls-remote"] + options + ["--", address] + names)
        var result: [String: String] = [:]
        for line in output.split(separator: "\n") {
            let parts = line.split(separator: "\t", maxSplits: 1)
            if parts.count == 2, parts[0].allSatisfy(\.isHexDigit) { result[String(parts[1])] = String(parts[0]) }
        }
        return result
    }

    private func git(_ arguments: [String]) async throws -> String {
        let dropped = [
            "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_CONFIG_PARAMETERS", "GIT_CONFIG_COUNT",
            "GIT_NAMESPACE",
        ]
        // It asks nobody for a password, and speaks no protocol that runs a program.
        var environment: [Environment.Key: String?] = [
            "LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", "GIT_ASKPASS": "true", "GIT_SSH_COMMAND": "ssh -o BatchMode=yes",
            "GIT_ALLOW_PROTOCOL": "file:git:http:https:ssh",
        ]
        for name in dropped { environment[Environment.Key(stringLiteral: name)] = .some(nil) }
        let outcome: (output: String, error: String, isSuccess: Bool)
        do {
            let result = try await Subprocess.run(
                .name("git"),
                arguments: Arguments(["-c", "http.lowSpeedLimit=1", "-c", "http.lowSpeedTime=60"] + arguments),
                environment: .inherit.updating(environment),
                // The configuration of a repository around the recipe has no say.
                workingDirectory: "/",
                output: .string(limit: 16 << 20),
                error: .string(limit: 1 << 20)
            )
            outcome = (result.standardOutput, result.standardError, result.terminationStatus.isSuccess)
        } catch {
            try Task.checkCancellation()
            throw Diagnostic(.environment, "git cannot be run", notes: ["\(error)"], hint: "install git")
        }
        guard outcome.isSuccess else {
            throw Diagnostic(
                .repositoryFailed,
                "the repository \(address) does not answer",
                notes: outcome.error.split(separator: "\n").suffix(4).map(String.init),
                hint: "or give the commit with --expected-commit"
            )
        }
        return outcome.output
    }
}
