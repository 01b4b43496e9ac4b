import Diagnostics
import Files
public import Fuzzing
import JSON
import Recipes
public import SystemPackage

/// Reads and compiles inputs the way `cuttle check` and `cuttle compile` do, and judges what comes of it.
public struct Examination: Sendable {
    /// How an examination can end.
    public typealias Outcome = FuzzingOutcome

    private let library: PipelineLibrary
    /// Where definitions are put to be used.
    private let folder: FilePath
    private let architectures = ["x86_64", "aarch64"].compactMap { Architecture($0) }

    /// - Parameters:
    ///   - folder: of this examination alone.
    ///   - pipelines: folders of pipeline definitions that recipes use.
    public init(in folder: FilePath, pipelines: [FilePath] = []) {
        self.folder = folder
        library = PipelineLibrary(directories: pipelines)
    }

    /// Examines an input.
    public func examine(_ input: Input) -> Outcome {
        switch input.kind {
        case .recipe: examine(input.bytes, library)
        case .definition: examine(definition: input.bytes)
        }
    }

    /// A definition is examined by a recipe that uses it.
    private func examine(definition: [UInt8]) -> Outcome {
        do throws(Diagnostic) {
            try Files.makeDirectory(folder)
            try Files.writeAtomically(definition, to: folder.appending("p.yaml"))
        } catch {
            return .violated("cannot write into \(folder): \(error)")
        }
        let recipe = "package:\n  name: a\n  version: 1\npipeline:\n  - uses: p\n  - uses: p\n    with:\n      uri: b\n      package: c\n"
        return examine(Array(recipe.utf8), PipelineLibrary(directories: [folder]))
    }

    private func examine(_ bytes: [UInt8], _ library: PipelineLibrary) -> Outcome {
        let first = judge(bytes, library)
        if case .violated = first.outcome { return first.outcome }
        // One in eight is done again: the same input must give the same text.
        if bytes.count % 8 == 0 {
            let second = judge(bytes, library)
            if first.text != second.text { return .violated("the same input gives another text") }
        }
        return first.outcome
    }

    /// The outcome with all that would be shown to people or written.
    private func judge(_ bytes: [UInt8], _ library: PipelineLibrary) -> (outcome: Outcome, text: String) {
        let file = SourceFile(name: "fuzz.yaml", bytes: bytes)
        let (recipe, found) = Recipe.read(file)
        var problems = found
        var text = ""
        guard let recipe else {
            if problems.isEmpty { return (.violated("the recipe was neither read nor refused"), "") }
            return conclude(problems, text)
        }
        text += recipe.document().text()
        for (index, architecture) in architectures.enumerated() {
            var options = RecipeOptions()
            // The second time, with all that can be enabled.
            if index > 0 { options.enabled = recipe.options.keys.sorted() }
            let (compiled, found) = RecipeCompiler(library: library, options: options).diagnose(recipe, for: architecture)
            text += compiled.document(commit: "unknown").text()
            problems += found + compiled.problems
            // All that a plan would look at.
            text += compiled.sources.map { "\($0.span.line)" }.joined() + compiled.variables.keys.sorted().joined()
            for step in compiled.packages.flatMap(\.steps) {
                text += step.label + step.workingDirectory + (step.networked?.label ?? "")
            }
        }
        return conclude(problems, text)
    }

    private func conclude(_ problems: [Diagnostic], _ text: String) -> (outcome: Outcome, text: String) {
        let renderer = DiagnosticRenderer(colour: false)
        var text = text
        for problem in problems {
            if problem.code == .internalError { return (.violated("an internal error: \(problem.message)"), "") }
            if problem.code.exitStatus != 2 { return (.violated("no fault of the input: \(problem.message)"), "") }
            text += renderer.render(problem)
        }
        return (problems.isEmpty ? .accepted : .refused, text)
    }
}
