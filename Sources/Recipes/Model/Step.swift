public import Diagnostics

/// One step of a pipeline (RECIPE.md §3.4).
///
/// Steps are many, large, and handed on often: a reference to what never changes takes the place of copies.
public final class Step: Sendable {
    public let name: String
    public let uses: LocatedText?
    /// Inputs for the pipeline that it uses, in the order written.
    public let with: [NamedText]
    public let runs: LocatedText?
    public let pipeline: [Step]
    public let inputs: [Input]
    public let needs: [LocatedText]
    public let condition: LocatedText?
    public let label: String
    public let requiredSteps: Int?
    public let workingDirectory: LocatedText?
    public let environment: [String: String]
    /// The variables of its script, when it stays shell with plain words or nothing in their places: known of definitions, which are
    /// used often.
    let robustMarkers: [Markers.Marker]?
    /// Why it cannot do without a network, when its definition says so.
    public let networkReason: String?
    /// Where the step begins.
    public let span: SourceSpan

    /// An input that a pipeline definition declares.
    public struct Input: Sendable {
        public let name: String
        public let defaultText: String
        public let isRequired: Bool
        /// Whether the default holds a variable.
        let isOpen: Bool
    }

    init(
        span: SourceSpan,
        name: String = "",
        uses: LocatedText? = nil,
        with: [NamedText] = [],
        runs: LocatedText? = nil,
        pipeline: [Step] = [],
        inputs: [Input] = [],
        needs: [LocatedText] = [],
        condition: LocatedText? = nil,
        label: String = "",
        requiredSteps: Int? = nil,
        workingDirectory: LocatedText? = nil,
        environment: [String: String] = [:],
        robustMarkers: [Markers.Marker]? = nil,
        networkReason: String? = nil
    ) {
        self.span = span
        self.name = name
        self.uses = uses
        self.with = with
        self.runs = runs
        self.pipeline = pipeline
        self.inputs = inputs
        self.needs = needs
        self.condition = condition
        self.label = label
        self.requiredSteps = requiredSteps
        self.workingDirectory = workingDirectory
        self.environment = environment
        self.robustMarkers = robustMarkers
        self.networkReason = networkReason
    }

    /// The step with another working directory, environment and steps inside it.
    func inheriting(_ workingDirectory: LocatedText?, _ environment: [String: String], _ pipeline: [Step]) -> Step {
        Step(
            span: span,
            name: name,
            uses: uses,
            with: with,
            runs: runs,
            pipeline: pipeline,
            inputs: inputs,
            needs: needs,
            condition: condition,
            label: label,
            requiredSteps: requiredSteps,
            workingDirectory: workingDirectory,
            environment: environment,
            robustMarkers: robustMarkers,
            networkReason: networkReason
        )
    }

    /// The input of a name given by `with`.
    public func given(_ name: String) -> NamedText? {
        for index in with.indices where with[index].name.isSame(as: name) { return with[index] }
        return nil
    }
}
