public import Diagnostics
import Files
import Glibc
import Subprocess
import SystemPackage

/// The program git, run so that nothing of the user's or the machine's settings has a say.
///
/// All settings are in a file of this run, which git takes for the user's: unlike those of the command line they also reach the
/// programs that git starts. Of the environment only what the way to the network needs is passed on.
struct Git: Sendable {
    private let environment: [Environment.Key: String]

    /// - Parameter folder: an existing folder of this run, for the settings.
    init(settingsIn folder: FilePath) throws(Diagnostic) {
        let template = folder.appending("template")
        try Files.makeDirectory(template)
        let settings = folder.appending("settings")
        try Files.writeAtomically(Array(Self.settings(template: template).utf8), to: settings)
        var environment: [Environment.Key: String] = [
            "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "LC_ALL": "C",
            "TZ": "UTC",
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_ATTR_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": settings.string,
            // Git's own ignore and attribute files of the user lie there.
            "XDG_CONFIG_HOME": folder.appending("none").string,
            "GIT_TERMINAL_PROMPT": "0",
            // The last word on transports, for submodules too; which address may be local is checked before git sees it.
            "GIT_ALLOW_PROTOCOL": "file:git:http:https",
            "GIT_NO_REPLACE_OBJECTS": "1",
            "GIT_OPTIONAL_LOCKS": "0",
            "GIT_COMMITTER_NAME": Self.name,
            "GIT_COMMITTER_EMAIL": Self.address,
        ]
        // The way to the network; HOME holds .netrc.
        let passed = ["http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY", "HOME"]
        for name in passed + ["SSL_CERT_FILE", "SSL_CERT_DIR", "CURL_CA_BUNDLE", "GIT_SSL_CAINFO"] {
            if let value = getenv(name) { environment[Environment.Key(stringLiteral: name)] = String(cString: value) }
        }
        self.environment = environment
    }

    /// Who commits what is picked, and what later steps of the recipe commit.
    static let name = "Cuttle Build"
    static let address = "build@cuttle.invalid"

    private static func settings(template: FilePath) -> String {
        """
        [core]
        \thooksPath = /dev/null
        \tfsmonitor = false
        \tautocrlf = false
        \tlogAllRefUpdates = false
        [init]
        \ttemplateDir = \(quote(template.string))
        \tdefaultBranch = main
        [safe]
        \tdirectory = *
        [gc]
        \tauto = 0
        [maintenance]
        \tauto = false
        [advice]
        \tdetachedHead = false
        [pack]
        \tthreads = 1
        \twriteReverseIndex = false
        [index]
        \tthreads = 1
        [http]
        \tlowSpeedLimit = 1
        \tlowSpeedTime = 60

        """
    }

    private static func quote(_ text: String) -> String {
        "\"\(text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\""
    }

    /// How a command ended.
    struct Outcome {
        let status: Int32
        let output: String
        let errors: String

        var lines: [String] { output.split(separator: "\n").map(String.init) }
        /// What was wrong, the lines that say so.
        var reasons: [String] { errors.split(separator: "\n").filter { !$0.hasPrefix("hint: ") && !$0.isEmpty }.map(String.init) }
    }

    /// Runs a command to its end, also one that fails.
    func run(_ arguments: [String], in folder: FilePath, input: String = "", with more: [String: String] = [:]) async throws -> Outcome {
        try Task.checkCancellation()
        var environment = environment
        for (name, value) in more { environment[Environment.Key(stringLiteral: name)] = value }
        // Git has children of its own; a session makes them a group that can be ended together, and keeps them off the terminal.
        var options = PlatformOptions()
        options.createSession = true
        options.teardownSequence = [.gracefulShutDown(toProcessGroup: true, allowedDurationToNextStep: .milliseconds(500))]
        do {
            let result = try await Subprocess.run(
                .name("setpriv"),
                arguments: Arguments(Self.entry + arguments),
                environment: .custom(environment),
                workingDirectory: folder,
                platformOptions: options,
                input: .string(input),
                output: .string(limit: 16 << 20),
                error: .string(limit: 1 << 20)
            )
            try Task.checkCancellation()
            let status: Int32
            switch result.terminationStatus {
            case .exited(let code): status = Int32(code)
            case .signaled(let signal): status = 128 + Int32(signal)
            }
            if status == 127, result.standardError.contains("failed to execute git") { throw Self.missing }
            return Outcome(status: status, output: result.standardOutput, errors: result.standardError)
        } catch let error as SubprocessError {
            try Task.checkCancellation()
            throw Diagnostic(.checkoutFailed, "cannot run git \(arguments.first ?? ""): \(error)")
        }
    }

    /// Killed, Cuttle cannot end git any more. Then the kernel does it, and git is the first process of a namespace whose others end with it.
    private static let entry = [
        "--pdeathsig", "KILL", "--", "unshare", "--user", "--map-current-user", "--pid", "--fork", "--kill-child", "--", "git",
    ]

    private static let missing = Diagnostic(.environment, "git is not installed", hint: "apt-get install git")

    /// Runs a command that must succeed.
    ///
    /// - Returns: what it printed.
    @discardableResult
    func output(of arguments: [String], in folder: FilePath, input: String = "", with more: [String: String] = [:]) async throws -> String {
        let outcome = try await run(arguments, in: folder, input: input, with: more)
        if outcome.status != 0 {
            throw Diagnostic(.checkoutFailed, "git \(arguments.first ?? "") failed", notes: Array(outcome.reasons.suffix(10)))
        }
        return outcome.output
    }

    /// The lines that a command printed that must succeed.
    func lines(of arguments: [String], in folder: FilePath) async throws -> [String] {
        try await output(of: arguments, in: folder).split(separator: "\n").map(String.init)
    }
}

extension Diagnostic.Code {
    /// A repository that cannot be checked out as the recipe asks.
    public static let checkoutFailed = work("checkout-failed")
    /// A commit that is not the one that the recipe names.
    public static let wrongCommit = work("wrong-commit")
}
