import _StringProcessing

/// A regular expression with replacement by Go's rules: `$1`, `${1}`, `$name`, `$$` (RECIPE.md §5).
struct RegularExpression {
    private let regex: Regex<AnyRegexOutput>

    init?(_ pattern: String) {
        guard let regex = try? Regex(pattern) else { return nil }
        self.regex = regex
    }

    func replaceAll(in text: String, with template: String) -> String {
        text.replacing(regex) { match in Self.expand(template, match: match) }
    }

    private static func expand(_ template: String, match: Regex<AnyRegexOutput>.Match) -> String {
        var result = ""
        var rest = template[...]
        while let dollar = rest.firstIndex(of: "$") {
            result += rest[..<dollar]
            rest = rest[rest.index(after: dollar)...]
            if rest.first == "$" {
                result += "$"
                rest.removeFirst()
                continue
            }
            let isBraced = rest.first == "{"
            let name = rest.dropFirst(isBraced ? 1 : 0).prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
            let tail = rest[name.endIndex...]
            if name.isEmpty || isBraced && tail.first != "}" {
                // What names no group stays as it is.
                result += "$"
            } else {
                result += group(name, match)
                rest = isBraced ? tail.dropFirst() : tail
            }
        }
        return result + rest
    }

    private static func group(_ name: Substring, _ match: Regex<AnyRegexOutput>.Match) -> String {
        if let number = Int(name) { return number < match.output.count ? String(match.output[number].substring ?? "") : "" }
        return String(match.output[String(name)]?.substring ?? "")
    }
}
