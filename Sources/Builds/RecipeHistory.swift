import Diagnostics
import Files
import Subprocess
import SystemPackage

/// What version control says about a recipe: when it was last touched, so that a commit elsewhere changes nothing here
/// (DESIGN, promise 1).
struct RecipeHistory {
    let commit: String
    let date: Int64

    /// No history: the recipe is not in a repository, or git is missing.
    static let unknown = RecipeHistory(commit: "unknown", date: 0)

    /// The last commit that touched any of the paths.
    static func of(_ paths: [FilePath]) async -> RecipeHistory {
        guard let first = paths.first else { return .unknown }
        let folder = Files.absolute(first).removingLastComponent()
        // Owners are not compared: a recipe gives the same package whoever builds it.
        let arguments = ["-c", "safe.directory=*", "log", "-1", "--format=%H %ct", "--"] + paths.map { Files.absolute($0).string }
        let result = try? await Subprocess.run(
            .name("git"),
            arguments: Arguments(arguments),
            environment: .inherit.updating(["GIT_DIR": nil, "GIT_WORK_TREE": nil, "LC_ALL": "C"]),
            workingDirectory: folder,
            output: .string(limit: 4096)
        )
        guard let result, result.terminationStatus.isSuccess else { return .unknown }
        let parts = result.standardOutput.split(whereSeparator: \.isWhitespace)
        guard parts.count == 2, let date = Int64(parts[1]) else { return .unknown }
        return RecipeHistory(commit: String(parts[0]), date: date)
    }
}
