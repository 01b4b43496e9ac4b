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

    init(_ parts: Parts) {
        name = parts.name
        uses = parts.uses
        with = parts.with
        runs = parts.runs
        pipeline = parts.pipeline
        inputs = parts.inputs
        needs = parts.needs
        condition = parts.condition
        label = parts.label
        requiredSteps = parts.requiredSteps
        workingDirectory = parts.workingDirectory
        environment = parts.environment
        robustMarkers = parts.robustMarkers
        networkReason = parts.networkReason
        span = parts.span
    }

    /// The input of a name given by `with`.
    public func given(_ name: String) -> NamedText? {
        for index in with.indices where with[index].name == name { return with[index] }
        return nil
    }
}

extension Step {
    /// What a step is made of.
    struct Parts {
        var name = ""
        var uses: LocatedText?
        var with: [NamedText] = []
        var runs: LocatedText?
        var pipeline: [Step] = []
        var inputs: [Input] = []
        var needs: [LocatedText] = []
        var condition: LocatedText?
        var label = ""
        var requiredSteps: Int?
        var workingDirectory: LocatedText?
        var environment: [String: String] = [:]
        var robustMarkers: [Markers.Marker]?
        var networkReason: String?
        let span: SourceSpan

        init(span: SourceSpan) {
            self.span = span
        }

        init(_ step: Step) {
            name = step.name
            uses = step.uses
            with = step.with
            runs = step.runs
            pipeline = step.pipeline
            inputs = step.inputs
            needs = step.needs
            condition = step.condition
            label = step.label
            requiredSteps = step.requiredSteps
            workingDirectory = step.workingDirectory
            environment = step.environment
            robustMarkers = step.robustMarkers
            networkReason = step.networkReason
            span = step.span
        }
    }
}
