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
            let known = needs.count
            do throws(Diagnostic) {
                compiled.append(try compile(step, in: scope))
            } catch {
                needs.removeLast(needs.count - known)
                report(error)
            }
        }
        return compiled
    }

    private mutating func compile(_ written: Step, in outer: Scope) throws(Diagnostic) -> CompiledStep {
        count += 1
        if count > Self.mostSteps { throw Diagnostic(.limit, "a package has more than \(Self.mostSteps) steps", at: written.span) }
        if outer.depth > Self.deepest {
            throw Diagnostic(.limit, "pipelines use one another more than \(Self.deepest) deep", at: written.span)
        }
        try outer.context.take(256, at: written.span)
        guard let uses = written.uses, written.pipeline.isEmpty else {
            // Most steps without a pipeline have no inputs.
            let inputs =
                written.inputs.isEmpty && written.with.isEmpty
                ? [] : try InputCompiler(written.inputs, given: written.with, uses: nil, at: written.span, in: outer).inputs()
            return try compile(written, with: written, inputs: inputs, in: outer, action: nil)
        }
        let definition = try library.definition(uses)
        let step = definition.step
        var declared = step.inputs
        if !written.inputs.isEmpty {
            declared += written.inputs.filter { own in !step.inputs.contains { $0.name == own.name } }
        }
        let inputs = try InputCompiler(declared, given: written.with, uses: uses, at: written.span, in: outer).inputs()
        return try compile(written, with: step, inputs: inputs, in: outer, action: definition.isBuiltIn ? uses.text : nil)
    }

    /// Compiles a step with the definition that it uses, or with itself. The keys of the definition win, but the name is the step's own
    /// (PIPELINES.md §1).
    ///
    /// - Parameter action: the built-in pipeline that it uses.
    private mutating func compile(
        _ written: Step,
        with definition: Step,
        inputs: [InputCompiler.Input],
        in outer: Scope,
        action builtIn: String?
    ) throws(Diagnostic) -> CompiledStep {
        var scope = outer
        scope.depth += 1
        if !inputs.isEmpty { scope.inputs = outer.inputs.isEmpty ? inputs : outer.inputs + inputs }
        let known = self.needs.count
        var needs: [String] = []
        for need in definition.needs.isEmpty ? written.needs : definition.needs {
            let package = try scope.resolve(need.text, at: need.span)
            needs.append(package)
        }
        self.needs += needs
        if let directory = definition.workingDirectory ?? written.workingDirectory, !directory.text.isEmpty {
            scope.directory = try scope.resolve(directory.text, at: directory.span)
        }
        var runs = ""
        if let text = definition.runs ?? written.runs {
            runs = try scope.script(text, robustMarkers: definition.robustMarkers)
        }
        var condition = ""
        var isActive = true
        if let text = definition.condition ?? written.condition, !text.text.isEmpty {
            scope.context.isArchitectureUsed = false
            condition = try scope.resolve(text.text, at: text.span, isQuoting: true)
            if scope.context.isArchitectureUsed { scope.context.dependsOnArchitecture = true }
            isActive = try Condition.evaluate(LocatedText(text: condition, span: text.span))
        }
        let environment = written.environment(with: definition)
        if !environment.isEmpty { scope.environment.merge(environment) { $1 } }
        scope.declareNetwork(definition.networkReason)
        try scope.context.take(64 * scope.environment.count, at: written.span)
        var problem: Diagnostic?
        var action = runs.isEmpty ? CompiledStep.Action.none : .shell(runs)
        if let builtIn, isActive, SourceStep.pipelines.contains(builtIn) {
            if inputs.contains(where: { $0.dependsOnArchitecture }) { scope.context.dependsOnArchitecture = true }
            do throws(Diagnostic) {
                action = .source(try SourceStep(builtIn, inputs: ResolvedInputs(inputs, of: written)))
            } catch {
                problem = error
            }
        }
        var children: [CompiledStep] = []
        children.reserveCapacity(definition.pipeline.count)
        for child in definition.pipeline { children.append(try compile(child, in: scope)) }
        // What a step needs counts with what those inside it need, unless its condition is false (RECIPE.md §8).
        if !isActive { self.needs.removeLast(self.needs.count - known) }
        return CompiledStep(
            name: written.name,
            uses: (definition.uses ?? written.uses)?.text ?? "",
            // A step of a recipe that gives no inputs shows none, though defaults may hold variables (RECIPE.md §8.7).
            inputs: written.with.isEmpty && outer.depth == 0 ? [] : inputs,
            runs: runs,
            // Those of the package's own steps have become part of its environment.
            needs: isActive && outer.depth == 0 ? [] : needs,
            condition: condition,
            isActive: isActive,
            tag: definition.label.isEmpty ? written.label : definition.label,
            requiredSteps: definition.requiredSteps ?? written.requiredSteps,
            relativeDirectory: scope.directory,
            ownEnvironment: environment,
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
    /// The variables that the step sets with those of the definition that it uses.
    fileprivate func environment(with definition: Step) -> [String: String] {
        if environment.isEmpty || self === definition { return definition.environment }
        return definition.environment.isEmpty ? environment : environment.merging(definition.environment) { $1 }
    }
}
