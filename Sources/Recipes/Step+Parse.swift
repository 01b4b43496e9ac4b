import Diagnostics
import YAML

extension Step {
    static let keys = [
        "name", "uses", "with", "runs", "pipeline", "inputs", "needs", "if", "label", "assertions", "working-directory", "environment",
    ]

    /// The steps of a list below a key; keys are strict as everywhere in a recipe.
    static func list(_ fields: Fields, _ key: String, isStrict: Bool = true) throws(Diagnostic) -> [Step] {
        var steps: [Step] = []
        for node in try fields.items(key) {
            steps.append(try Step(fields.adopting(node, "a step"), isStrict: isStrict))
        }
        return steps
    }

    init(_ fields: Fields, isStrict: Bool) throws(Diagnostic) {
        if isStrict { _ = try Fields(fields.node, "a step", known: Self.keys) }
        self.init(span: fields.node.span)
        func located(_ key: String) throws(Diagnostic) -> LocatedText? {
            try fields.text(key).map { LocatedText(text: $0, span: fields.span(key)) }
        }
        name = try fields.text("name") ?? ""
        uses = try fields.text("uses", verbatim: true).map { LocatedText(text: $0, span: fields.span("uses")) }
        for entry in try fields.table("with") { with[entry.key] = LocatedText(text: entry.value, span: entry.span) }
        runs = try located("runs")
        pipeline = try Self.list(fields, "pipeline", isStrict: isStrict)
        if let node = fields.node("inputs") {
            guard case .mapping(let entries) = node.content else {
                throw Diagnostic(.wrongType, "inputs in a step must be a map, not \(node.kindName)", at: node.span)
            }
            for entry in entries where !entry.value.isNull {
                let input = try Fields(entry.value, "an input", known: isStrict ? ["description", "default", "required"] : nil)
                inputs[entry.name] = Input(
                    defaultText: try input.text("default") ?? "",
                    isRequired: try input.boolean("required") ?? false
                )
            }
        }
        if let needs = try fields.fields("needs", known: isStrict ? ["packages"] : nil) {
            for (text, node) in zip(try needs.texts("packages"), try needs.items("packages")) {
                self.needs.append(LocatedText(text: text, span: node.span))
            }
        }
        condition = try located("if")
        let assertions = try fields.fields("assertions", known: isStrict ? ["required-steps"] : nil)
        requiredSteps = try assertions?.integer("required-steps").map { Int(clamping: $0) }
        workingDirectory = try located("working-directory")
        environment = Dictionary(try fields.table("environment").map { ($0.key, $0.value) }, uniquingKeysWith: { $1 })
        try check(fields)
    }

    private init(span: SourceSpan) {
        self.span = span
    }

    private func check(_ fields: Fields) throws(Diagnostic) {
        if uses == nil, !with.isEmpty {
            throw Diagnostic(.badStep, "\"with\" gives inputs, but there is no \"uses\"", at: fields.span("with"))
        }
        if let uses, runs != nil {
            throw Diagnostic(.badStep, "a step cannot have both \"uses\" and \"runs\"", at: uses.span, hint: "make two steps of it")
        }
    }
}
