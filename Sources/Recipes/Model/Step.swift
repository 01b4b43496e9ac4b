public import Diagnostics

/// One step of a pipeline (RECIPE.md §3.4).
public struct Step: Sendable {
    public internal(set) var name = ""
    public internal(set) var uses: LocatedText?
    /// Inputs for the pipeline that it uses, in the order written.
    public internal(set) var with: [NamedText] = []
    public internal(set) var runs: LocatedText?
    public internal(set) var pipeline: [Step] = []
    public internal(set) var inputs: [Input] = []
    public internal(set) var needs: [LocatedText] = []
    public internal(set) var condition: LocatedText?
    public internal(set) var label = ""
    public internal(set) var requiredSteps: Int?
    public internal(set) var workingDirectory: LocatedText?
    public internal(set) var environment: [String: String] = [:]
    /// The variables of its script, when it stays shell with plain words or nothing in their places: known of definitions, which are
    /// used often.
    var robustMarkers: [Markers.Marker]?
    /// Why it cannot do without a network, when its definition says so.
    public internal(set) var networkReason: String?
    /// Where the step begins.
    public internal(set) var span: SourceSpan

    init(span: SourceSpan) {
        self.span = span
    }

    /// An input that a pipeline definition declares.
    public struct Input: Sendable {
        public let name: String
        public let defaultText: String
        public let isRequired: Bool
        /// Whether the default holds a variable.
        let isOpen: Bool
    }

    /// The input of a name given by `with`.
    public func given(_ name: String) -> NamedText? {
        for entry in with where entry.name == name { return entry }
        return nil
    }
}
