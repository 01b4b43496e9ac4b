import Diagnostics

/// Compiles steps: loads what they use, gives inputs their values, replaces variables, evaluates conditions (RECIPE.md §8).
struct StepCompiler {
    let library: PipelineLibrary
    /// Packages that the steps need, in the order met.
    private(set) var needs: [String] = []

    init(library: PipelineLibrary) {
        self.library = library
    }

    private static let deepest = 16
    private static let mostSteps = 10_000
    private var count = 0

    /// Compiles the steps of a package in order.
    ///
    /// - Parameter report: takes what is wrong with a step; the next ones are compiled all the same.
    mutating func compile(_ steps: [Step], in scope: Scope, report: (Diagnostic) -> Void) -> [CompiledStep] {
        var compiled: [CompiledStep] = []
        compiled.reserveCapacity(steps.count)
        for step in steps {
            do throws(Diagnostic) {
                var step = try compile(step, in: scope)
                gather(step)
                if step.isActive { step.needs = [] }
                compiled.append(step)
            } catch {
                report(error)
            }
        }
        return compiled
    }

    /// Collects what a step and its children need, unless its condition is false (RECIPE.md §8).
    private mutating func gather(_ step: CompiledStep) {
        if !step.isActive { return }
        needs += step.needs
        for child in step.allChildren { gather(child) }
    }

    private mutating func compile(_ written: Step, in outer: Scope) throws(Diagnostic) -> CompiledStep {
        count += 1
        if count > Self.mostSteps { throw Diagnostic(.limit, "a package has more than \(Self.mostSteps) steps", at: written.span) }
        if outer.depth > Self.deepest {
            throw Diagnostic(.limit, "pipelines use one another more than \(Self.deepest) deep", at: written.span)
        }
        var step = written
        var scope = outer
        scope.depth += 1
        var definition: PipelineLibrary.Definition?
        if let uses = written.uses, written.pipeline.isEmpty {
            let found = try library.definition(uses)
            step = written.adopting(found.step)
            definition = found
        }
        let inputs = try InputCompiler(step: step, uses: definition == nil ? nil : written.uses, scope: outer).inputs()
        for input in inputs { scope.inputs.append((input.name, input.value)) }
        var needs: [String] = []
        for need in step.needs {
            let package = try scope.resolve(need.text, at: need.span)
            if !package.isEmpty { needs.append(package) }
        }
        if let directory = step.workingDirectory { scope.directory = try scope.resolve(directory.text, at: directory.span) }
        let runs = try step.runs.map { text throws(Diagnostic) in
            try ScriptCompiler(scope: scope, isRobust: step.isRobust).script(text)
        } ?? ""
        let condition = try step.condition.map { condition throws(Diagnostic) in
            LocatedText(text: try scope.resolve(condition.text, at: condition.span, isQuoting: true), span: condition.span)
        }
        let isActive = try condition.map { condition throws(Diagnostic) in try Condition.evaluate(condition) } ?? true
        scope.environment.merge(step.environment) { $1 }
        scope.declareNetwork(step.networkReason)
        var problem: Diagnostic?
        var action = runs.isEmpty ? CompiledStep.Action.none : .shell(runs)
        if let definition, definition.isBuiltIn, isActive, let name = written.uses?.text {
            do throws(Diagnostic) {
                if let native = try native(name, written, inputs) { action = native }
            } catch {
                problem = error
            }
        }
        var children: [CompiledStep] = []
        children.reserveCapacity(step.pipeline.count)
        for child in step.pipeline { children.append(try compile(child, in: scope)) }
        return CompiledStep(
            name: step.name,
            uses: step.uses?.text ?? "",
            with: inputs.reduce(into: [:]) { if $1.isKept { $0[$1.name] = $1.value } },
            runs: runs,
            needs: needs,
            condition: condition?.text ?? "",
            isActive: isActive,
            tag: step.label,
            requiredSteps: step.requiredSteps,
            relativeDirectory: scope.directory,
            ownEnvironment: step.environment,
            environment: scope.environment,
            allChildren: children,
            action: action,
            networkReason: scope.networkReason,
            problem: problem,
            span: written.uses?.span ?? written.runs?.span ?? written.span
        )
    }

    /// What the tool does itself instead of running the text of a built-in pipeline.
    private func native(
        _ name: String,
        _ step: Step,
        _ inputs: [InputCompiler.Input]
    ) throws(Diagnostic) -> CompiledStep.Action? {
        switch name {
        case "fetch":
            let values = Dictionary(inputs.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
            return .fetch(try FetchStep(inputs: values, of: step))
        case "git-checkout": return .unsupported
        default: return nil
        }
    }
}

extension Step {
    /// The step with the keys of the definition that it uses; those win, but the name stays the caller's (PIPELINES.md §1).
    fileprivate func adopting(_ definition: Step) -> Step {
        var step = self
        step.inputs = definition.inputs + inputs.filter { own in !definition.inputs.contains { $0.name == own.name } }
        if !definition.environment.isEmpty { step.environment.merge(definition.environment) { $1 } }
        for entry in definition.with where given(entry.name) == nil { step.with.append(entry) }
        if !definition.needs.isEmpty { step.needs = definition.needs }
        step.pipeline = definition.pipeline
        step.runs = definition.runs ?? runs
        step.condition = definition.condition ?? condition
        if !definition.label.isEmpty { step.label = definition.label }
        step.workingDirectory = definition.workingDirectory ?? workingDirectory
        step.requiredSteps = definition.requiredSteps ?? requiredSteps
        step.networkReason = definition.networkReason ?? networkReason
        step.uses = definition.uses ?? uses
        return step
    }
}
