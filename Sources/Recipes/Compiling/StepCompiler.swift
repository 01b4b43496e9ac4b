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
        for index in steps.indices {
            do throws(Diagnostic) {
                var step = try compile(steps[index], in: scope)
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
        for index in step.allChildren.indices { gather(step.allChildren[index]) }
    }

    private mutating func compile(_ written: Step, in outer: Scope) throws(Diagnostic) -> CompiledStep {
        count += 1
        if count > Self.mostSteps { throw Diagnostic(.limit, "a package has more than \(Self.mostSteps) steps", at: written.span) }
        if outer.depth > Self.deepest {
            throw Diagnostic(.limit, "pipelines use one another more than \(Self.deepest) deep", at: written.span)
        }
        try outer.context.take(256, at: written.span)
        guard let uses = written.uses, written.pipeline.isEmpty else {
            let inputs = try InputCompiler(written.inputs, given: written.with, uses: nil, at: written.span, in: outer).inputs()
            return try compile(written, written, inputs: inputs, in: outer, action: nil)
        }
        let definition = try library.definition(uses)
        let step = written.adopting(definition.step)
        let inputs = try InputCompiler(step.inputs, given: step.with, uses: uses, at: step.span, in: outer).inputs()
        return try compile(written, step, inputs: inputs, in: outer, action: definition.isBuiltIn ? uses.text : nil)
    }

    /// - Parameters:
    ///   - step: the step with the definition that it uses.
    ///   - action: the built-in pipeline that it uses.
    private mutating func compile(
        _ written: Step,
        _ step: Step,
        inputs: [InputCompiler.Input],
        in outer: Scope,
        action builtIn: String?
    ) throws(Diagnostic) -> CompiledStep {
        var scope = outer
        scope.depth += 1
        scope.inputs += inputs
        var needs: [String] = []
        for need in step.needs {
            let package = try scope.resolve(need.text, at: need.span)
            needs.append(package)
        }
        if let directory = step.workingDirectory, !directory.text.isEmpty {
            scope.directory = try scope.resolve(directory.text, at: directory.span)
        }
        var runs = ""
        if let text = step.runs { runs = try ScriptCompiler(scope: scope, robustMarkers: step.robustMarkers).script(text) }
        var condition = ""
        var isActive = true
        if let text = step.condition, !text.text.isEmpty {
            scope.context.isArchitectureUsed = false
            condition = try scope.resolve(text.text, at: text.span, isQuoting: true)
            if scope.context.isArchitectureUsed { scope.context.dependsOnArchitecture = true }
            isActive = try Condition.evaluate(LocatedText(text: condition, span: text.span))
        }
        if !step.environment.isEmpty { scope.environment.merge(step.environment) { $1 } }
        scope.declareNetwork(step.networkReason)
        try scope.context.take(64 * scope.environment.count, at: written.span)
        var problem: Diagnostic?
        var action = runs.isEmpty ? CompiledStep.Action.none : .shell(runs)
        if let builtIn, isActive, SourceStep.pipelines.contains(builtIn) {
            if inputs.contains(where: \.dependsOnArchitecture) { scope.context.dependsOnArchitecture = true }
            do throws(Diagnostic) {
                action = .source(try SourceStep(builtIn, inputs: ResolvedInputs(inputs, of: written)))
            } catch {
                problem = error
            }
        }
        var children: [CompiledStep] = []
        children.reserveCapacity(step.pipeline.count)
        for index in step.pipeline.indices { children.append(try compile(step.pipeline[index], in: scope)) }
        return CompiledStep(
            name: step.name,
            uses: step.uses?.text ?? "",
            // A step of a recipe that gives no inputs shows none, though defaults may hold variables (RECIPE.md §8.7).
            inputs: written.with.isEmpty && outer.depth == 0 ? [] : inputs,
            runs: runs,
            needs: needs,
            condition: condition,
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
}

extension Step {
    /// The step with the keys of the definition that it uses; those win, but the name stays the caller's (PIPELINES.md §1).
    fileprivate func adopting(_ definition: Step) -> Step {
        var step = definition
        step.name = name
        if !inputs.isEmpty {
            step.inputs += inputs.filter { own in !definition.inputs.contains { $0.name == own.name } }
        }
        if !environment.isEmpty { step.environment = environment.merging(definition.environment) { $1 } }
        step.with = with
        if definition.needs.isEmpty { step.needs = needs }
        step.runs = definition.runs ?? runs
        step.condition = definition.condition ?? condition
        if definition.label.isEmpty { step.label = label }
        step.workingDirectory = definition.workingDirectory ?? workingDirectory
        step.requiredSteps = definition.requiredSteps ?? requiredSteps
        step.uses = definition.uses ?? uses
        step.span = span
        return step
    }
}
