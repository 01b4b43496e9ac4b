import Files
import Fuzzing
import SystemPackage
import TestSupport
import Testing

@testable import RecipeFuzzing

/// A short run of what `make fuzz` does at length.
@Suite struct RecipeFuzzingTests {
    static let project = FilePath(#filePath).removingLastComponent().appending("../..").lexicallyNormalized()

    /// The project's own small recipes, definitions and the texts in tests.
    static func corpus(largest: Int) throws -> Corpus {
        var corpus = Corpus(largest: largest)
        for folder in ["recipes", "Sources/Recipes/Pipelines", "Tests/RecipesTests"] { try corpus.add(project.appending(folder)) }
        return corpus
    }

    @Test func theCorpusHoldsTheProjectsTexts() throws {
        let corpus = try Self.corpus(largest: 64 << 10)
        #expect(corpus.definitions.count >= 51)
        #expect(corpus.recipes.count >= corpus.definitions.count + 20)
    }

    @Test func inputsAreAFunctionOfSeedAndNumber() throws {
        let corpus = try Self.corpus(largest: 1_000)
        let texts = { (seed: UInt64) in (0..<200).map { Mutator(corpus: corpus, seed: seed).input($0).bytes } }
        #expect(texts(1) == texts(1))
        #expect(texts(1) != texts(2))
        #expect(Set(texts(1)).count > 190)
    }

    /// Every mutation makes something of a recipe, and none traps on an odd text.
    @Test(arguments: Mutation.allCases) func mutationsChangeTexts(_ mutation: Mutation) {
        let texts = [
            "", "\n", "a", "- ", ":", "a: b", "package:\n  name: a\n  version: 1\n\nvars:\n  a: b\n", "\t\n  \n    - a: b", "é: ü\r\n",
        ]
        var changed = 0
        for text in texts {
            for execution in 0..<UInt64(60) {
                var random = Random(seed: 3, execution: execution)
                var draft = Draft(Array(text.utf8))
                #expect(draft.bytes == Array(text.utf8))
                mutation.apply(to: &draft, &random, others: [Array("x:\n  - y\n".utf8)])
                if draft.bytes != Array(text.utf8) { changed += 1 }
            }
        }
        #expect(changed > 50)
    }

    @Test func anUnmutatedCorpusIsMostlyAccepted() throws {
        try withScratch { folder in
            let examination = Examination(in: folder, pipelines: [Self.project.appending("pipelines")])
            for name in try Files.list(Self.project.appending("recipes")) where name.hasSuffix(".yaml") {
                let bytes = try Files.read(Self.project.appending("recipes").appending(name))
                #expect(examination.examine(Input(kind: .recipe, bytes: bytes)) == .accepted, "\(name)")
            }
            #expect(examination.examine(Input(kind: .recipe, bytes: Array("a: b".utf8))) == .refused)
            #expect(
                examination.examine(Input(kind: .definition, bytes: Array("inputs: {uri: {}, package: {}}\nruns: a".utf8))) == .accepted
            )
            #expect(examination.examine(Input(kind: .definition, bytes: Array("runs: ${{inputs.x}}".utf8))) == .refused)
        }
    }

    /// Seeded; what is found here is found again by `fuzz-recipes --seed 20260 --from <execution> --executions 1`.
    @Test(.timeLimit(.minutes(30))) func changedRecipesEndInAValueOrADiagnostic() async throws {
        let mutator = Mutator(corpus: try Self.corpus(largest: 1_000), seed: 20_260)
        let threads = 4
        let counts = try await withThrowingTaskGroup(of: (accepted: Int, refused: Int).self) { group in
            for thread in 0..<threads {
                group.addTask {
                    let folder = try TemporaryDirectory(prefix: "cuttle-fuzz-")
                    defer { withExtendedLifetime(folder) {} }
                    let examination = Examination(in: folder.path)
                    var counts = (accepted: 0, refused: 0)
                    let start = ContinuousClock.now
                    for execution in stride(from: thread, to: 20_000, by: threads) where ContinuousClock.now - start < .seconds(30) {
                        switch examination.examine(mutator.input(UInt64(execution))) {
                        case .accepted: counts.accepted += 1
                        case .refused: counts.refused += 1
                        case .violated(let reason): Issue.record("execution \(execution): \(reason)")
                        }
                    }
                    return counts
                }
            }
            return try await group.reduce(into: (accepted: 0, refused: 0)) { $0 = ($0.accepted + $1.accepted, $0.refused + $1.refused) }
        }
        // Both kinds of outcome, in numbers that mean something: mutations neither break everything nor nothing.
        #expect(counts.accepted + counts.refused > 1_000)
        #expect(counts.accepted > 50)
        #expect(counts.refused > 50)
    }
}
