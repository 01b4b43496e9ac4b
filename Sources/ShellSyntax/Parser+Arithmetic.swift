/// Where an arithmetic expression stands, which says what ends it.
enum ArithmeticPlace {
    case parentheses
    /// The three parts in `for ((…))`.
    case loop
    /// After the colon in `${name:…}`.
    case slice
}

extension Parser {
    /// `((…))` from its second parenthesis; false, and nothing moved, when it proves to be a subshell in another.
    mutating func arithmetic(_ opener: Int) throws(Stop) -> Bool {
        let start = position
        if subshells.contains(start) { return false }
        skipOperator(1)
        let check = try expression(opener, .parentheses)
        guard following == .closeParenthesis else {
            subshells.insert(start)
            position = start
            return false
        }
        skipOperator(2)
        if let offset = check.problem { throw badArithmetic(offset) }
        return true
    }

    /// The parts of `for ((…; …; …))`, with the parentheses that close them.
    mutating func forHeader(_ opener: Int) throws(Stop) {
        let check = try expression(opener, .loop)
        guard following == .closeParenthesis else { throw unexpected(instead: "))", of: opener, "((") }
        skipOperator(2)
        if check.semicolons != 2 { throw badForHeader(opener) }
        if let offset = check.problem { throw badArithmetic(offset) }
    }

    /// Moves to what ends an expression, and checks it on the way.
    ///
    /// Nothing wrong with it is thrown here: a text that proves not to be arithmetic may look as it likes.
    mutating func expression(_ opener: Int, _ place: ArithmeticPlace) throws(Stop) -> ArithmeticCheck {
        var check = ArithmeticCheck()
        let close = place == .slice ? Sign.closeBrace : .closeParenthesis
        while position < end {
            let start = position
            let sign = sign
            if sign == close, place == .slice || check.parentheses == 0 {
                check.finish(at: start)
                return check
            }
            switch sign {
            case .blank, .newline: advance()
            case .backslash:
                if self.sign(at: start + 1) != .newline { check.anything() }
                skipEscape()
            case .singleQuote:
                try singleQuotes()
                check.anything()
            case .doubleQuote:
                try doubleQuotes()
                check.anything()
            case .backquote:
                try backquotes([])
                check.anything()
            case .dollar:
                try expansion([])
                check.anything()
            case .openBracket:
                if place == .slice {
                    _ = try subscripted(opener)
                    check.index(at: start)
                    continue
                }
                advance()
                try pair(start, "[", .openBracket, .closeBracket)
                check.index(at: start)
            case .semicolon where place == .loop && check.parentheses == 0:
                advance()
                check.part(at: start)
            case .colon where place == .slice:
                advance()
                check.colon()
            default:
                advance()
                if isDigitOrName(sign) {
                    while isDigitOrName(self.sign) { advance() }
                    check.value(at: start)
                } else if check.sign(sign, followedBy: self.sign, at: start) {
                    advance()
                }
            }
        }
        throw place == .slice ? unclosed(opener, "${", "}") : unclosed(opener, sign(at: opener) == .dollar ? "$((" : "((", "))")
    }

    /// Whether it may be part of a name, or of a number like `16#ff` or `64#@`.
    private mutating func isDigitOrName(_ sign: Sign) -> Bool { sign.continuesName || sign == .hash || sign == .at }
}
