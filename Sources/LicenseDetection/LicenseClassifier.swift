/// Tells licenses by their texts (PACKAGE.md §8).
///
/// A text is reduced to its words, so that neither line breaks nor comment signs nor quotation marks matter; then each license is looked
/// for by the phrases that tell it from its relatives.
public struct LicenseClassifier: Sendable {
    /// A license that a text holds.
    public struct Match: Hashable, Sendable {
        /// The SPDX identifier; for licenses of GNU without `-only` and `-or-later`, which the text itself does not tell.
        public let identifier: String
        /// The share of the license's phrases that the text has, from 0 to 1.
        public let confidence: Double
    }

    /// The share of phrases from which on a license counts as found.
    public static let leastConfidence = 0.9

    /// A license with its phrases as words.
    private struct Candidate: Sendable {
        let identifier: String
        let phrases: [[Substring]]
        let without: [[Substring]]
    }

    private static let candidates = LicensePattern.all.map { pattern in
        Candidate(
            identifier: pattern.identifier,
            phrases: pattern.phrases.map { $0.split(separator: " ") },
            without: pattern.without.map { $0.split(separator: " ") }
        )
    }

    /// The licenses that a text holds, sorted by identifier, also those of `SPDX-License-Identifier` lines.
    public static func classify(_ text: [UInt8]) -> [Match] {
        let words = Words(text)
        var matches = candidates.compactMap { candidate -> Match? in
            if candidate.without.contains(where: words.contains) { return nil }
            let found = candidate.phrases.count { words.contains($0) }
            let confidence = Double(found) / Double(candidate.phrases.count)
            return confidence >= leastConfidence ? Match(identifier: candidate.identifier, confidence: confidence) : nil
        }
        for identifier in tagged(text) where !matches.contains(where: { $0.identifier == LicenseFamily.of(identifier) }) {
            matches.append(Match(identifier: identifier, confidence: 1))
        }
        return matches.sorted { $0.identifier < $1.identifier }
    }

    /// The licenses of lines `SPDX-License-Identifier: …`, none twice.
    private static func tagged(_ text: [UInt8]) -> [String] {
        var identifiers: [String] = []
        for line in text.split(whereSeparator: { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }) where line.count < 1000 {
            let line = String(decoding: line, as: UTF8.self)
            guard let tag = line.firstRange(of: "SPDX-License-Identifier:") else { continue }
            for identifier in LicenseFamily.parts(line[tag.upperBound...]) where !identifiers.contains(identifier) {
                identifiers.append(identifier)
            }
        }
        return identifiers
    }

    /// The words of a text, and where each stands.
    private struct Words {
        private let words: [String]
        private var places: [String: [Int]] = [:]

        init(_ text: [UInt8]) {
            var words: [String] = []
            var word: [UInt8] = []
            for byte in text + [UInt8(ascii: " ")] {
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): word.append(byte)
                case UInt8(ascii: "A")...UInt8(ascii: "Z"): word.append(byte | 0x20)
                default:
                    if word.isEmpty { continue }
                    words.append(String(decoding: word, as: UTF8.self))
                    word = []
                }
            }
            self.words = words
            for (index, word) in words.enumerated() { places[word, default: []].append(index) }
        }

        func contains(_ phrase: [Substring]) -> Bool {
            guard let first = phrase.first, let starts = places[String(first)] else { return false }
            return starts.contains { start in
                start + phrase.count <= words.count && words[start..<(start + phrase.count)].elementsEqual(phrase, by: ==)
            }
        }
    }
}
