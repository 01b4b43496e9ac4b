import Diagnostics

/// The variables `${{…}}` of recipes and the two ways in which they are replaced (RECIPE.md §4).
struct Substitution: Sendable {
    /// Values by name without the marker: `package.version`.
    var values: [String: String]

    /// Replaces variables written without blanks, in one pass; all else stays as it is, without error (RECIPE.md §4.2).
    func replaceExactly(in text: String) -> String {
        guard text.contains("${{") else { return text }
        var result = ""
        var rest = text[...]
        while let marker = rest.firstRange(of: "${{") {
            result += rest[..<marker.lowerBound]
            let tail = rest[marker.upperBound...]
            if let close = tail.firstRange(of: "}}"), let value = values[String(tail[..<close.lowerBound])] {
                result += value
                rest = tail[close.upperBound...]
            } else {
                result += "${{"
                rest = tail
            }
        }
        return result + rest
    }

    /// Replaces every variable, blanks around its name allowed; an unknown one is an error (RECIPE.md §4.1).
    func resolve(_ text: String, at span: SourceSpan?) throws(Diagnostic) -> String {
        guard text.contains("${{") else { return text }
        var result = ""
        var rest = text[...]
        while let marker = rest.firstRange(of: "${{") {
            result += rest[..<marker.lowerBound]
            let tail = rest[marker.upperBound...]
            guard let close = tail.firstRange(of: "}}") else {
                throw Diagnostic(.badVariable, "a variable that begins with \"${{\" is not closed with \"}}\"", at: span)
            }
            let name = tail[..<close.lowerBound].trimmingBlanks
            guard let value = values[name] else {
                if name.isEmpty { throw Diagnostic(.badVariable, "a variable without a name", at: span) }
                throw Diagnostic(
                    .badVariable,
                    "unknown variable \"\(name)\"",
                    at: span,
                    hint: Similarity.hint(for: name, in: values.keys.sorted())
                )
            }
            result += value
            rest = tail[close.upperBound...]
        }
        return result + rest
    }
}

extension Character {
    /// Whether the languages of recipes skip it. A carriage return with a line feed is one character of its own.
    var isBlank: Bool { [" ", "\t", "\r", "\n", "\r\n"].contains(self) }
}

extension Substring {
    var trimmingBlanks: String {
        String(drop(while: \.isBlank).reversed().drop(while: \.isBlank).reversed())
    }
}
