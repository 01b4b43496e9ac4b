import ArgumentParser
import Diagnostics
import Files
import Repositories
import SystemPackage

/// `cuttle repo`.
struct RepositoryVerbs: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "repo",
        abstract: "Keeps a repository as a whole: publishes, serves, prunes, withdraws, compares, verifies, signs anew.",
        discussion:
            "A repository is a folder with a folder for each architecture. Builds publish into it themselves (cuttle build --out-dir).",
        subcommands: [Publish.self, RepositoryServing.self, Prune.self, Withdraw.self, Difference.self, Verify.self, Resign.self]
    )

    /// The folders of a repository that have an index: its architectures, or the folder itself.
    static func directories(of folder: FilePath) throws(Diagnostic) -> [FilePath] {
        if Files.exists(folder.appending("APKINDEX.tar.gz")) { return [folder] }
        guard FileStatus.ifPresent(folder)?.kind == .directory else { throw Diagnostic(.missingFile, "there is no folder \(folder)") }
        // What begins with a dot is on its way.
        let found = try Files.list(folder).filter { !$0.hasPrefix(".") }.sorted().map { folder.appending($0) }.filter {
            Files.exists($0.appending("APKINDEX.tar.gz"))
        }
        if found.isEmpty {
            throw Diagnostic(
                .missingRepository,
                "\(folder) is no repository: it has no APKINDEX.tar.gz, and no folder with one",
                hint: "make one with cuttle index"
            )
        }
        return found
    }
}
