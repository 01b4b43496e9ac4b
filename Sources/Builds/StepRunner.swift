import Diagnostics
import Files
import Recipes
import Sandboxes
import SystemPackage

/// Runs the steps of one build or test in order; each shell step is a new shell in the sandbox (RECIPE.md §9).
struct StepRunner {
    /// What is built or tested, for messages.
    private let title: String
    /// The package that progress speaks of.
    private let main: String
    /// The variables of all steps.
    private let variables: [String: String]
    /// What sources are dated that have no time of their own.
    private let date: Int64
    let sandbox: Sandbox
    let workspace: Workspace
    let logDirectory: FilePath
    let report: @Sendable (BuildEvent) -> Void
    private var sources: ArraySlice<FilePath>
    private var number = 0
    private let total: Int

    init(
        plan: BuildPlan,
        sandbox: Sandbox,
        workspace: Workspace,
        logDirectory: FilePath,
        report: @escaping @Sendable (BuildEvent) -> Void
    ) {
        title = plan.title
        main = plan.compiled.recipe.package.name
        date = plan.date
        variables = ["SOURCE_DATE_EPOCH": String(plan.date)].merging(plan.compiled.variables) { $1 }
        self.sandbox = sandbox
        self.workspace = workspace
        self.logDirectory = logDirectory
        self.report = report
        sources = plan.sources[...]
        total = plan.compiled.packages.reduce(0) { $0 + Self.count($1.steps) }
    }

    /// Runs the steps of a test.
    init(
        _ test: TestPlan,
        sandbox: Sandbox,
        workspace: Workspace,
        logDirectory: FilePath,
        report: @escaping @Sendable (BuildEvent) -> Void
    ) {
        title = test.title
        main = test.package
        date = 0
        variables = test.variables
        self.sandbox = sandbox
        self.workspace = workspace
        self.logDirectory = logDirectory
        self.report = report
        sources = test.sources[...]
        total = Self.count(test.steps)
    }

    /// The number of steps that do something, as progress counts them.
    static func count(_ steps: [CompiledStep]) -> Int {
        steps.reduce(0) { $0 + ($1.doesSomething ? 1 : 0) + count($1.children) }
    }

    /// Runs the steps of one package of the build.
    mutating func run(_ steps: [CompiledStep], of package: String, under parent: String? = nil) async throws {
        for step in steps {
            try Task.checkCancellation()
            // Inside a pipeline it is the pipeline's name that tells people where they are.
            let label = parent ?? step.label
            switch step.action {
            case .none: try workspace.makeDirectory(step.workingDirectory)
            case .source(let source):
                announce(label, package)
                guard let path = sources.popFirst() else { throw Diagnostic(.internalError, "the plan lacks a source", at: source.span) }
                switch source {
                case .fetch(let fetch): try workspace.place(path, fetch, in: step.workingDirectory, time: date)
                case .checkout(let checkout): try workspace.place(path, checkout, in: step.workingDirectory)
                }
            case .shell(let script):
                announce(label, package)
                try await run(script, step, label: label, package)
            }
            try await run(step.children, of: package, under: step.children.isEmpty ? nil : label)
        }
    }

    private mutating func announce(_ label: String, _ package: String) {
        number += 1
        report(.step(package: main, number: number, of: total, label: package == main ? label : "\(package): \(label)"))
    }

    private func run(_ script: String, _ step: CompiledStep, label: String, _ package: String) async throws {
        let log = logDirectory.appending("\(number < 10 ? "0" : "")\(number)-\(package)-\(Self.slug(label)).log")
        var environment = variables
        environment["PATH"] = "/usr/local/sbin:/usr/local/bin:/usr/bin:/usr/sbin:/sbin:/bin"
        environment.merge(step.environment) { $1 }
        let directory = Self.quote(step.workingDirectory)
        let text = "set -eo pipefail\n[ -d \(directory) ] || mkdir -p \(directory)\ncd \(directory)\n\(script)\nexit 0\n"
        if text.utf8.count > Self.longestScript {
            throw Diagnostic(
                .badInput,
                "the script is longer than \(Self.longestScript) bytes",
                at: step.span,
                hint: "put it into a file in the recipe's own folder, and run that"
            )
        }
        let status = try await sandbox.run(
            ["/bin/sh", "-c", text],
            environment: environment,
            hasNetwork: step.networkReason != nil,
            log: log
        )
        // The signal that ends Cuttle ends the step as well; that is no failure of the recipe.
        try Task.checkCancellation()
        if status == 0 { return }
        throw Diagnostic(
            .stepFailed,
            "\(title): step \(number) of \(total), \"\(label)\", failed with exit status \(status)",
            at: step.span,
            notes: ["the end of its log:"] + Self.tail(log).map { "  | " + $0 },
            hint: sandbox.hasShell
                ? "the whole log: \(log)"
                : "its environment has no /bin/sh: add packages with a shell to its contents.packages, such as busybox and a base layout"
        )
    }

    /// What the kernel takes as one argument of a program, less a margin.
    private static let longestScript = 120_000

    /// The last lines of a log.
    private static func tail(_ log: FilePath) -> [String] {
        guard let reader = try? FileReader(log), let size = try? reader.size() else { return [] }
        try? reader.seek(to: max(0, size - 8192))
        let bytes = (try? reader.read(upTo: 8192)) ?? []
        return String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline).suffix(15).map(String.init)
    }

    private static func slug(_ label: String) -> String {
        let characters = label.lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }
        return String(characters.split(separator: "-").joined(separator: "-").prefix(40))
    }

    private static func quote(_ text: String) -> String {
        "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }
}
