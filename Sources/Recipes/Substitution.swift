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
            // No brace is part of a name, so that a text full of markers is still read only once.
            let name = tail.prefix { $0 != "{" && $0 != "}" }
            if tail[name.endIndex...].hasPrefix("}}"), let value = values[String(name)] {
                result += value
                rest = tail[name.endIndex...].dropFirst(2)
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
            if result.utf8.count > Self.longest {
                throw Diagnostic(.limit, "with its variables, the text would be longer than \(Self.longest) bytes", at: span)
            }
            rest = tail[close.upperBound...]
        }
        return result + rest
    }

    /// The variables that a text refers to, blanks around their names taken off.
    static func names(in text: String) -> Set<String> {
        Set(
            text.ranges(of: "${{").compactMap { marker in
                let tail = text[marker.upperBound...]
                return tail.firstRange(of: "}}").map { tail[..<$0.lowerBound].trimmingBlanks }
            }
        )
    }

    /// Bytes that a text may grow to; variables that hold one another would otherwise double it as often as they like.
    private static let longest = 1 << 20
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
