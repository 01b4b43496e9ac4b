public import Fuzzing
public import SystemPackage

/// Recipes and definitions of pipelines, from the text to the compiled recipe.
public struct RecipeTarget: FuzzingTarget {
    public let suffix = "yaml"
    private let corpus: Corpus
    private let mutator: Mutator
    private let pipelines: [FilePath]

    /// - Parameters:
    ///   - corpus: holds at least one recipe.
    ///   - pipelines: folders of pipeline definitions that recipes use.
    public init(corpus: Corpus, seed: UInt64, pipelines: [FilePath]) {
        self.corpus = corpus
        mutator = Mutator(corpus: corpus, seed: seed)
        self.pipelines = pipelines
    }

    public var summary: String { "\(corpus.recipes.count) recipes, \(corpus.definitions.count) definitions" }

    public func input(_ execution: UInt64) -> FuzzingInput {
        let input = mutator.input(execution)
        return FuzzingInput(kind: input.kind == .definition ? "definition" : "recipe", bytes: input.bytes)
    }

    public func examiner(in folder: FilePath) -> any FuzzingExaminer { Examiner(Examination(in: folder, pipelines: pipelines)) }

    private final class Examiner: FuzzingExaminer {
        private let examination: Examination

        init(_ examination: Examination) { self.examination = examination }

        func examine(_ input: FuzzingInput) -> FuzzingOutcome {
            examination.examine(Input(kind: input.kind == "definition" ? .definition : .recipe, bytes: input.bytes))
        }
    }
}
