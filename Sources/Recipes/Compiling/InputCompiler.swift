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
        // Inputs are looked for among one another, and may each wait for all others.
        if declared.count + with.count > Self.most {
            throw Diagnostic(.limit, "a step has more than \(Self.most) inputs", at: uses?.span ?? span)
        }
        if let uses { try checkNames(uses) }
        var inputs: [Input] = []
        inputs.reserveCapacity(declared.count)
        var open: [Open] = []
        for declared in declared {
            // By index: a look at the whole would copy it with all its parts.
            let given = with.indices.first { with[$0].name.isSame(as: declared.name) }
            let isGiven = given.map { !with[$0].text.isEmpty } ?? false
            let text = isGiven ? given.map { with[$0].text } ?? "" : declared.defaultText
            if text.isEmpty, declared.isRequired {
                let name = uses?.text ?? "this"
                throw Diagnostic(
                    .badInput,
                    "the pipeline \"\(name)\" needs the input \"\(declared.name)\"",
                    at: uses?.span ?? span,
                    hint: "give it below \"with\""
                )
            }
            let span = given.map { with[$0].span }
            if isGiven ? text.utf8.containsMarker : declared.isOpen {
                open.append(Open(name: declared.name, text: text, defaultText: declared.defaultText, span: span))
            } else {
                inputs.append(try Self.input(declared.name, text, default: declared.defaultText, at: span))
            }
        }
        // Inputs of a pipeline that is written out already are not declared any more.
        if uses == nil {
            for given in with where !declared.contains(where: { $0.name.isSame(as: given.name) }) {
                open.append(Open(name: given.name, text: given.text, defaultText: "", span: given.span))
            }
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
        let markers: [Markers.Marker]

        init(name: String, text: String, defaultText: String, span: SourceSpan?) {
            self.name = name
            self.text = text
            self.defaultText = defaultText
            self.span = span
            markers = Markers.all(in: text)
        }
    }

    /// Inputs of these names hold so many hexadecimal digits, whatever the pipeline (PIPELINES.md §1).
    private static func digits(of name: String) -> Int? {
        switch name {
        case "expected-sha256": 64
        case "expected-sha512": 128
        case "expected-commit": 40
        default: nil
        }
    }

    private static func input(_ name: String, _ value: String, default text: String, at span: SourceSpan?) throws(Diagnostic) -> Input {
        if !value.isEmpty, let count = digits(of: name), value.utf8.count != count || Digest(hex: value) == nil {
            let found = value.utf8.count == count ? "\"\(value)\"" : "\(value.utf8.count) characters"
            throw Diagnostic(.badInput, "\(name) must be \(count) hexadecimal digits, not \(found)", at: span)
        }
        return Input(name: name, value: value, isKept: value != text, span: span)
    }

    /// Resolves what refers to variables: those around the step first, then its own inputs, whatever their order.
    private func close(_ items: [Open], _ inputs: inout [Input]) throws(Diagnostic) {
        var open = items
        while !open.isEmpty {
            let next = open.firstIndex { item in
                item.markers.allSatisfy { marker in !isWaiting(marker, for: open) }
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
            scope.context.isArchitectureUsed = false
            var input = try Self.input(item.name, resolve(item, with: inputs), default: item.defaultText, at: item.span)
            input.dependsOnArchitecture = scope.context.isArchitectureUsed
            if input.dependsOnArchitecture, Self.digits(of: item.name) != nil { scope.context.dependsOnArchitecture = true }
            inputs.append(input)
        }
    }

    /// Whether a variable is one of the inputs that have no value yet; what stands around the step has its value.
    private func isWaiting(_ marker: Markers.Marker, for open: [Open]) -> Bool {
        guard let name = marker.name?.rest(behind: "inputs."), open.contains(where: { $0.name == name }) else { return false }
        return scope.input(name) == nil
    }

    /// The value of an input. What stands around the step comes first, so that an input can be handed on under its own name.
    private func resolve(_ item: Open, with inputs: [Input]) throws(Diagnostic) -> String {
        if item.markers.isEmpty { return item.text }
        let place = item.span ?? uses?.span
        let values = try Markers.values(of: item.markers, in: item.text, at: place) { name in
            var inner = scope
            inner.inputs = inputs + scope.inputs
            return inner.hint(name)
        } lookup: { name in
            if let value = scope.value(name) { return value }
            guard let name = name.rest(behind: "inputs."), let own = inputs.last(where: { $0.name == name }) else { return nil }
            if own.dependsOnArchitecture { scope.context.isArchitectureUsed = true }
            return own.value
        }
        return Markers.fill(item.text, item.markers, values, size: values.reduce(item.text.utf8.count) { $0 + $1.utf8.count })
    }

    private func checkNames(_ uses: LocatedText) throws(Diagnostic) {
        for given in with where !declared.contains(where: { $0.name.isSame(as: given.name) }) {
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
}
