import Glibc
import Subprocess
import SystemPackage
import Testing

/// What a program did.
struct Outcome: Sendable {
    let status: Int32
    let output: String
    let error: String
}

/// Runs programs: `cuttle` as it was just built, and others by name.
enum Program {
    /// The program under test: `CUTTLE_PROGRAM`, else the one beside the tests, where the package manager puts both.
    static let cuttle =
        getenv("CUTTLE_PROGRAM").map { FilePath(String(cString: $0)) }
        ?? FilePath(CommandLine.arguments[0]).removingLastComponent().appending("cuttle")
    /// The root of the project.
    static let project = FilePath(#filePath).removingLastComponent().removingLastComponent().removingLastComponent()

    static func run(
        _ name: String,
        _ arguments: [String],
        in directory: FilePath? = nil,
        environment: [String: String] = [:]
    ) async throws -> Outcome {
        var variables = ["PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/nonexistent", "NO_COLOR": "1"]
        variables.merge(environment) { $1 }
        let result = try await Subprocess.run(
            name.contains("/") ? .path(FilePath(name)) : .name(name),
            arguments: Arguments(arguments),
            environment: .custom(Dictionary(uniqueKeysWithValues: variables.map { (Environment.Key(stringLiteral: $0.key), $0.value) })),
            workingDirectory: directory,
            output: .string(limit: 4 << 20),
            error: .string(limit: 4 << 20)
        )
        let status: Int32
        switch result.terminationStatus {
        case .exited(let code): status = Int32(code)
        case .signaled(let signal): status = 128 + Int32(signal)
        }
        return Outcome(status: status, output: result.standardOutput, error: result.standardError)
    }

    /// Whether a program is on PATH.
    static func exists(_ name: String) async -> Bool {
        (try? await run("sh", ["-c", "command -v \(name)"]))?.status == 0
    }
}
