import Diagnostics
import ShellSyntax
import YAML

extension Step {
    /// Reads a step, or a pipeline definition, which is written like one.
    static func read(_ fields: Fields, _ problems: Problems?, isStrict: Bool) throws(Diagnostic) -> Step {
        var (name, label) = ("", "")
        var (uses, runs, condition, workingDirectory): (LocatedText?, LocatedText?, LocatedText?, LocatedText?)
        var with: [NamedText] = []
        var pipeline: [Step] = []
        var inputs: [Input] = []
        var needs: [LocatedText] = []
        var requiredSteps: Int?
        var environment: [String: String] = [:]
        var networkReason: String?
        for entry in fields.all {
            if entry.value.isNull {
                if isStrict, !keys.contains(where: entry.isNamed) { try fields.refuse(entry, known: keys) }
                continue
            }
            switch entry.name {
            case "uses":
                uses = try fields.text("uses", verbatim: true).map { LocatedText(text: $0, span: entry.value.span) }
                if uses?.text.isEmpty == true { uses = nil }
            case "with":
                with = try fields.table("with") { NamedText(name: $0.key, text: $0.value, span: $0.span, nameSpan: $0.keySpan) }
            case "runs": runs = try fields.located("runs")
            case "name": name = try fields.text("name") ?? ""
            case "pipeline": pipeline = try list(fields, "pipeline", problems, isStrict: isStrict)
            case "inputs": inputs = try self.inputs(entry.value, fields, isStrict: isStrict)
            case "needs": needs = try fields.fields("needs", known: isStrict ? ["packages"] : nil)?.located(list: "packages") ?? []
            case "if": condition = try fields.located("if")
            case "label": label = try fields.text("label", verbatim: true) ?? ""
            case "assertions":
                let assertions = try fields.fields("assertions", known: isStrict ? ["required-steps"] : nil)
                if assertions != nil { requiredSteps = Int(clamping: try assertions?.integer("required-steps") ?? 0) }
            case "working-directory": workingDirectory = try fields.located("working-directory")
            case "environment": environment = try fields.dictionary("environment")
            case "annotations" where !isStrict: networkReason = try fields.dictionary("annotations")[networkAnnotation]
            default: if isStrict { try fields.refuse(entry, known: keys) }
            }
        }
        // Definitions are put onto the step that uses them, and only what comes of that counts.
        if isStrict { try check(uses, with, runs, fields) }
        return Step(
            span: fields.node.span,
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
            robustMarkers: isStrict ? nil : runs.flatMap { robustMarkers(in: $0.text) },
            networkReason: networkReason
        )
    }

    /// The variables of a script that stays shell with plain words or nothing in their places; nil of any other.
    private static func robustMarkers(in script: String) -> [Markers.Marker]? {
        let isRobust = ["x", "", "x y=z"].allSatisfy { word in
            ShellSyntax.firstProblem(in: Markers.replaceAll(in: script, with: word)) == nil
        }
        return isRobust ? Markers.all(in: script) : nil
    }

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

    private static func check(_ uses: LocatedText?, _ with: [NamedText], _ runs: LocatedText?, _ fields: Fields) throws(Diagnostic) {
        if uses == nil, !with.isEmpty {
            throw Diagnostic(.badStep, "\"with\" gives inputs, but there is no \"uses\"", at: fields.span("with"))
        }
        if let uses, runs.map({ !$0.text.isEmpty }) == true {
            throw Diagnostic(.badStep, "a step cannot have both \"uses\" and \"runs\"", at: uses.span, hint: "make two steps of it")
        }
    }
}
