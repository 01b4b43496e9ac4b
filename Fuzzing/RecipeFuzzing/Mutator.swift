import Fuzzing

/// Makes the input of each execution: a function of the corpus, the seed and the execution's number.
public struct Mutator: Sendable {
    private let corpus: Corpus
    private let seed: UInt64
    /// The largest input that is made, in bytes.
    private static let largest = 512 << 10

    /// - Parameter corpus: holds at least one recipe.
    public init(corpus: Corpus, seed: UInt64) {
        self.corpus = corpus
        self.seed = seed
    }

    /// The input of an execution.
    public func input(_ execution: UInt64) -> Input {
        var random = Random(seed: seed, execution: execution)
        let isDefinition = !corpus.definitions.isEmpty && random.once(in: 16)
        let texts = isDefinition ? corpus.definitions : corpus.recipes
        var draft = Draft(random.pick(texts) ?? [])
        var count = 1
        while count < 12, !random.once(in: 3) { count += 1 }
        for _ in 0..<count {
            guard let mutation = random.pick(Mutation.weighted) else { break }
            mutation.apply(to: &draft, &random, others: texts)
        }
        return Input(kind: isDefinition ? .definition : .recipe, bytes: Array(draft.bytes.prefix(Self.largest)))
    }
}

/// What is examined.
public struct Input: Sendable {
    /// What the text is read as.
    public enum Kind: Sendable {
        case recipe
        case definition
    }

    public let kind: Kind
    public let bytes: [UInt8]

    /// A text to be examined.
    public init(kind: Kind, bytes: [UInt8]) {
        self.kind = kind
        self.bytes = bytes
    }
}
