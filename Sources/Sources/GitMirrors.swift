import Files
import SystemPackage

/// Folders that may hold copies of repositories: `<name>.git` without a work tree, or `<name>` with one.
struct GitMirrors: Sendable {
    let folders: [FilePath]
    let git: Git

    /// The copies of a repository that have an object, in the order of the folders.
    func copies(of repository: String, having object: String) async throws -> [GitAddress] {
        var found: [GitAddress] = []
        let name = GitAddress.name(repository)
        if name.isEmpty || name == "." || name == ".." { return [] }
        for folder in folders {
            for candidate in ["\(name).git", name] {
                let path = Files.absolute(folder).appending(candidate)
                let inner = path.appending(".git")
                let repository = Files.exists(inner) ? inner : path
                guard Files.exists(repository.appending("HEAD")) else { continue }
                let outcome = try await git.run(["--git-dir=\(repository)", "cat-file", "-e", object], in: "/")
                if outcome.status == 0 { found.append(GitAddress(path.string, relativeTo: "/")) }
            }
        }
        return found
    }
}
