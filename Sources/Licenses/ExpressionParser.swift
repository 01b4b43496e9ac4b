import Diagnostics

/// Reads `expression = term *("OR" term)`, `term = factor *("AND" factor)`, `factor = "(" expression ")" / license ["WITH" exception]`.
///
/// Operators are upper-case words, as the tools that read packages know no others.
struct ExpressionParser {
    private let text: String
    private let list: LicenseList
    private let tokens: [String]
    private var position = 0
    private var depth = 0

    private static let deepest = 64
    private static let operators = ["AND", "OR", "WITH"]

    init(_ text: String, list: LicenseList) {
        self.text = text
        self.list = list
        tokens = Self.tokens(text)
    }

    mutating func parse() throws(Diagnostic) {
        if tokens.isEmpty { throw problem("the license is empty", hint: "write its SPDX identifier, such as MIT") }
        try expression()
        guard let token else { return }
        if token == ")" { throw problem("a \")\" has no \"(\"") }
        if Self.operators.contains(token.uppercased()), !Self.operators.contains(token) {
            throw problem("\"\(token)\" cannot join licenses", hint: "write \(token.uppercased())")
        }
        throw problem("\"\(token)\" follows without AND, OR or WITH")
    }

    private mutating func expression() throws(Diagnostic) {
        repeat { try term() } while take("OR")
    }

    private mutating func term() throws(Diagnostic) {
        repeat { try factor() } while take("AND")
    }

    private mutating func factor() throws(Diagnostic) {
        guard take("(") else { return try license() }
        depth += 1
        if depth > Self.deepest { throw problem("parentheses are nested more than \(Self.deepest) deep") }
        try expression()
        guard take(")") else { throw problem("a \"(\" is never closed") }
        depth -= 1
    }

    private mutating func license() throws(Diagnostic) {
        guard let token, token != ")", !Self.operators.contains(token) else {
            throw problem(self.token.map { "there is no license in front of \"\($0)\"" } ?? "there is no license at the end")
        }
        position += 1
        if !Self.isReference(token[...]) {
            let identifier = token.hasSuffix("+") ? String(token.dropLast()) : token
            guard list.license(identifier) != nil || list.license(token) != nil else { throw unknown(identifier) }
        }
        guard take("WITH") else { return }
        guard let exception = self.token, list.exception(exception) != nil else {
            throw problem(
                self.token.map { "\"\($0)\" is not an exception of the SPDX list" } ?? "there is no exception behind WITH",
                hint: self.token.flatMap { Similarity.hint(for: $0, in: list.exceptions) }
            )
        }
        position += 1
    }

    private var token: String? { position < tokens.count ? tokens[position] : nil }

    private mutating func take(_ wanted: String) -> Bool {
        guard token == wanted else { return false }
        position += 1
        return true
    }

    private func unknown(_ identifier: String) -> Diagnostic {
        if list.exception(identifier) != nil {
            return problem("\"\(identifier)\" is an exception", hint: "name the license: … WITH \(identifier)")
        }
        // `-only` and `-or-later` belong to the licenses of GNU; those that have no such identifiers are written alone, or with a plus.
        for (ending, plus) in [("-only", ""), ("-or-later", "+")] where identifier.hasSuffix(ending) {
            if let base = list.license(String(identifier.dropLast(ending.count))) {
                return problem("\"\(identifier)\" is not on the SPDX list", hint: "write \(base)\(plus)")
            }
        }
        return problem(
            "\"\(identifier)\" is not on the SPDX list",
            hint: longer(than: identifier) ?? Similarity.hint(for: identifier, in: list.licenses)
                ?? "write an SPDX identifier, or LicenseRef- and a name of your own"
        )
    }

    /// The hint for an identifier whose end was left out: `GPL`, `Apache-2`.
    private func longer(than identifier: String) -> String? {
        let key = identifier.lowercased()
        let candidates = list.licenses.filter { license in
            let license = license.lowercased()
            return license.hasPrefix(key + "-") || license.hasPrefix(key + ".")
        }
        // GPL-2.0 is an older name of two that say which of them is meant.
        let whole = candidates.filter { candidate in
            !candidate.hasSuffix("+") && !candidate.contains("-with-") && !candidates.contains("\(candidate)-only")
        }
        return (1...6).contains(whole.count) ? "write \(whole.joined(separator: " or "))" : nil
    }

    private func problem(_ message: String, hint: String? = nil) -> Diagnostic {
        Diagnostic(.invalidLicense, "\"\(text)\" is not an SPDX license expression: \(message)", hint: hint)
    }

    /// Whether a word is `LicenseRef-name` or `DocumentRef-name:LicenseRef-name`.
    private static func isReference(_ word: Substring) -> Bool {
        if word.hasPrefix("DocumentRef-") {
            guard let colon = word.utf8.firstIndex(of: UInt8(ascii: ":")) else { return false }
            let rest = word[word.utf8.index(after: colon)...]
            return isName(word[..<colon].dropFirst("DocumentRef-".count)) && rest.hasPrefix("LicenseRef-") && isReference(rest)
        }
        return word.hasPrefix("LicenseRef-") && isName(word.dropFirst("LicenseRef-".count))
    }

    private static func isName(_ text: Substring) -> Bool { !text.isEmpty && text.utf8.allSatisfy(\.isOfIdentifier) }

    /// The words of a text, parentheses by themselves.
    private static func tokens(_ text: String) -> [String] {
        var tokens: [String] = []
        var word: [UInt8] = []
        func close() {
            if !word.isEmpty { tokens.append(String(decoding: word, as: UTF8.self)) }
            word = []
        }
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"): close()
            case UInt8(ascii: "("), UInt8(ascii: ")"):
                close()
                tokens.append(byte == UInt8(ascii: "(") ? "(" : ")")
            default: word.append(byte)
            }
        }
        close()
        return tokens
    }
}

extension UInt8 {
    /// Whether the byte may stand in an identifier: a letter, a digit, `.` or `-`.
    var isOfIdentifier: Bool {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        default: self == UInt8(ascii: ".") || self == UInt8(ascii: "-")
        }
    }
}
