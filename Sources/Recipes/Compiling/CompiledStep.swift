public import Diagnostics

/// A step of a compiled recipe.
///
/// As of what it is made of, there are many: it is a reference to what never changes.
public final class CompiledStep: Sendable {
    /// What a step does before its children.
    public enum Action: Sendable {
        /// Only its working directory is made.
        case none
        /// A shell text, run in the sandbox.
        case shell(String)
        /// Something from upstream, put into the workspace by the tool.
        case source(SourceStep)
    }

    /// The name that the recipe gives it; empty otherwise.
    public let name: String
    /// The pipeline that it uses; empty otherwise.
    public let uses: String
    /// Its inputs.
    let inputs: [InputCompiler.Input]
    /// The shell text, variables replaced; empty for none.
    public let runs: String
    /// Packages that it needs in the environment; none when they have become part of it already.
    public let needs: [String]
    /// The condition with its variables replaced; empty for none.
    public let condition: String
    /// Whether the condition holds.
    public let isActive: Bool
    /// A word for other tools; builds do not look at it.
    public let tag: String
    /// How many of its children have to run.
    public let requiredSteps: Int?
    /// As the recipe or the steps around it have it; empty for the workspace.
    public let relativeDirectory: String
    /// Variables that this step itself sets.
    public let ownEnvironment: [String: String]
    /// Variables of this step and those around it.
    public let environment: [String: String]
    /// All children, also those whose condition is false.
    public let allChildren: [CompiledStep]
    /// What it does before its children.
    public let action: Action
    /// Why it cannot do without a network, when its pipeline, one around it, or the recipe says so.
    public let networkReason: String?
    /// What keeps it from being run, found while compiling: inputs that make no sense together.
    public let problem: Diagnostic?
    /// Where it stands in the recipe.
    public let span: SourceSpan

    init(
        name: String,
        uses: String,
        inputs: [InputCompiler.Input],
        runs: String,
        needs: [String],
        condition: String,
        isActive: Bool,
        tag: String,
        requiredSteps: Int?,
        relativeDirectory: String,
        ownEnvironment: [String: String],
        environment: [String: String],
        allChildren: [CompiledStep],
        action: Action,
        networkReason: String?,
        problem: Diagnostic?,
        span: SourceSpan
    ) {
        self.name = name
        self.uses = uses
        self.inputs = inputs
        self.runs = runs
        self.needs = needs
        self.condition = condition
        self.isActive = isActive
        self.tag = tag
        self.requiredSteps = requiredSteps
        self.relativeDirectory = relativeDirectory
        self.ownEnvironment = ownEnvironment
        self.environment = environment
        self.allChildren = allChildren
        self.action = action
        self.networkReason = networkReason
        self.problem = problem
        self.span = span
    }

    /// Inputs that are not what the pipeline has by default.
    public var with: [String: String] {
        var with: [String: String] = [:]
        for input in inputs where input.isKept { with[input.name] = input.value }
        return with
    }

    /// The children that will be run.
    public var children: [CompiledStep] { allChildren.filter(\.isActive) }

    /// What to call it: its name, its pipeline, or the first line of its script.
    public var label: String {
        if !name.isEmpty { return name }
        if !uses.isEmpty { return uses }
        guard case .shell(let text) = action else { return "steps" }
        let lines = text.utf8.split(separator: UInt8(ascii: "\n")).map { $0.drop { $0 == 0x20 || $0 == 0x09 } }
        let line = lines.first { !$0.isEmpty && $0.first != UInt8(ascii: "#") }
        return line.map { String(String(decoding: $0, as: UTF8.self).prefix(60)) } ?? "script"
    }

    /// Absolute, in the sandbox.
    public var workingDirectory: String {
        if relativeDirectory.isEmpty { return RecipeCompiler.workspace }
        return relativeDirectory.utf8.first == UInt8(ascii: "/") ? relativeDirectory : "\(RecipeCompiler.workspace)/\(relativeDirectory)"
    }

    /// Whether it is more than a frame around its children.
    public var doesSomething: Bool {
        if case .none = action { false } else { true }
    }

    /// The first step, itself included, that runs in the sandbox and cannot do without a network.
    public var networked: CompiledStep? {
        if networkReason != nil, case .shell = action { return self }
        return children.lazy.compactMap(\.networked).first
    }

    var sources: [SourceStep] {
        var sources = children.flatMap(\.sources)
        if case .source(let source) = action { sources.insert(source, at: 0) }
        return sources
    }

    /// What would keep it and its children from succeeding.
    func collectProblems(in problems: inout [Diagnostic]) {
        if let problem { problems.append(problem) }
        if let requiredSteps {
            let count = allChildren.count(where: \.isActive)
            if count != requiredSteps {
                problems.append(
                    Diagnostic(
                        .badStep,
                        "\(requiredSteps) of this step's children must run, but the conditions of \(count) hold",
                        at: span
                    )
                )
            }
        }
        for child in allChildren where child.isActive { child.collectProblems(in: &problems) }
    }
}
