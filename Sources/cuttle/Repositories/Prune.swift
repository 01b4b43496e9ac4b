import ArgumentParser
import Diagnostics
import Repositories
import SystemPackage

/// `cuttle repo prune`.
struct Prune: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune",
        abstract: "Removes old versions from a repository.",
        discussion: """
            The index is written first, the files go last. Who reads a repository on the web has an index for a while before it asks for \
            packages: with --keep-files, files stay that long after they have left the index, and a later prune deletes them.

              cuttle repo prune packages --keep 3 --signing-key local.rsa --dry-run
              cuttle repo prune packages --keep-files 86400 --signing-key local.rsa
            """
    )

    @Argument(help: ArgumentHelp("The repository's folder.", valueName: "folder"), completion: .directory)
    var folder: String

    @Option(help: ArgumentHelp("How many versions of each package stay.", valueName: "number"))
    var keep = 1

    @Option(help: ArgumentHelp("How long files stay after they have left the index, for readers of older ones.", valueName: "seconds"))
    var keepFiles: Int64 = 0

    @OptionGroup var removal: RemovalOptions

    func validate() throws {
        if keep < 1 { throw ValidationError("--keep must be at least 1") }
        if keepFiles < 0 { throw ValidationError("--keep-files must not be negative") }
    }

    func run() async throws {
        let isChanged = try await removal.run(FilePath(folder), retaining: keepFiles) { removal throws(Diagnostic) in
            try removal.outdated(keeping: keep)
        }
        if !isChanged { Console.note("nothing to remove from \(folder)") }
    }
}
