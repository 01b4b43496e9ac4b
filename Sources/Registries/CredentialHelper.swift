import Diagnostics
import Files
import JSON
import Subprocess
import SystemPackage

/// A program that keeps credentials, `docker-credential-<name>`: the address on its input, JSON on its output.
struct CredentialHelper {
    let name: String
    /// How long it may take.
    let patience: Duration

    /// What it has for a registry; nil when it has nothing.
    ///
    /// - Throws: `credentials` when it cannot be run or answers nonsense. What it wrote is told only when it failed: then it is no secret.
    func credentials(for registry: String) async throws -> RegistryCredentials? {
        let program = "docker-credential-\(name)"
        guard !name.isEmpty, name.allSatisfy({ $0.isAlphanumeric || "_.-".contains($0) }) else {
            throw Diagnostic(.credentials, "\"\(name)\" is not the name of a credential helper")
        }
        let address = registry == RepositoryName.defaultRegistry ? "https://index.docker.io/v1/" : registry
        let (output, isSuccess) = try await run(program, input: address)
        guard isSuccess else {
            if output.contains("credentials not found") { return nil }
            throw Diagnostic(
                .credentials,
                "\(program) has no answer for \(registry)",
                notes: output.split(separator: "\n").prefix(3).map { String($0.prefix(200)) }
            )
        }
        guard let document = try? JSON(parsing: Array(output.utf8)), let user = document["Username"]?.string,
            let secret = document["Secret"]?.string
        else { throw Diagnostic(.credentials, "\(program) answers for \(registry) with something else than Username and Secret") }
        if user.isEmpty, secret.isEmpty { return nil }
        if user == "<token>" { return RegistryCredentials(.identityToken(secret), origin: program) }
        return RegistryCredentials(user: user, password: secret, origin: program)
    }

    private func run(_ program: String, input: String) async throws -> (output: String, isSuccess: Bool) {
        // A file and not a pipe: a helper that ends before it has read would end us too, by SIGPIPE.
        let folder = try TemporaryDirectory()
        defer { withExtendedLifetime(folder) {} }
        let file = folder.path.appending("input")
        try Files.writeAtomically(Array(input.utf8), to: file)
        return try await withThrowingTaskGroup(of: (String, Bool)?.self) { group in
            group.addTask {
                do {
                    let result = try await Subprocess.run(
                        .name(program),
                        arguments: ["get"],
                        input: .fileDescriptor(.open(file, .readOnly), closeAfterSpawningProcess: true),
                        output: .string(limit: 1 << 20),
                        error: .discarded
                    )
                    return (result.standardOutput, result.terminationStatus.isSuccess)
                } catch {
                    try Task.checkCancellation()
                    throw Diagnostic(
                        .credentials,
                        "\(program) cannot be run",
                        notes: ["it is named by the file of your credentials"],
                        hint: "install it, or take it out of the file and log in again"
                    )
                }
            }
            group.addTask {
                try await Task.sleep(for: patience)
                return nil
            }
            defer { group.cancelAll() }
            guard let first = try await group.next(), let outcome = first else {
                throw Diagnostic(.credentials, "\(program) does not answer within \(patience.components.seconds) seconds")
            }
            return outcome
        }
    }
}
