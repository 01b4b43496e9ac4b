/// How the YAML library of Go (gopkg.in/yaml.v3) writes a text: configurations that are shown look as apko shows them (IMAGE.md §14).
enum ScalarStyle {
    case plain
    case single
    case double
    case literal

    /// The style for a text that is a value, or a key.
    init(_ text: String, isKey: Bool) {
        let shape = ScalarShape(text)
        if text.utf8.contains(0x0A), !isKey {
            self = shape.allowsBlock ? .literal : .double
        } else if text.isEmpty || PlainWords.isTaken(text) {
            self = .double
        } else {
            self = shape.allowsPlain ? .plain : shape.allowsSingle ? .single : .double
        }
    }
}

/// What the characters of a text allow.
private struct ScalarShape {
    private(set) var allowsPlain = true
    private(set) var allowsSingle = true
    private(set) var allowsBlock = true

    init(_ text: String) {
        let scalars = Array(text.unicodeScalars)
        guard let first = scalars.first, let last = scalars.last else {
            allowsBlock = false
            return
        }
        var (hasIndicator, hasBreak, hasSpecial, hasTab) = (text.hasPrefix("---") || text.hasPrefix("..."), false, false, false)
        var (spaceThenBreak, breakThenSpace) = (false, false)
        for (index, scalar) in scalars.enumerated() {
            let before = index > 0 ? scalars[index - 1] : nil
            let after = index + 1 < scalars.count ? scalars[index + 1] : nil
            hasIndicator = hasIndicator || Self.isIndicator(scalar, before: before, after: after, isFirst: index == 0)
            if Self.isBreak(scalar) {
                hasBreak = true
                spaceThenBreak = spaceThenBreak || before == " "
            } else if scalar == "\t" {
                hasTab = true
            } else if !Self.isPrintable(scalar) {
                hasSpecial = true
            }
            if scalar == " ", let before, Self.isBreak(before) { breakThenSpace = true }
        }
        let isPadded = first == " " || last == " " || Self.isBreak(first) || Self.isBreak(last)
        if isPadded || hasIndicator || hasBreak || breakThenSpace || spaceThenBreak || hasTab || hasSpecial { allowsPlain = false }
        if breakThenSpace || spaceThenBreak || hasTab || hasSpecial { allowsSingle = false }
        if last == " " || spaceThenBreak || hasSpecial { allowsBlock = false }
    }

    private static func isIndicator(
        _ scalar: Unicode.Scalar,
        before: Unicode.Scalar?,
        after: Unicode.Scalar?,
        isFirst: Bool
    ) -> Bool {
        let isFollowedByBlank = after.map { $0 == " " || $0 == "\t" || isBreak($0) } ?? true
        switch scalar {
        case "#": return isFirst || before == " " || before == "\t" || before.map(isBreak) == true
        case ":": return isFollowedByBlank
        case "?", "-": return isFirst && isFollowedByBlank
        case ",", "[", "]", "{", "}", "&", "*", "!", "|", ">", "'", "\"", "%", "@", "`": return isFirst
        default: return false
        }
    }

    static func isBreak(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}": true
        default: false
        }
    }

    static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x20...0x7E, 0xA0...0xD7FF, 0xE000...0xFEFE, 0xFF00...0xFFFD, 0x10000...0x10FFFF: true
        default: false
        }
    }
}

/// Texts that, without quotes, some reader takes for something else.
private enum PlainWords {
    private static let words: Set<String> = [
        "~", "null", "Null", "NULL", "true", "True", "TRUE", "false", "False", "FALSE", ".nan", ".NaN", ".NAN", ".inf", ".Inf", ".INF",
        "+.inf", "+.Inf", "+.INF", "-.inf", "-.Inf", "-.INF", "<<", "y", "Y", "yes", "Yes", "YES", "n", "N", "no", "No", "NO", "on",
        "On", "ON", "off", "Off", "OFF",
    ]

    static func isTaken(_ text: String) -> Bool {
        if words.contains(text) { return true }
        guard let first = text.utf8.first, isDigit(first) || first == 0x2B || first == 0x2D || first == 0x2E else { return false }
        return isNumber(text) || isSexagesimal(text) || isDate(text)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    private static func isNumber(_ text: String) -> Bool {
        let plain = text.filter { $0 != "_" }
        let digits = plain.drop { $0 == "+" || $0 == "-" }
        if plain.count - digits.count > 1 { return false }
        let radices: [(prefixes: [String], radix: Int)] = [(["0x", "0X"], 16), (["0o", "0O"], 8), (["0b", "0B"], 2)]
        for (prefixes, radix) in radices where prefixes.contains(where: digits.hasPrefix) {
            return UInt64(digits.dropFirst(2), radix: radix) != nil
        }
        return isDecimal(digits.utf8)
    }

    /// Digits, perhaps with a point and an exponent.
    private static func isDecimal(_ text: Substring.UTF8View) -> Bool {
        var rest = text[...]
        let whole = rest.prefix(while: isDigit)
        rest = rest.dropFirst(whole.count)
        var hasDigits = !whole.isEmpty
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            let fraction = rest.prefix(while: isDigit)
            hasDigits = hasDigits || !fraction.isEmpty
            rest = rest.dropFirst(fraction.count)
        }
        if !hasDigits { return false }
        guard let letter = rest.first else { return true }
        guard letter == UInt8(ascii: "e") || letter == UInt8(ascii: "E") else { return false }
        rest = rest.dropFirst()
        if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
        return !rest.isEmpty && rest.allSatisfy(isDigit)
    }

    /// Numbers to the base of 60, such as `1:30`, which YAML 1.1 knows.
    private static func isSexagesimal(_ text: String) -> Bool {
        let parts = text.drop { $0 == "+" || $0 == "-" }.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count > 1, parts[0].utf8.first.map(isDigit) == true else { return false }
        let last = parts[parts.count - 1].prefix { $0 != "." }
        return parts[0].utf8.allSatisfy { isDigit($0) || $0 == UInt8(ascii: "_") }
            && (parts[1..<(parts.count - 1)] + [last]).allSatisfy { part in
                (1...2).contains(part.utf8.count) && part.utf8.allSatisfy(isDigit) && Int(part).map { $0 < 60 } == true
            }
    }

    /// `2001-02-03`, perhaps with a time behind it.
    private static func isDate(_ text: String) -> Bool {
        let parts = text.prefix { $0.isASCII && ($0.isNumber || $0 == "-") }.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].utf8.count == 4, parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(isDigit) }) else {
            return false
        }
        return parts[1].utf8.count <= 2 && parts[2].utf8.count <= 2
    }
}
