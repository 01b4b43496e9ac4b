import Diagnostics

/// The words of an action.
extension Lexer {
    mutating func nextKind() throws(Diagnostic) -> Token.Kind {
        let byte = bytes[position]
        let next = position + 1 < bytes.count ? bytes[position + 1] : 0
        switch byte {
        case UInt8(ascii: "("): return single(.leftParenthesis)
        case UInt8(ascii: ")"): return single(.rightParenthesis)
        case UInt8(ascii: "|"): return single(.pipe)
        case UInt8(ascii: ","): return single(.comma)
        case UInt8(ascii: "="): return single(.assign)
        case UInt8(ascii: ":") where next == UInt8(ascii: "="):
            position += 2
            return .declare
        case UInt8(ascii: "\""): return .string(try quoted())
        case UInt8(ascii: "`"): return .string(try raw())
        case UInt8(ascii: "'"): return .integer(try character())
        case UInt8(ascii: "$"):
            position += 1
            return .variable("$" + (try word()))
        case UInt8(ascii: ".") where !isDigit(next):
            position += 1
            let name = try word()
            return name.isEmpty ? .dot : .field(name)
        case UInt8(ascii: "."), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        default:
            if !isWordByte(byte) { throw unexpectedCharacter() }
            let name = try word()
            return Token.Keyword(rawValue: name).map { .keyword($0) } ?? .identifier(name)
        }
    }

    private mutating func single(_ kind: Token.Kind) -> Token.Kind {
        position += 1
        return kind
    }

    /// Letters, digits and underscores, which must end where a word may end.
    private mutating func word() throws(Diagnostic) -> String {
        let start = position
        while position < bytes.count, isWordByte(bytes[position]) { position += 1 }
        if position < bytes.count, !isBlank(position), !Array(".,|:()=".utf8).contains(bytes[position]), !has("}}", at: position) {
            throw unexpectedCharacter()
        }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func number() throws(Diagnostic) -> Token.Kind {
        let start = position
        var previous: UInt8 = 0
        while position < bytes.count {
            let byte = bytes[position]
            let isSign = byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
            let follows = [UInt8(ascii: "e"), UInt8(ascii: "E"), UInt8(ascii: "p"), UInt8(ascii: "P")].contains(previous)
            guard isSign ? position == start || follows && !isHexadecimal(start) : isWordByte(byte) || byte == UInt8(ascii: ".") else {
                break
            }
            previous = byte
            position += 1
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        if let value = Self.integer(text) { return .integer(value) }
        let digits = text.filter { $0 != "_" }
        let isDecimal = digits.utf8.allSatisfy { isDigit($0) || Array("+-.eE".utf8).contains($0) }
        if isDecimal, digits.contains(where: { ".eE".contains($0) }), let value = Double(digits), value.isFinite { return .float(value) }
        throw source.problem("\"\(text)\" is not a number", at: Place(offset: start, length: position - start))
    }

    private func isHexadecimal(_ start: Int) -> Bool {
        has("0x", at: start) || has("0X", at: start) || has("0x", at: start + 1) || has("0X", at: start + 1)
    }

    private static func integer(_ text: String) -> Int64? {
        var digits = text.lowercased()[...]
        let isNegative = digits.hasPrefix("-")
        if isNegative || digits.hasPrefix("+") { digits = digits.dropFirst() }
        var radix = 10
        for (prefix, value) in [("0x", 16), ("0o", 8), ("0b", 2)] where digits.hasPrefix(prefix) {
            radix = value
            digits = digits.dropFirst(2)
        }
        if radix == 10, digits.count > 1, digits.hasPrefix("0") {
            radix = 8
            digits = digits.dropFirst()
        }
        guard let first = digits.utf8.first, first != UInt8(ascii: "-"), first != UInt8(ascii: "+") else { return nil }
        return Int64((isNegative ? "-" : "") + digits.filter { $0 != "_" }, radix: radix)
    }

    private mutating func raw() throws(Diagnostic) -> String {
        let start = position
        guard let end = bytes[(start + 1)...].firstIndex(of: UInt8(ascii: "`")) else {
            throw source.problem("a raw text is not closed with \"`\"", at: Place(offset: start, length: 1))
        }
        position = end + 1
        return String(decoding: bytes[(start + 1)..<end].filter { $0 != 0x0D }, as: UTF8.self)
    }

    func unexpectedCharacter() -> Diagnostic {
        let text = String(decoding: bytes[position...].prefix(4), as: UTF8.self)
        let character = text.first.map(String.init) ?? ""
        let hint = character == "{" || character == "}" ? "an action is closed with \"}}\"" : nil
        return source.problem("\"\(character)\" has no meaning here", at: Place(offset: position, length: 1), hint: hint)
    }

    func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    func isWordByte(_ byte: UInt8) -> Bool {
        isDigit(byte) || byte == UInt8(ascii: "_") || byte >= 0x80 || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }
}
