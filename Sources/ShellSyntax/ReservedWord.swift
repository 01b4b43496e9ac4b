/// A word that has a meaning where a command may begin.
enum ReservedWord {
    case `if`, then, `elif`, `else`, fi
    case `for`, select, `while`, until, `in`, `do`, done
    case `case`, esac
    case function, time, coproc, not
    case openBrace, closeBrace, openTest, closeTest

    /// Whether the word ends or goes on with something that was begun, and can begin no command.
    var closes: Bool {
        switch self {
        case .then, .elif, .else, .fi, .do, .done, .in, .esac, .closeBrace, .closeTest: true
        default: false
        }
    }

    /// Whether the word begins a compound command.
    var opens: Bool {
        switch self {
        case .if, .for, .select, .while, .until, .case, .openBrace, .openTest: true
        default: false
        }
    }
}

extension Parser {
    /// The reserved word at the position, with the offset behind it.
    mutating func reservedWord() -> (ReservedWord, end: Int)? {
        switch byte(at: position) {
        case UInt8(ascii: "\\"): return afterContinuations(position) == position ? nil : continuedReservedWord()
        case UInt8(ascii: "i"): return match("if", .if) ?? match("in", .in)
        case UInt8(ascii: "t"): return match("then", .then) ?? match("time", .time)
        case UInt8(ascii: "e"): return match("else", .else) ?? match("elif", .elif) ?? match("esac", .esac)
        case UInt8(ascii: "f"): return match("fi", .fi) ?? match("for", .for) ?? match("function", .function)
        case UInt8(ascii: "w"): return match("while", .while)
        case UInt8(ascii: "u"): return match("until", .until)
        case UInt8(ascii: "d"): return match("do", .do) ?? match("done", .done)
        case UInt8(ascii: "c"): return match("case", .case) ?? match("coproc", .coproc)
        case UInt8(ascii: "s"): return match("select", .select)
        case UInt8(ascii: "{"): return match("{", .openBrace)
        case UInt8(ascii: "}"): return match("}", .closeBrace)
        case UInt8(ascii: "["): return match("[[", .openTest)
        case UInt8(ascii: "]"): return match("]]", .closeTest)
        case UInt8(ascii: "!"): return following == .openParenthesis ? nil : match("!", .not)
        default: return nil
        }
    }

    private mutating func continuedReservedWord() -> (ReservedWord, end: Int)? {
        var later = self
        later.skipContinuations()
        return later.reservedWord()
    }

    private mutating func match(_ text: StaticString, _ word: ReservedWord) -> (ReservedWord, end: Int)? {
        endOfLiteral(text).map { (word, $0) }
    }

    /// The offset behind the word at the position when it is just this text, unquoted.
    mutating func endOfLiteral(_ text: StaticString) -> Int? {
        var offset = position
        for index in 0..<text.utf8CodeUnitCount {
            if byte(at: offset) == UInt8(ascii: "\\") { offset = afterContinuations(offset) }
            guard byte(at: offset) == text.utf8Start[index] else { return nil }
            offset += 1
        }
        let wordEnd = offset
        if byte(at: offset) == UInt8(ascii: "\\") { offset = afterContinuations(offset) }
        let next = sign(at: offset)
        guard next.endsWord else { return nil }
        // `<(` and `>(` go on with the word.
        if next == .less || next == .greater, sign(at: offset + 1) == .openParenthesis { return nil }
        return wordEnd
    }

    /// Moves over the word when it is just this text, unquoted.
    mutating func take(_ text: StaticString) -> Bool {
        guard let end = endOfLiteral(text) else { return false }
        position = end
        return true
    }
}
