import Cryptography
import Diagnostics

/// Gives the inputs of a step their values (RECIPE.md §8.2–§8.4, §8.7).
struct InputCompiler {
    private let declared: [Step.Input]
    private let with: [NamedText]
    private let uses: LocatedText?
    private let span: SourceSpan
    private let scope: Scope

    /// - Parameters:
    ///   - declared: what the pipeline has, in the order of its definition.
    ///   - given: what the step gives.
    ///   - uses: the pipeline's name; nil when the step does not load one.
    ///   - scope: what the step stands in.
    init(_ declared: [Step.Input], given: [NamedText], uses: LocatedText?, at span: SourceSpan, in scope: Scope) {
        self.declared = declared
        with = given
        self.uses = uses
        self.span = span
        self.scope = scope
    }

    private static let most = 500

    /// An input with its value.
    struct Input {
        let name: String
        let value: String
        /// Whether the value is another than the default as it is written: such inputs stay in the compiled step.
        let isKept: Bool
        /// Where it was given.
        let span: SourceSpan?
        /// Whether it was made of something that depends on the architecture.
        var dependsOnArchitecture = false
    }

    func inputs() throws(Diagnostic) -> [Input] {
        if declared.isEmpty && with.isEmpty { return [] }
        // Inputs are looked for among one another, and may each wait for all others.
        if declared.count + with.count > Self.most {
            throw Diagnostic(.limit, "a step has more than \(Self.most) inputs", at: uses?.span ?? span)
        }
        if let uses { try checkNames(uses) }
        var inputs: [Input] = []
        inputs.reserveCapacity(declared.count)
        var open: [Open] = []
        for declared in declared {
            let given = given(declared.name)
            let isGiven = given.map { !$0.text.isEmpty } ?? false
            let text = isGiven ? given?.text ?? "" : declared.defaultText
            if text.isEmpty, declared.isRequired {
                let name = uses?.text ?? "this"
                throw Diagnostic(
                    .badInput,
                    "the pipeline \"\(name)\" needs the input \"\(declared.name)\"",
                    at: uses?.span ?? span,
                    hint: "give it below \"with\""
                )
            }
            let item = Open(name: declared.name, text: text, defaultText: declared.defaultText, span: given?.span)
            if isGiven ? text.utf8.containsMarker : declared.isOpen {
                open.append(item)
            } else {
                inputs.append(try item.closed(text))
            }
        }
        // Inputs of a pipeline that is written out already are not declared any more.
        for given in with where !declared.contains(where: { $0.name == given.name }) {
            open.append(Open(name: given.name, text: given.text, defaultText: "", span: given.span))
        }
        try close(open, &inputs)
        return inputs
    }

    /// An input whose value refers to others.
    private struct Open {
        let name: String
        let text: String
        let defaultText: String
        let span: SourceSpan?

        /// Inputs of these names hold so many hexadecimal digits, whatever the pipeline (PIPELINES.md §1).
        private var digits: Int? {
            switch name {
            case "expected-sha256": 64
            case "expected-sha512": 128
            case "expected-commit": 40
            default: nil
            }
        }

        /// Whether not every value will do.
        var isChecked: Bool { digits != nil }

        func closed(_ value: String) throws(Diagnostic) -> Input {
            if !value.isEmpty, let count = digits, value.utf8.count != count || Digest(hex: value) == nil {
                let found = value.utf8.count == count ? "\"\(value)\"" : "\(value.utf8.count) characters"
                throw Diagnostic(.badInput, "\(name) must be \(count) hexadecimal digits, not \(found)", at: span)
            }
            return Input(name: name, value: value, isKept: value != defaultText, span: span)
        }
    }

    /// Resolves what refers to variables: those around the step first, then its own inputs, whatever their order.
    private func close(_ items: [Open], _ inputs: inout [Input]) throws(Diagnostic) {
        var open = items
        var inner = scope
        while !open.isEmpty {
            let waiting = Set(open.map { "inputs.\($0.name)" })
            let next = open.firstIndex { item in
                Markers.names(in: item.text).allSatisfy { name in scope.value(name) != nil || !waiting.contains(name) }
            }
            guard let next else {
                let names = open.map(\.name).joined(separator: ", ")
                throw Diagnostic(
                    .badInput,
                    "the inputs of the pipeline \"\(uses?.text ?? "")\" refer to one another in a circle: \(names)",
                    at: uses?.span ?? span
                )
            }
            let item = open.remove(at: next)
            // What stands around the step comes first, so that an input can be handed on under its own name.
            inner.inputs = inputs + scope.inputs
            scope.context.isArchitectureUsed = false
            var input = try item.closed(inner.resolve(item.text, at: item.span ?? uses?.span))
            input.dependsOnArchitecture = scope.context.isArchitectureUsed
            if input.dependsOnArchitecture, item.isChecked { scope.context.dependsOnArchitecture = true }
            inputs.append(input)
        }
    }

    private func checkNames(_ uses: LocatedText) throws(Diagnostic) {
        for given in with where !declared.contains(where: { $0.name == given.name }) {
            let names = declared.map(\.name).sorted()
            let known = names.isEmpty ? "it has no inputs" : "its inputs: \(names.joined(separator: ", "))"
            throw Diagnostic(
                .badInput,
                "the pipeline \"\(uses.text)\" has no input \"\(given.name)\"",
                at: given.nameSpan,
                hint: Similarity.hint(for: given.name, in: names) ?? known
            )
        }
    }

    private func given(_ name: String) -> NamedText? {
        for index in with.indices where with[index].name == name { return with[index] }
        return nil
    }
}
