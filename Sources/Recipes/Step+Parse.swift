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
        if case .mapping(let entries)? = fields.node("inputs")?.content {
            for entry in entries where !entry.value.isNull {
                let input = try Fields(entry.value, "an input")
                inputs[entry.name] = Input(
                    defaultText: try input.text("default") ?? "",
                    isRequired: try input.boolean("required") ?? false
                )
            }
        }
        if let needs = try fields.fields("needs", known: ["packages"]) {
            for (text, node) in zip(try needs.texts("packages"), try needs.items("packages")) {
                self.needs.append(LocatedText(text: text, span: node.span))
            }
        }
        condition = try located("if")
        requiredSteps = try fields.fields("assertions", known: ["required-steps"])?.integer("required-steps").map { Int($0) }
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
