import Diagnostics

/// The inputs of a step that the tool does itself: their values with all variables replaced, and the places where they stand.
struct ResolvedInputs {
    private let inputs: [InputCompiler.Input]
    /// Where the step stands.
    let span: SourceSpan

    init(_ inputs: [InputCompiler.Input], of step: Step) {
        self.inputs = inputs
        span = step.uses?.span ?? step.span
    }

    /// The text of an input, empty when it has none.
    func text(_ name: String) -> String { input(name)?.value ?? "" }

    /// Where to point at when an input is wrong: a default stands nowhere in the recipe.
    func span(_ name: String) -> SourceSpan { input(name)?.span ?? span }

    private func input(_ name: String) -> InputCompiler.Input? {
        for index in inputs.indices where inputs[index].name.isSame(as: name) { return inputs[index] }
        return nil
    }

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
