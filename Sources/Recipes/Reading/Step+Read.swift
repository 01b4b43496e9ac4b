import Diagnostics
import ShellSyntax
import YAML

extension Step {
    static let keys = [
        "uses", "with", "runs", "name", "if", "pipeline", "working-directory", "environment", "needs", "inputs", "label", "assertions",
    ]

    /// The steps of a list below a key; keys are strict as everywhere in a recipe.
    ///
    /// - Parameter problems: takes what is wrong with a step, so that the next one is read; without it, the first problem is thrown.
    static func list(_ fields: Fields, _ key: String, _ problems: Problems?, isStrict: Bool = true) throws(Diagnostic) -> [Step] {
        let items = try fields.items(key)
        if items.isEmpty { return [] }
        var steps: [Step] = []
        steps.reserveCapacity(items.count)
        for node in items {
            func read() throws(Diagnostic) -> Step {
                try Step(fields.adopting(node, "a step"), problems, isStrict: isStrict)
            }
            if let problems {
                if let step = problems.attempt(read) { steps.append(step) }
            } else {
                steps.append(try read())
            }
        }
        return steps
    }

    /// Reads a step, or a pipeline definition, which is written like one.
    init(_ fields: Fields, _ problems: Problems?, isStrict: Bool) throws(Diagnostic) {
        self.init(span: fields.node.span)
        for entry in fields.all {
            if entry.value.isNull {
                if isStrict, !Self.keys.contains(entry.name) { try fields.refuse(entry, known: Self.keys) }
                continue
            }
            switch entry.name {
            case "name": name = try fields.text("name") ?? ""
            case "uses":
                uses = try fields.text("uses", verbatim: true).map { LocatedText(text: $0, span: entry.value.span) }
                if uses?.text.isEmpty == true { uses = nil }
            case "with":
                with = try fields.table("with").map { NamedText(name: $0.key, text: $0.value, span: $0.span, nameSpan: $0.keySpan) }
            case "runs": runs = try fields.located("runs")
            case "pipeline": pipeline = try Self.list(fields, "pipeline", problems, isStrict: isStrict)
            case "inputs": inputs = try Self.inputs(entry.value, fields, isStrict: isStrict)
            case "needs": needs = try fields.fields("needs", known: isStrict ? ["packages"] : nil)?.located(list: "packages") ?? []
            case "if":
                condition = try fields.located("if")
            case "label": label = try fields.text("label", verbatim: true) ?? ""
            case "assertions":
                let assertions = try fields.fields("assertions", known: isStrict ? ["required-steps"] : nil)
                if assertions != nil { requiredSteps = Int(clamping: try assertions?.integer("required-steps") ?? 0) }
            case "working-directory":
                workingDirectory = try fields.located("working-directory")
            case "environment": environment = try fields.dictionary("environment")
            case "annotations" where !isStrict: networkReason = try fields.dictionary("annotations")[Self.networkAnnotation]
            default: if isStrict { try fields.refuse(entry, known: Self.keys) }
            }
        }
        // Definitions are put onto the step that uses them, and only what comes of that counts.
        if isStrict {
            try check(fields)
        } else if let runs {
            let isRobust = ["x", "", "x y=z"].allSatisfy { word in
                ShellSyntax.firstProblem(in: Markers.replaceAll(in: runs.text, with: word)) == nil
            }
            if isRobust { robustMarkers = Markers.all(in: runs.text) }
        }
    }

    /// The annotation by which recipes and definitions declare that they cannot do without a network.
    static let networkAnnotation = "dev.cuttle.network"

    private static func inputs(_ node: Node, _ fields: Fields, isStrict: Bool) throws(Diagnostic) -> [Input] {
        guard case .mapping(let entries) = node.content else {
            throw Diagnostic(.wrongType, "inputs in a step must be a map, not \(node.kindName)", at: node.span)
        }
        var inputs: [Input] = []
        for entry in entries {
            if entry.value.isNull {
                inputs.append(Input(name: entry.name, defaultText: "", isRequired: false, isOpen: false))
                continue
            }
            let input = try Fields(entry.value, "an input", known: isStrict ? ["description", "default", "required"] : nil)
            let text = try input.text("default") ?? ""
            inputs.append(
                Input(
                    name: entry.name,
                    defaultText: text,
                    isRequired: try input.boolean("required") ?? false,
                    isOpen: text.utf8.containsMarker
                )
            )
        }
        return inputs
    }

    private func check(_ fields: Fields) throws(Diagnostic) {
        if uses == nil, !with.isEmpty {
            throw Diagnostic(.badStep, "\"with\" gives inputs, but there is no \"uses\"", at: fields.span("with"))
        }
        if let uses, runs.map({ !$0.text.isEmpty }) == true {
            throw Diagnostic(.badStep, "a step cannot have both \"uses\" and \"runs\"", at: uses.span, hint: "make two steps of it")
        }
    }

    /// Steps with what is handed down to those inside them.
    ///
    /// - Parameter room: how many variables may still be handed down in the recipe.
    static func propagated(_ steps: [Step], room: inout Int) throws(Diagnostic) -> [Step] {
        for step in steps {
            room -= step.variableCount(outer: 0)
            if room < 0 { throw Diagnostic(.limit, "the steps of the recipe inherit more than \(mostInherited) variables", at: step.span) }
        }
        return steps.map { $0.propagated() }
    }

    static let mostInherited = 1_000_000

    /// Variables that the step and those inside it would have, each counted by itself.
    private func variableCount(outer: Int) -> Int {
        let own = outer + environment.count
        return pipeline.reduce(own) { $0 + $1.variableCount(outer: own) }
    }

    /// The step with its working directory and environment handed down to the steps inside it (RECIPE.md §9.2, §9.4).
    private func propagated() -> Step {
        if pipeline.isEmpty { return self }
        var step = self
        step.pipeline = pipeline.map { child in
            var child = child
            if child.workingDirectory.map({ $0.text.isEmpty }) ?? true { child.workingDirectory = workingDirectory }
            child.environment = environment.merging(child.environment) { $1 }
            return child.propagated()
        }
        return step
    }
}
