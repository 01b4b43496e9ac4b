extension Parser {
    /// The inside of `[[ … ]]`, and its end.
    mutating func conditional(_ opener: Int) throws(Stop) {
        try conditions(opener)
        if take("]]") { return }
        throw misplacedInTest(opener)
    }

    /// Tests with `&&` and `||` between them.
    private mutating func conditions(_ opener: Int) throws(Stop) {
        while true {
            try test(opener)
            skipBlanks()
            let isAnd = sign == .ampersand && following == .ampersand
            let isOr = sign == .bar && following == .bar
            guard isAnd || isOr else { return }
            skipOperator(2)
        }
    }

    private mutating func test(_ opener: Int) throws(Stop) {
        try skipNewlines()
        while sign == .exclamation, following != .openParenthesis, take("!") { try skipNewlines() }
        if sign == .openParenthesis {
            let parenthesis = position
            advance()
            try enter(parenthesis)
            try conditions(opener)
            depth -= 1
            if isAtEnd { throw unclosed(parenthesis, "(", ")") }
            if sign != .closeParenthesis { throw unexpected(instead: ")", of: parenthesis, "(") }
            advance()
            return try skipNewlines()
        }
        try operand(opener)
        let first = word
        skipBlanks()
        if isUnary(first) {
            try operand(opener)
            return try skipNewlines()
        }
        switch sign {
        case .less, .greater:
            advance()
            skipBlanks()
            try operand(opener)
        case .ampersand where following == .ampersand, .bar where following == .bar: return
        case .closeParenthesis: return
        default:
            if endOfLiteral("]]") != nil { return }
            let operation = position
            guard try readWord(), let isMatch = binaryOperator(word) else {
                position = operation
                throw missingTestOperator(opener)
            }
            skipBlanks()
            try operand(opener, isMatch ? .regularExpression : .plain)
        }
        try skipNewlines()
    }

    private mutating func operand(_ opener: Int, _ mode: WordMode = .plain) throws(Stop) {
        if endOfLiteral("]]") != nil { throw missingOperand() }
        if try !readWord(mode) { throw misplacedInTest(opener) }
    }

    private mutating func isUnary(_ word: Word) -> Bool {
        guard word.end - word.start == 2, sign(at: word.start) == .minus else { return false }
        return "abcdefghknoprstuvwxzGLNORS".utf8.contains(bytes[word.start + 1])
    }

    /// Whether a word is an operator between two others, and if so, whether a regular expression comes after it.
    private mutating func binaryOperator(_ word: Word) -> Bool? {
        let (first, second) = (sign(at: word.start), sign(at: word.start + 1))
        switch word.end - word.start {
        case 1: return first == .equals ? false : nil
        case 2:
            if first == .equals { return second == .tilde ? true : second == .equals ? false : nil }
            return first == .exclamation && second == .equals ? false : nil
        case 3:
            let text = UnsafeBufferPointer(start: bytes + word.start, count: 3)
            let names: [StaticString] = ["-eq", "-ne", "-lt", "-le", "-gt", "-ge", "-nt", "-ot", "-ef"]
            return names.contains { text.elementsEqual(UnsafeBufferPointer(start: $0.utf8Start, count: 3)) } ? false : nil
        default: return nil
        }
    }
}
