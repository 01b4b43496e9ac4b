import Cryptography
import Diagnostics

/// Compiles steps: loads what they use, gives inputs their values, replaces variables, drops steps whose condition is false.
struct StepCompiler {
    let library: PipelineLibrary
    /// Packages that the steps need, in the order met.
    private(set) var needs: [String] = []

    init(library: PipelineLibrary) {
        self.library = library
    }

    /// What a step inherits from those around it.
    struct Scope {
        var values: Substitution
        var workingDirectory = RecipeCompiler.workspace
        var environment: [String: String] = [:]
        var depth = 0
    }

    private static let deepest = 16
    private static let mostSteps = 10_000
    private var count = 0

    /// Compiles the steps of a list in order.
    mutating func compile(_ steps: [Step], in scope: Scope) throws(Diagnostic) -> [CompiledStep] {
        if scope.depth > Self.deepest, let first = steps.first {
            throw Diagnostic(.limit, "pipelines use one another more than \(Self.deepest) deep", at: first.span)
        }
        var compiled: [CompiledStep] = []
        for step in steps {
            count += 1
            if count > Self.mostSteps { throw Diagnostic(.limit, "a package has more than \(Self.mostSteps) steps", at: step.span) }
            if let step = try compile(step, in: scope) { compiled.append(step) }
        }
        return compiled
    }

    private mutating func compile(_ written: Step, in outer: Scope) throws(Diagnostic) -> CompiledStep? {
        var step = written
        var scope = outer
        scope.depth += 1
        var isFetch = false
        var isUnsupported = false
        if let uses = written.uses, written.pipeline.isEmpty {
            let definition = try library.definition(uses)
            step = written.adopting(definition.step)
            scope.values = try inputs(of: step, uses: uses, in: outer.values)
            isFetch = definition.isBuiltIn && uses.text == "fetch"
            isUnsupported = definition.isBuiltIn && uses.text == "git-checkout"
        }
        if let condition = step.condition {
            if try !Condition.evaluate(condition.text, values: scope.values, at: condition.span) { return nil }
        }
        for need in step.needs {
            let package = try scope.values.resolve(need.text, at: need.span)
            if !package.isEmpty { needs.append(package) }
        }
        if let directory = step.workingDirectory {
            let resolved = try scope.values.resolve(directory.text, at: directory.span)
            scope.workingDirectory = resolved.hasPrefix("/") ? resolved : "\(RecipeCompiler.workspace)/\(resolved)"
        }
        scope.environment.merge(step.environment) { $1 }
        var action = CompiledStep.Action.none
        if isUnsupported {
            action = .unsupported
        } else if isFetch {
            action = .fetch(try fetch(written, scope.values))
        } else if let runs = step.runs {
            action = .shell(try scope.values.resolve(runs.text, at: runs.span))
        }
        let children = try compile(step.pipeline, in: scope)
        if let required = step.requiredSteps, children.count != required {
            throw Diagnostic(
                .badStep,
                "\(required) of this step's children must run, but the conditions of \(children.count) hold",
                at: step.span
            )
        }
        return CompiledStep(
            label: label(written, action),
            action: action,
            workingDirectory: scope.workingDirectory,
            environment: scope.environment,
            children: children,
            span: written.uses?.span ?? written.runs?.span ?? written.span
        )
    }

    private func label(_ step: Step, _ action: CompiledStep.Action) -> String {
        if !step.name.isEmpty { return step.name }
        if let uses = step.uses { return uses.text }
        guard case .shell(let text) = action else { return "steps" }
        let line = text.split(separator: "\n").first { !$0.trimmingBlanks.hasPrefix("#") && !$0.trimmingBlanks.isEmpty }
        return String((line.map(\.trimmingBlanks) ?? "script").prefix(60))
    }

    /// The variables inside a used pipeline: those around it, and its inputs (RECIPE.md §8.3, §8.4).
    private func inputs(of step: Step, uses: LocatedText, in outer: Substitution) throws(Diagnostic) -> Substitution {
        for (name, value) in step.with.sorted(by: { $0.key < $1.key }) where step.inputs[name] == nil {
            throw Diagnostic(
                .badInput,
                "the pipeline \"\(uses.text)\" has no input \"\(name)\"",
                at: value.span,
                hint: Similarity.hint(for: name, in: step.inputs.keys.sorted())
                    ?? "its inputs: \(step.inputs.keys.sorted().joined(separator: ", "))"
            )
        }
        var inner = outer
        var open: [(name: String, text: String)] = []
        for (name, input) in step.inputs.sorted(by: { $0.key < $1.key }) {
            let given = step.with[name]
            let value = try outer.resolve(given?.text ?? "", at: given?.span)
            try checkDigits(name, value, at: given?.span)
            if value.isEmpty, input.isRequired, input.defaultText.isEmpty {
                throw Diagnostic(.badInput, "the pipeline \"\(uses.text)\" needs the input \"\(name)\"", at: uses.span)
            }
            if value.isEmpty, input.defaultText.contains("${{") {
                open.append((name, input.defaultText))
            } else {
                inner.values["inputs.\(name)"] = value.isEmpty ? input.defaultText : value
            }
        }
        // Defaults may refer to variables and to one another; each waits for those that it refers to, so that their order has no meaning.
        while !open.isEmpty {
            let waiting = Set(open.map { "inputs.\($0.name)" })
            let next = open.firstIndex { name, text in
                // Its own name means the input of that name around it, if there is one.
                let own: Set = outer.values["inputs.\(name)"] == nil ? [] : ["inputs.\(name)"]
                return Substitution.names(in: text).subtracting(own).isDisjoint(with: waiting)
            }
            guard let next else {
                let names = open.map(\.name).joined(separator: ", ")
                throw Diagnostic(
                    .badInput,
                    "the defaults of the pipeline \"\(uses.text)\" refer to one another in a circle: \(names)",
                    at: uses.span
                )
            }
            let (name, text) = open.remove(at: next)
            inner.values["inputs.\(name)"] = try inner.resolve(text, at: uses.span)
        }
        return inner
    }

    private func checkDigits(_ name: String, _ value: String, at span: SourceSpan?) throws(Diagnostic) {
        guard let count = ["expected-sha256": 64, "expected-sha512": 128, "expected-commit": 40][name], !value.isEmpty else { return }
        if value.utf8.count != count || Digest(hex: value) == nil {
            throw Diagnostic(.badInput, "\(name) must be \(count) hexadecimal digits, not \(value.utf8.count) characters", at: span)
        }
    }

    private func fetch(_ step: Step, _ values: Substitution) throws(Diagnostic) -> FetchStep {
        func input(_ name: String) -> String { values.values["inputs.\(name)"] ?? "" }
        let span = step.uses?.span ?? step.span
        let digestKey = input("expected-sha256").isEmpty ? "expected-sha512" : "expected-sha256"
        let digest = Digest(hex: input(digestKey))
        if digest == nil, input("expected-none").isEmpty {
            throw Diagnostic(
                .badInput,
                "fetch needs the digest of what it fetches",
                at: span,
                hint: "add expected-sha256: followed by what sha256sum prints for the file"
            )
        }
        guard let strip = Int(input("strip-components")), strip >= 0 else {
            throw Diagnostic(.badInput, "strip-components must be a number", at: step.with["strip-components"]?.span ?? span)
        }
        return FetchStep(
            address: input("uri"),
            digest: digest,
            function: digestKey == "expected-sha256" ? .sha256 : .sha512,
            isUnpacked: input("extract") == "true",
            isDeleted: input("delete") == "true",
            stripComponents: strip,
            directory: input("directory"),
            span: step.with[digestKey]?.span ?? span
        )
    }
}

extension Step {
    /// The step with the keys of the definition that it uses; those win, but the name stays the caller's (PIPELINES.md §1).
    fileprivate func adopting(_ definition: Step) -> Step {
        var step = self
        step.inputs.merge(definition.inputs) { $1 }
        step.environment.merge(definition.environment) { $1 }
        step.with.merge(definition.with) { $1 }
        step.needs = definition.needs.isEmpty ? needs : definition.needs
        step.pipeline = definition.pipeline
        step.runs = definition.runs
        step.condition = definition.condition ?? condition
        step.workingDirectory = definition.workingDirectory ?? workingDirectory
        step.requiredSteps = definition.requiredSteps ?? requiredSteps
        return step
    }
}
