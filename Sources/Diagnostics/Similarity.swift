/// Finding what somebody meant to type.
public enum Similarity {
    /// Longer words, in bytes, are not typed; and comparing takes as many steps as both lengths multiplied.
    private static let longest = 100

    /// The candidate nearest to a word, when it is near enough to be meant: at most a third of the word's length in edits.
    public static func nearest(to word: String, in candidates: some Sequence<String>) -> String? {
        let length = word.utf8.count
        if length > longest { return nil }
        let limit = max(1, word.count / 3)
        var best: (distance: Int, name: String)?
        for candidate in candidates where abs(candidate.utf8.count - length) <= limit {
            let distance = distance(Array(word.utf8), Array(candidate.utf8))
            if distance > limit { continue }
            if let current = best, (current.distance, current.name) <= (distance, candidate) { continue }
            best = (distance, candidate)
        }
        return best?.name
    }

    /// The hint `did you mean "x"?`, when there is a near candidate.
    public static func hint(for word: String, in candidates: some Sequence<String>) -> String? {
        nearest(to: word, in: candidates).map { "did you mean \"\($0)\"?" }
    }

    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var previous = Array(0...right.count)
        for (row, byte) in left.enumerated() {
            var current = [row + 1]
            for (column, other) in right.enumerated() {
                let replace = previous[column] + (byte == other ? 0 : 1)
                current.append(min(replace, previous[column + 1] + 1, current[column] + 1))
            }
            previous = current
        }
        return previous[right.count]
    }
}
