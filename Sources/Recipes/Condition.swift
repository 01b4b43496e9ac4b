import Diagnostics

/// The language of `if:` (RECIPE.md §7.1): comparisons of texts joined by `&&` and `||`, of equal precedence, left to right.
struct Condition {
    private let values: Substitution
    private let span: SourceSpan
    private var rest: Substring

    /// Whether a condition holds.
    ///
    /// - Parameter values: the variables that may be written without quotes.
    static func evaluate(_ text: String, values: Substitution, at span: SourceSpan) throws(Diagnostic) -> Bool {
        var parser = Condition(values: values, span: span, rest: text[...])
        let result = try parser.expression(depth: 0)
        parser.skipBlanks()
        if !parser.rest.isEmpty { throw parser.expected("\"&&\", \"||\" or the end") }
        return result
    }

    private mutating func expression(depth: Int) throws(Diagnostic) -> Bool {
        if depth > 50 { throw Diagnostic(.limit, "the condition is nested more than 50 deep", at: span) }
        var result = try atom(depth: depth)
        while true {
            if take("&&") {
                let right = try atom(depth: depth)
                result = result && right
            } else if take("||") {
                let right = try atom(depth: depth)
                result = result || right
            } else {
                return result
            }
        }
    }

    private mutating func atom(depth: Int) throws(Diagnostic) -> Bool {
        if take("(") {
            let result = try expression(depth: depth + 1)
            if !take(")") { throw expected("\")\"") }
            return result
        }
        let left = try value()
        let isEqual = take("==")
        if !isEqual && !take("!=") { throw expected("\"==\" or \"!=\"") }
        return (left == (try value())) == isEqual
    }

    private mutating func value() throws(Diagnostic) -> String {
        skipBlanks()
        if rest.hasPrefix("${{") {
            guard let close = rest.firstRange(of: "}}") else { throw expected("\"}}\"") }
            defer { rest = rest[close.upperBound...] }
            return try values.resolve(String(rest[..<close.upperBound]), at: span)
        }
        guard let quote = rest.first, quote == "\"" || quote == "'" else { throw expected("a text in quotes or a variable") }
        rest.removeFirst()
        var text = ""
        while let character = rest.popFirst() {
            if character == quote { return text }
            guard character == "\\", let escaped = rest.popFirst() else {
                text.append(character)
                continue
            }
            switch escaped {
            case "\\", "'", "\"": text.append(escaped)
            case "n": text.append("\n")
            case "t": text.append("\t")
            default: text += "\\\(escaped)"
            }
        }
        throw expected("a closing quote")
    }

    private mutating func take(_ token: String) -> Bool {
        skipBlanks()
        guard rest.hasPrefix(token) else { return false }
        rest = rest.dropFirst(token.count)
        return true
    }

    private mutating func skipBlanks() {
        rest = rest.drop(while: \.isBlank)
    }

    private func expected(_ what: String) -> Diagnostic {
        let found = rest.isEmpty ? "the end" : "\"\(rest.prefix(12))\""
        return Diagnostic(
            .badCondition,
            "in a condition, \(what) is expected, not \(found)",
            at: span,
            hint: "write: ${{build.arch}} == 'x86_64', or '${{package.name}}' == 'x'"
        )
    }
}
