/// What stands at a place, for messages.
extension Parser {
    /// Words and signs that end something.
    static let closers = ["then", "elif", "else", "fi", "do", "done", "in", "esac", "}", "]]", ")", ";;", ";&", ";;&"]

    /// The token at the position: an operator, or a word as far as it goes without quotes; empty at the end.
    mutating func tokenText() -> String {
        var offset = position
        if offset >= end { return "" }
        let length = operatorLength(offset)
        if length > 0 { return String(decoding: UnsafeBufferPointer(start: bytes + offset, count: length), as: UTF8.self) }
        while offset < end, offset - position < 40, !sign(at: offset).endsWord, afterContinuations(offset) == offset { offset += 1 }
        // A character that was cut through is left out.
        if offset < end { while offset > position + 1, bytes[offset] & 0xC0 == 0x80 { offset -= 1 } }
        return String(decoding: UnsafeBufferPointer(start: bytes + position, count: offset - position), as: UTF8.self)
    }

    /// The length of the operator at an offset, 0 when it is none.
    mutating func operatorLength(_ offset: Int) -> Int {
        let operators: [StaticString] = [
            "&>>", "<<<", "<<-", ";;&", "&&", "||", "|&", ";;", ";&", "&>", ">>", "<<", "<&", ">&", "<>", ">|", "((", "))",
            "\n", ";", "&", "|", "(", ")", "<", ">",
        ]
        let match = operators.first { sign in
            (0..<sign.utf8CodeUnitCount).allSatisfy { byte(at: offset + $0) == sign.utf8Start[$0] }
        }
        guard let match else { return 0 }
        return "\(match)" == "((" || "\(match)" == "))" ? 1 : match.utf8CodeUnitCount
    }

    /// A token as messages name it.
    static func quoted(_ token: String) -> String {
        switch token {
        case "": "end of the text"
        case "\n": "end of the line"
        default: "`\(token)`"
        }
    }

    /// `in line 3`, for hints.
    mutating func place(of offset: Int) -> String {
        var line = 1
        for index in 0..<offset where bytes[index] == Self.newline { line += 1 }
        return "in line \(line)"
    }

    /// What commonly leads to a token out of place.
    static func hint(for token: String) -> String? {
        switch token {
        case "then", "elif", "else", "fi": "no `if` is open here"
        case "do", "done": "no loop is open here"
        case "esac": "no `case` is open here"
        case "in": "`in` belongs to `for` and `case`"
        case "}": "no `{` is open here"
        case "]]": "no `[[` is open here"
        case ")": "no `(` is open here; quote it when it is text"
        case "(": "quote it when it is text"
        case ";;", ";&", ";;&": "this belongs into `case`"
        case "&&", "||", "|", "|&", ";", "&": "a command is missing before it"
        default: nil
        }
    }
}
