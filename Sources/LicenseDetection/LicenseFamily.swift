/// Licenses that have one text.
enum LicenseFamily {
    /// The identifier without what a license's text does not tell: `-only`, `-or-later` and a plus.
    static func of(_ identifier: String) -> String {
        for ending in ["-only", "-or-later", "+"] where identifier.hasSuffix(ending) { return String(identifier.dropLast(ending.count)) }
        return identifier
    }

    /// The licenses of an expression, exceptions left out.
    static func parts(_ expression: some StringProtocol) -> [String] {
        let separators = " \t()*/#,;\"'<>"
        let words = String(expression).split(whereSeparator: { (character: Character) in separators.contains(character) }).map(String.init)
        var parts: [String] = []
        var isException = false
        for word in words {
            if word == "WITH" {
                isException = true
            } else if !["AND", "OR", "and", "or"].contains(word) {
                if !isException && !word.allSatisfy({ "-!".contains($0) }) { parts.append(word) }
                isException = false
            }
        }
        return parts
    }
}
