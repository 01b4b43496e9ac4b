import Diagnostics
import Files
import Recipes
import SystemPackage

extension GitCheckout {
    /// A submodule as the tree around it describes it.
    private struct Submodule {
        let name: String
        let path: String
        /// Its real address, whatever it is fetched from.
        let address: GitAddress
    }

    private static let deepest = 16

    /// Checks out the submodules of a work tree, and theirs.
    ///
    /// - Parameter isLocal: whether the repository around them is a folder of this machine: only then may they be folders as well,
    ///   or else upstream could have files of this machine copied.
    mutating func checkOutSubmodules(of tree: FilePath, isLocal: Bool, level: Int = 1) async throws {
        guard FileStatus.ifPresent(tree.appending(".gitmodules"))?.kind == .regular else { return }
        if level > Self.deepest {
            throw Diagnostic(.limit, "the submodules of \(step.repository) hold one another more than \(Self.deepest) deep", at: step.span)
        }
        try await git.output(of: ["submodule", "--quiet", "init"], in: tree)
        let found = try await listSubmodules(of: tree)
        for submodule in found { try await choosePlace(for: submodule, in: tree, isLocal: isLocal) }
        var options = ["--checkout", "--jobs=\(step.submodules?.jobs ?? 1)"]
        if step.submodules?.isShallow == true { options.append("--depth=1") }
        try await persist("check out the submodules of") {
            try await git.run(["submodule", "--quiet", "update"] + options, in: tree)
        }
        for submodule in found {
            let inner = tree.appending(submodule.path)
            try await git.output(of: ["config", "submodule.\(submodule.name).url", submodule.address.text], in: tree)
            guard FileStatus.ifPresent(inner)?.kind == .directory, Files.exists(inner.appending(".git")) else { continue }
            try await git.output(of: ["config", "remote.origin.url", submodule.address.text], in: inner)
            submodules.append(inner)
            try await checkOutSubmodules(of: inner, isLocal: submodule.address.isLocal, level: level + 1)
        }
    }

    private func listSubmodules(of tree: FilePath) async throws -> [Submodule] {
        let addresses = try await settings("url", in: tree, options: [])
        let paths = try await settings("path", in: tree, options: ["--file", ".gitmodules"])
        return addresses.sorted { $0.key < $1.key }.compactMap { name, address in
            paths[name].map { Submodule(name: name, path: $0, address: GitAddress(address, relativeTo: tree)) }
        }
    }

    /// The settings `submodule.<name>.<key>` by name.
    private func settings(_ key: String, in tree: FilePath, options: [String]) async throws -> [String: String] {
        let pattern = "^submodule\\..*\\.\(key)$"
        let outcome = try await git.run(["config"] + options + ["--null", "--get-regexp", pattern], in: tree)
        var values: [String: String] = [:]
        for record in outcome.output.split(separator: "\0") {
            let parts = record.split(separator: "\n", maxSplits: 1)
            guard parts.count == 2 else { continue }
            values[String(parts[0].dropFirst("submodule.".count).dropLast(key.count + 1))] = String(parts[1])
        }
        return values
    }

    /// Decides where a submodule is fetched from: a copy that has its commit, or else its address.
    private func choosePlace(for submodule: Submodule, in tree: FilePath, isLocal: Bool) async throws {
        let entry = try await git.lines(of: ["--literal-pathspecs", "ls-files", "--stage", "--", submodule.path], in: tree).first ?? ""
        let words = entry.split(separator: " ")
        // A name in .gitmodules that is no submodule of this commit.
        guard words.count >= 2, words[0] == "160000" else { return }
        if submodule.address.isLocal, !isLocal {
            throw Diagnostic(
                .checkoutFailed,
                "the submodule \(submodule.path) of \(step.repository) is said to be the folder \(submodule.address.text) of this machine",
                at: step.span
            )
        }
        if let copy = try await mirrors.copies(of: submodule.address.text, having: String(words[1])).first {
            try await git.output(of: ["config", "submodule.\(submodule.name).url", copy.text], in: tree)
        } else if isOffline, !submodule.address.isLocal {
            throw Diagnostic(
                .missingSource,
                "the submodule \(submodule.path) of \(step.repository) is nowhere to be found",
                at: step.span,
                notes: ["\(submodule.address.text): not asked, because of --offline"],
                hint: "put a clone of it into a folder as \(GitAddress.name(submodule.address.text)).git and give that with --source-mirror"
            )
        }
    }
}
