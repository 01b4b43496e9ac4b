import Diagnostics
import Testing

@Suite struct SimilarityTests {
    struct Case: Sendable {
        let word: String
        let candidates: [String]
        let nearest: String?
    }

    static let cases = [
        Case(word: "dependecies", candidates: ["description", "dependencies"], nearest: "dependencies"),
        Case(word: "nmae", candidates: ["name"], nearest: nil),
        Case(word: "namee", candidates: ["name", "named"], nearest: "name"),
        Case(word: "nam", candidates: ["namx", "nama"], nearest: "nama"),
        Case(word: "x", candidates: ["y"], nearest: "y"),
        Case(word: "x", candidates: ["yz"], nearest: nil),
        Case(word: "", candidates: ["a", "ab"], nearest: "a"),
        Case(word: "pipeline", candidates: [], nearest: nil),
        Case(word: "pipeline", candidates: ["completely-different"], nearest: nil),
        Case(word: "same", candidates: ["some", "same"], nearest: "same"),
    ]

    @Test(arguments: cases)
    func findsWhatWasMeant(_ item: Case) {
        #expect(Similarity.nearest(to: item.word, in: item.candidates) == item.nearest)
        #expect(Similarity.hint(for: item.word, in: item.candidates) == item.nearest.map { "did you mean \"\($0)\"?" })
    }

    /// Found by fuzzing: a long word that is unknown in many places was compared with every name each time.
    @Test(.timeLimit(.minutes(30))) func longWordsAreNoDelay() {
        let word = String(repeating: "python/import", count: 4_000)
        let candidates = (0..<200).map { String(repeating: "x", count: 50_000) + "\($0)" }
        for _ in 0..<1_000 { #expect(Similarity.nearest(to: word, in: candidates) == nil) }
    }
}
