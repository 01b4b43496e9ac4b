import Diagnostics

/// The language of `if:` (RECIPE.md §7.1): comparisons of texts joined by `&&` and `||`, of equal precedence, left to right.
///
/// Variables have been replaced by quoted texts before (RECIPE.md §7.2).
struct Condition {
    private let span: SourceSpan
    private let bytes: [UInt8]
    private var position = 0

    /// Whether a condition holds.
    static func evaluate(_ text: LocatedText) throws(Diagnostic) -> Bool {
        var parser = Condition(span: text.span, bytes: Array(text.text.utf8))
        let result = try parser.expression(depth: 0)
        parser.skipBlanks()
        if parser.position < parser.bytes.count { throw parser.expected("\"&&\", \"||\" or the end") }
        return result
    }

    private init(span: SourceSpan, bytes: [UInt8]) {
        self.span = span
        self.bytes = bytes
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

    private mutating func value() throws(Diagnostic) -> [UInt8] {
        skipBlanks()
        guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") || bytes[position] == UInt8(ascii: "'") else {
            throw expected("a text in quotes or a variable")
        }
        let start = position
        let quote = bytes[position]
        position += 1
        var text: [UInt8] = []
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            if byte == quote { return text }
            guard byte == UInt8(ascii: "\\"), position < bytes.count else {
                text.append(byte)
                continue
            }
            let escaped = bytes[position]
            position += 1
            switch escaped {
            case UInt8(ascii: "\\"), UInt8(ascii: "'"), UInt8(ascii: "\""): text.append(escaped)
            case UInt8(ascii: "n"): text.append(UInt8(ascii: "\n"))
            case UInt8(ascii: "t"): text.append(UInt8(ascii: "\t"))
            default: text += [byte, escaped]
            }
        }
        position = start
        throw expected("a closing quote")
    }

    private mutating func take(_ token: StaticString) -> Bool {
        skipBlanks()
        let token = UnsafeBufferPointer(start: token.utf8Start, count: token.utf8CodeUnitCount)
        guard bytes[position...].starts(with: token) else { return false }
        position += token.count
        return true
    }

    private mutating func skipBlanks() {
        while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) { position += 1 }
    }

    private func expected(_ what: String) -> Diagnostic {
        let rest = String(decoding: bytes[position...], as: UTF8.self)
        let found = rest.isEmpty ? "the end" : "\"\(rest.prefix(12))\""
        return Diagnostic(
            .badCondition,
            "in a condition, \(what) is expected, not \(found)",
            at: span,
            hint: "write: ${{build.arch}} == 'x86_64', or '${{package.name}}' == 'x'"
        )
    }
}
