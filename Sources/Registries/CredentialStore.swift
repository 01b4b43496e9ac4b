import Diagnostics
import Files
import SystemPackage

/// Where credentials for registries are looked for.
public struct CredentialStore: Sendable {
    /// How long the program of a helper may take.
    public var helperPatience = Duration.seconds(60)
    private let files: [FilePath]
    /// The file that must be there, since somebody named it.
    private let named: FilePath?
    /// What GitHub's registry takes where nothing else is known, as jobs of GitHub have it.
    private let gitHub: RegistryCredentials?

    /// The files that an environment leads to, in this order: `REGISTRY_AUTH_FILE`; Docker's `config.json` in `DOCKER_CONFIG`, else in
    /// `~/.docker`; `containers/auth.json` in `XDG_RUNTIME_DIR`, in `XDG_CONFIG_HOME`, else in `~/.config`; for ghcr.io
    /// also `GITHUB_TOKEN`, with the name `GITHUB_ACTOR`.
    ///
    /// - Parameter lookup: gives the value of a variable.
    public init(lookup: (String) -> String?) {
        func variable(_ name: String) -> FilePath? { lookup(name).flatMap { $0.isEmpty ? nil : FilePath($0) } }
        let home = variable("HOME")
        named = variable("REGISTRY_AUTH_FILE")
        gitHub = lookup("GITHUB_TOKEN").flatMap { token in
            token.isEmpty ? nil : RegistryCredentials(user: lookup("GITHUB_ACTOR") ?? "unset", password: token, origin: "GITHUB_TOKEN")
        }
        files = [
            named,
            (variable("DOCKER_CONFIG") ?? home?.appending(".docker"))?.appending("config.json"),
            variable("XDG_RUNTIME_DIR")?.appending("containers/auth.json"),
            (variable("XDG_CONFIG_HOME") ?? home?.appending(".config"))?.appending("containers/auth.json"),
        ].compactMap { $0 }
    }

    /// What there is for a repository: of the first file that has something. In each, a helper for the registry comes first, then the helper
    /// for all, then what stands in the file.
    ///
    /// - Throws: `credentials` for a file that cannot be read and a helper that fails, `missing-file`.
    public func credentials(for name: RepositoryName) async throws -> RegistryCredentials? {
        if let named, !Files.exists(named) { throw Diagnostic(.missingFile, "there is no file \(named), which REGISTRY_AUTH_FILE names") }
        for path in files {
            guard let file = try CredentialFile(path) else { continue }
            if let helper = file.helper(for: name.registry) ?? file.store,
                let found = try await CredentialHelper(name: helper, patience: helperPatience).credentials(for: name.registry)
            {
                return found
            }
            if let found = try file.credentials(for: name) { return found }
        }
        return name.registry == "ghcr.io" ? gitHub : nil
    }
}
