import Diagnostics

/// The inputs of a step that the tool does itself: their values with all variables replaced, and the places where they stand.
struct ResolvedInputs {
    /// Every input of the pipeline, also those with their defaults.
    let texts: [String: String]
    /// Where the inputs stand that the step gives; a default stands nowhere in the recipe.
    let spans: [String: SourceSpan]
    /// Where the step stands.
    let span: SourceSpan

    /// The text of an input, empty when it has none.
    func text(_ name: String) -> String { texts[name] ?? "" }

    /// Where to point at when an input is wrong.
    func span(_ name: String) -> SourceSpan { spans[name] ?? span }

    /// An input that is a number in a range.
    func number(_ name: String, in range: ClosedRange<Int>) throws(Diagnostic) -> Int {
        guard let number = Int(text(name)), range.contains(number) else {
            throw Diagnostic(
                .badInput,
                "\(name) must be a number from \(range.lowerBound) to \(range.upperBound), not \"\(text(name))\"",
                at: span(name)
            )
        }
        return number
    }

    /// An input that is `true` or `false` and nothing else.
    func flag(_ name: String) throws(Diagnostic) -> Bool {
        switch text(name) {
        case "true": return true
        case "false": return false
        default: throw Diagnostic(.badInput, "\(name) must be true or false, not \"\(text(name))\"", at: span(name))
        }
    }
}

extension ResolvedInputs {
    init(_ inputs: [InputCompiler.Input], of step: Step) {
        var texts: [String: String] = [:]
        for input in inputs { texts[input.name] = input.value }
        var spans: [String: SourceSpan] = [:]
        for given in step.with { spans[given.name] = given.span }
        self.init(texts: texts, spans: spans, span: step.uses?.span ?? step.span)
    }
}
