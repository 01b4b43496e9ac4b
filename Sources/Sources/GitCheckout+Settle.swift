import Diagnostics
import Files
import Recipes
import SystemPackage

/// What a checkout leaves behind.
///
/// Steps use the repository as well (`git describe`), so it is kept, and made to depend on what was asked for alone:
/// other branches, tags beside the history, logs, times and stat data go, and all objects are packed anew by one thread. Its bytes
/// are then the same wherever and whenever the same version of git makes them, except that
///
/// * tags which upstream adds to or moves within the history count when all history is wanted,
/// * packs of very large histories keep upstream's deltas, because finding new ones would take hours, and
/// * what a server leaves out of a sparse checkout is up to that server.
///
/// Build keys do not cover these bytes, but the commits and inputs that they come from.
extension GitCheckout {
    /// Objects up to which deltas are made anew.
    private static let manyObjects = 300_000

    /// Tidies up.
    ///
    /// - Returns: the time of the commit that is checked out, which all files get.
    func settle(_ commit: String) async throws -> Int64 {
        let words = try await git.lines(of: ["log", "-1", "--no-show-signature", "--format=%ct", "HEAD"], in: folder)
        // An index has 32 bits for a time, and one second more is needed.
        let time = min(max(0, words.first.flatMap { Int64($0) } ?? 0), Int64(UInt32.max) - 1)
        if let branch {
            try await git.output(of: ["update-ref", "refs/remotes/origin/\(branch)", commit], in: folder)
            try await git.output(of: ["config", "branch.\(branch).remote", "origin"], in: folder)
            try await git.output(of: ["config", "branch.\(branch).merge", "refs/heads/\(branch)"], in: folder)
        }
        for tree in [folder] + submodules {
            let lines = try await git.lines(of: ["rev-parse", "--absolute-git-dir"], in: tree)
            guard let repository = lines.first.map({ FilePath($0) }) else { continue }
            // Files are compared by size and time: what else the index knows of them is another matter after a copy.
            try await git.output(of: ["config", "core.checkStat", "minimal"], in: tree)
            try await git.output(of: ["config", "core.trustCtime", "false"], in: tree)
            try await dropReferences(of: tree, isTop: tree == folder)
            try dropTraces(in: repository)
            try await pack(tree, repository)
            try GitIndex(repository.appending("index")).settle(tree: tree, time: time)
        }
        try settleFiles(time: time)
        return time
    }

    private func dropReferences(of tree: FilePath, isTop: Bool) async throws {
        var kept = Set(try await git.lines(of: ["for-each-ref", "--format=%(refname)", "--merged=HEAD", "refs/tags"], in: tree))
        if isTop {
            if let branch { kept.formUnion(["refs/heads/\(branch)", "refs/remotes/origin/\(branch)"]) }
            if case .tag(let tag) = step.reference { kept.formUnion(["refs/tags/\(tag)", "refs/origin/tags/\(tag)"]) }
        }
        let all = try await git.lines(of: ["for-each-ref", "--format=%(refname)"], in: tree)
        let commands = all.filter { !kept.contains($0) }.map { "delete \($0)\n" }.joined()
        try await git.output(of: ["update-ref", "--no-deref", "--stdin"], in: tree, input: commands)
    }

    private func dropTraces(in repository: FilePath) throws(Diagnostic) {
        let names = ["FETCH_HEAD", "ORIG_HEAD", "AUTO_MERGE", "COMMIT_EDITMSG", "logs", "hooks", "branches", "description", "info/refs"]
        for name in names { try Files.removeTree(repository.appending(name)) }
    }

    private func pack(_ tree: FilePath, _ repository: FilePath) async throws {
        try await git.output(of: ["pack-refs", "--all", "--prune"], in: tree)
        // Folders of references that are gone.
        for name in try Files.list(repository.appending("refs")) { try Files.removeTree(repository.appending("refs").appending(name)) }
        for name in ["heads", "tags"] { try Files.makeDirectory(repository.appending("refs").appending(name)) }
        let counts = try await git.lines(of: ["count-objects", "-v"], in: tree)
        let objects = counts.filter { $0.hasPrefix("count: ") || $0.hasPrefix("in-pack: ") }
            .compactMap { $0.split(separator: " ").last.flatMap { Int($0) } }.reduce(0, +)
        var options = ["-a", "-d", "-n", "-q"]
        if step.depth == 1, step.cherryPicks.isEmpty {
            // Files of one commit have little in common, and without deltas packing is copying.
            options += ["-F", "--window=0"]
        } else if objects <= Self.manyObjects {
            options.append("-F")
        }
        try orderPacks(of: repository)
        try await git.output(of: ["repack"] + options, in: tree)
        try await git.output(of: ["prune", "--expire=now"], in: tree)
        for name in ["objects/info/commit-graph", "objects/info/commit-graphs", "objects/info/packs"] {
            try Files.removeTree(repository.appending(name))
        }
        let shallow = repository.appending("shallow")
        if Files.exists(shallow) {
            let lines = String(decoding: try Files.read(shallow), as: UTF8.self).split(separator: "\n").sorted()
            try Files.writeAtomically(Array(lines.map { $0 + "\n" }.joined().utf8), to: shallow)
        }
    }

    /// Objects are packed in the order of the packs that they are in, and that is the order of the packs' times.
    private func orderPacks(of repository: FilePath) throws(Diagnostic) {
        let folder = repository.appending("objects/pack")
        guard Files.exists(folder) else { return }
        let root = try RootedDirectory(folder)
        for (index, name) in try Files.list(folder).filter({ $0.hasSuffix(".pack") }).enumerated() {
            try root.setModificationTime(name, Int64(index + 1))
        }
    }

    /// Gives everything the modes that umask 022 would, and one time.
    private func settleFiles(time: Int64) throws(Diagnostic) {
        let root = try RootedDirectory(folder)
        for entry in try Files.walk(folder).reversed() {
            let isInside = entry.path.utf8.starts(with: ".git/".utf8)
            switch entry.status.kind {
            case .directory: try root.setMode(entry.path, 0o755)
            case .regular: try root.setMode(entry.path, entry.status.mode & 0o100 != 0 && !isInside ? 0o755 : 0o644)
            default: break
            }
            try root.setModificationTime(entry.path, time)
        }
    }
}
