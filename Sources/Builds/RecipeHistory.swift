import Diagnostics
import Files
import Subprocess
public import SystemPackage

/// What version control says about a recipe: when it was last touched, so that a commit elsewhere changes nothing here
/// (DESIGN, promise 1).
public struct RecipeHistory: Sendable {
    /// A commit, or `unknown`.
    public let commit: String
    /// Seconds since 1970.
    public let date: Int64

    /// No history: the recipe is not in a repository, or git is missing.
    static let unknown = RecipeHistory(commit: "unknown", date: 0)

    /// The commit that is checked out where a recipe lies; nil when it is not in a repository.
    public static func head(of recipe: FilePath) async -> String? {
        await git(["rev-parse", "--verify", "HEAD"], in: Files.absolute(recipe).removingLastComponent())?.first
    }

    /// The last commit that touched any of the paths.
    ///
    /// - Throws: `cut-history` when that commit lies beyond what a shallow clone holds.
    static func of(_ paths: [FilePath]) async throws -> RecipeHistory {
        guard let first = paths.first else { return .unknown }
        let folder = Files.absolute(first).removingLastComponent()
        let names = paths.map { Files.absolute($0).string }
        guard let found = await git(["--literal-pathspecs", "rev-list", "-1", "--timestamp", "HEAD", "--"] + names, in: folder) else {
            return .unknown
        }
        guard found.count == 2, let date = Int64(found[0]) else { return .unknown }
        // In a shallow clone every file seems to have been touched by the oldest commit that is there.
        let shallow = await git(["rev-parse", "--git-path", "shallow"], in: folder)?.first.map { folder.pushing(FilePath($0)) }
        if let shallow, let oldest = try? Files.read(shallow), String(decoding: oldest, as: UTF8.self).contains(found[1]) {
            throw Diagnostic(
                .cutHistory,
                "the history of \(first) is cut off, so its last change cannot be told",
                hint: "git fetch --unshallow, or give --build-date and --git-commit"
            )
        }
        return RecipeHistory(commit: found[1], date: date)
    }

    /// Runs a plumbing command of git, which heeds no configuration that runs programs: the repository may be a stranger's.
    private static func git(_ arguments: [String], in folder: FilePath) async -> [String]? {
        let dropped = ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_CONFIG_PARAMETERS", "GIT_CONFIG_COUNT"]
        var environment: [Environment.Key: String?] = ["LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1"]
        for name in dropped { environment[Environment.Key(stringLiteral: name)] = .some(nil) }
        let result = try? await Subprocess.run(
            .name("git"),
            // Owners are not compared: a recipe gives the same package whoever builds it.
            arguments: Arguments(["-c", "safe.directory=*", "-c", "core.fsmonitor=false"] + arguments),
            environment: .inherit.updating(environment),
            workingDirectory: folder,
            output: .string(limit: 4096)
        )
        guard let result, result.terminationStatus.isSuccess else { return nil }
        return result.standardOutput.split(whereSeparator: \.isWhitespace).map(String.init)
    }
}

extension Diagnostic.Code {
    /// A clone without the history that is needed.
    static let cutHistory = work("cut-history")
}
