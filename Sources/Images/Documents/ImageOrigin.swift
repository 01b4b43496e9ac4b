import Files
import Subprocess
public import SystemPackage

/// What version control says about where a configuration comes from (IMAGE.md §8, step 2).
public enum ImageOrigin {
    /// The address of the repository that a configuration lies in, and its commit: `ADDRESS@COMMIT`; nil when it is in none.
    ///
    /// Folders are looked through from the configuration's up to the working directory, not above it.
    public static func address(of configuration: FilePath) async -> String? {
        guard let top = Files.resolved("."), let file = Files.resolved(configuration) else { return nil }
        var folder = file.removingLastComponent()
        while folder.starts(with: top) {
            if Files.exists(folder.appending(".git")) {
                guard let remote = await git(["config", "--local", "--get-all", "remote.origin.url"], in: folder)?.first,
                    let commit = await git(["rev-parse", "--verify", "HEAD"], in: folder)?.first
                else { return nil }
                return "\(normalized(remote))@\(commit)"
            }
            if folder == top { return nil }
            folder = folder.removingLastComponent()
        }
        return nil
    }

    /// The address without a user, and that of ssh in the form of other addresses.
    static func normalized(_ remote: String) -> String {
        if let scheme = remote.firstRange(of: "://") {
            let authority = remote[scheme.upperBound...].prefix { $0 != "/" }
            guard let at = authority.lastIndex(of: "@") else { return remote }
            return String(remote[..<scheme.upperBound]) + String(remote[authority.index(after: at)...])
        }
        let head = remote.prefix { $0 != "/" }
        guard let at = head.firstIndex(of: "@"), let colon = head[at...].firstIndex(of: ":") else { return remote }
        return "git+ssh://\(head[head.index(after: at)..<colon])/\(remote[remote.index(after: colon)...])"
    }

    /// Runs a plumbing command, which heeds no configuration that runs programs: the repository may be a stranger's.
    private static func git(_ arguments: [String], in folder: FilePath) async -> [String]? {
        let dropped = ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_CONFIG_PARAMETERS", "GIT_CONFIG_COUNT"]
        var environment: [Environment.Key: String?] = ["LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1"]
        for name in dropped { environment[Environment.Key(stringLiteral: name)] = .some(nil) }
        let result = try? await Subprocess.run(
            .name("git"),
            arguments: Arguments(["-c", "safe.directory=*", "-c", "core.fsmonitor=false"] + arguments),
            environment: .inherit.updating(environment),
            workingDirectory: folder,
            output: .string(limit: 4096)
        )
        guard let result, result.terminationStatus.isSuccess else { return nil }
        return result.standardOutput.split(whereSeparator: \.isNewline).map(String.init)
    }
}
