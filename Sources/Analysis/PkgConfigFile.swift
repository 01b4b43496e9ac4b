/// The part of a pkg-config file that makes dependencies.
struct PkgConfigFile {
    /// A line that is no part of such a file.
    struct Problem: Error {
        /// Counted from 1.
        let line: Int
    }

    /// The modules of `Requires`, `Requires.private` and `Requires.internal`, variables replaced, versions dropped.
    private(set) var requirements: [String] = []

    init(_ text: String) throws(Problem) {
        var variables: [String: String] = [:]
        var number = 0
        var pending: (text: String, line: Int)?
        // To Swift the two characters of a Windows line end are one.
        for part in text.replacing("\r\n", with: "\n").split(separator: "\n", omittingEmptySubsequences: false) {
            number += 1
            let (start, line) = pending.map { ($0.line, $0.text + part) } ?? (number, String(part))
            pending = line.hasSuffix("\\") ? (String(line.dropLast()) + " ", start) : nil
            if pending == nil { try read(line, at: start, &variables) }
        }
        if let pending { try read(pending.text, at: pending.line, &variables) }
    }

    private mutating func read(_ line: String, at number: Int, _ variables: inout [String: String]) throws(Problem) {
        let line = line.prefix { $0 != "#" }.drop { $0 == " " || $0 == "\t" }
        let key = line.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == ".") }
        let rest = line[key.endIndex...].drop { $0 == " " || $0 == "\t" }
        // What begins with another character is passed over, as pkg-config does.
        guard !key.isEmpty else { return }
        let value = Self.expand(rest.dropFirst(), variables)
        switch rest.first {
        case "=": variables[String(key)] = value.split(separator: " ").joined(separator: " ")
        case ":": if ["Requires", "Requires.private", "Requires.internal"].contains(key) { requirements += Self.names(value) }
        default: throw Problem(line: number)
        }
    }

    /// Replaces `${name}` once; what comes of it is bounded, since values that double would grow without end.
    private static func expand(_ text: Substring, _ variables: [String: String]) -> String {
        var result = ""
        var rest = text
        while let start = rest.firstRange(of: "${"), let end = rest[start.upperBound...].firstIndex(of: "}") {
            result += rest[..<start.lowerBound] + (variables[String(rest[start.upperBound..<end])] ?? "")
            rest = rest[rest.index(after: end)...]
            if result.utf8.count > longestValue { return "" }
        }
        return result + rest
    }

    private static let longestValue = 1 << 16

    /// Module names; a name may be followed by an operator and a version.
    private static func names(_ text: String) -> [String] {
        var names: [String] = []
        var skipsVersion = false
        for word in text.split(whereSeparator: { ", \t".contains($0) }) {
            // `a >= 1.2` in three words, or fewer where blanks are missing.
            let name = word.prefix { !"<>=!".contains($0) }
            let rest = word.dropFirst(name.count)
            if !name.isEmpty && !skipsVersion { names.append(String(name)) }
            skipsVersion = !rest.isEmpty && rest.allSatisfy { "<>=!".contains($0) }
        }
        return names
    }
}
