extension Parser {
    /// Assignments, words and redirections; or the definition of a function.
    mutating func simpleCommand() throws(Stop) {
        var words = 0
        var isOnlyWord = true
        var mode = WordMode.assignments
        mayClose = false
        while true {
            if try redirection() {
                isOnlyWord = false
            } else if try readWord(mode) {
                words += 1
                if mode == .assignments, !word.isAssignment { mode = declares(word) ? .declarations : .plain }
                if word.isAssignment { isOnlyWord = false }
            } else {
                break
            }
            skipBlanks()
            if sign == .openParenthesis {
                guard words == 1, isOnlyWord else { throw unexpected() }
                return try functionDefinition()
            }
        }
        if words == 0, isOnlyWord { throw unexpected() }
    }

    private mutating func functionDefinition() throws(Stop) {
        let close = afterBlanks(position + 1)
        guard sign(at: close) == .closeParenthesis else { throw unexpected() }
        position = close + 1
        try functionBody()
    }

    /// Whether a command takes assignments of arrays as arguments.
    private mutating func declares(_ word: Word) -> Bool {
        guard !word.isQuoted, (3...8).contains(word.end - word.start) else { return false }
        let text = UnsafeBufferPointer(start: bytes + word.start, count: word.end - word.start)
        switch text[0] {
        case UInt8(ascii: "d"): return text.elementsEqual("declare".utf8)
        case UInt8(ascii: "e"): return text.elementsEqual("export".utf8) || text.elementsEqual("eval".utf8)
        case UInt8(ascii: "l"): return text.elementsEqual("local".utf8) || text.elementsEqual("let".utf8)
        case UInt8(ascii: "r"): return text.elementsEqual("readonly".utf8)
        case UInt8(ascii: "t"): return text.elementsEqual("typeset".utf8)
        case UInt8(ascii: "a"): return text.elementsEqual("alias".utf8)
        default: return false
        }
    }

    // MARK: - Redirections

    /// A redirection, when there is one here.
    mutating func redirection() throws(Stop) -> Bool {
        let start = position
        position = redirectionOperator(position)
        guard position < end else {
            position = start
            return false
        }
        let operation = position
        switch (sign, following) {
        case (.less, .openParenthesis), (.greater, .openParenthesis):
            position = start
            return false
        case (.ampersand, .greater):
            guard start == position else { break }
            skipOperator(2)
            skipContinuations()
            if sign == .greater { advance() }
            return try target(of: operation)
        case (.less, .less):
            skipOperator(2)
            skipContinuations()
            if sign == .less {
                advance()
                return try target(of: operation)
            }
            return try hereDocument(operation)
        case (.less, .ampersand), (.greater, .ampersand):
            skipOperator(2)
            skipContinuations()
            skipBlanks()
            if sign == .minus {
                advance()
                return true
            }
            if sign == .digit, redirectionOperator(position) != position {
                while sign == .digit { advance() }
                return true
            }
            return try target(of: operation)
        case (.less, .greater), (.greater, .greater), (.greater, .bar):
            skipOperator(2)
            return try target(of: operation)
        case (.less, _), (.greater, _):
            advance()
            return try target(of: operation)
        default: break
        }
        position = start
        return false
    }

    /// The offset of the operator that a number or `{name}` at an offset belongs to; the offset itself when there is none.
    private mutating func redirectionOperator(_ start: Int) -> Int {
        var offset = start
        if sign(at: offset) == .digit {
            repeat { offset = afterContinuations(offset + 1) } while sign(at: offset) == .digit
        } else if sign(at: offset) == .openBrace, sign(at: offset + 1).beginsName {
            repeat { offset = afterContinuations(offset + 1) } while sign(at: offset).continuesName
            guard sign(at: offset) == .closeBrace else { return start }
            offset = afterContinuations(offset + 1)
        } else {
            return start
        }
        let isOperator = sign(at: offset) == .less || sign(at: offset) == .greater
        return isOperator && sign(at: afterContinuations(offset + 1)) != .openParenthesis ? offset : start
    }

    private mutating func target(of operation: Int) throws(Stop) -> Bool {
        skipBlanks()
        if redirectionOperator(position) != position { throw missingTarget(of: operation) }
        if try !readWord() { throw missingTarget(of: operation) }
        return true
    }

    private mutating func hereDocument(_ operation: Int) throws(Stop) -> Bool {
        let stripsTabs = sign == .minus
        if stripsTabs { advance() }
        _ = try target(of: operation)
        documents.append(HereDocument(opener: operation, stripsTabs: stripsTabs, delimiter: delimiter(word), isQuoted: word.isQuoted))
        return true
    }
}
