extension Parser {
    /// What begins with `$`: an expansion, a quote, or only the sign.
    mutating func expansion(_ surroundings: Surroundings) throws(Stop) {
        let opener = position
        advance()
        skipContinuations()
        switch sign {
        case .openParenthesis:
            advance()
            if sign(at: afterContinuations(position)) == .openParenthesis {
                try enter(opener)
                let isArithmetic = try arithmetic(opener)
                depth -= 1
                if isArithmetic { return }
            }
            try substitution(opener, "$(")
        case .openBrace:
            advance()
            try enter(opener)
            try parameter(opener, surroundings)
            depth -= 1
        case .openBracket:
            advance()
            try enter(opener)
            try pair(opener, "$[", .openBracket, .closeBracket)
            depth -= 1
        case .singleQuote where surroundings.isEmpty || surroundings.contains(.braces): try escapedQuotes(opener)
        case .dollar, .hash, .minus: advance()
        case .at, .asterisk, .question, .exclamation:
            // Before a parenthesis, these begin a pattern instead.
            if following != .openParenthesis { advance() }
        default: break
        }
    }

    /// The commands of `$(…)`, `<(…)` or `>(…)`, from behind the parenthesis.
    mutating func substitution(_ opener: Int, _ name: StaticString) throws(Stop) {
        let outerDocument = firstDocument
        firstDocument = documents.count
        try enter(opener)
        _ = try list()
        if isAtEnd { throw unclosed(opener, name, ")") }
        if sign != .closeParenthesis { throw unexpected(instead: ")", of: opener, name) }
        if let document = documents[firstDocument...].first { throw unclosed(document) }
        depth -= 1
        firstDocument = outerDocument
        advance()
    }

    /// Whether what begins here is `<(` or `>(`, for a position at `<` or `>`.
    var isAtProcess: Bool {
        mutating get { following == .openParenthesis }
    }

    /// `<(…)` or `>(…)`.
    mutating func process() throws(Stop) {
        let opener = position
        skipOperator(2)
        try substitution(opener, sign(at: opener) == .less ? "<(" : ">(")
    }

    /// A parameter expansion, from behind its brace.
    private mutating func parameter(_ opener: Int, _ surroundings: Surroundings) throws(Stop) {
        skipContinuations()
        var isIndirect = false
        switch sign {
        case .hash:
            advance()
            let start = position
            if skipParameter(), try subscripted(opener), sign == .closeBrace { break }
            position = start
        case .exclamation:
            advance()
            let start = position
            isIndirect = skipParameter()
            if isIndirect, start + 1 == position, sign != .closeBrace, !sign(at: start).continuesName {
                // `${!-x}`: an operator on `$!`, unless it is something like `${!#}` or `${!@}`.
                isIndirect = false
                position = start
            }
        default: if !skipParameter() { throw badParameter(opener) }
        }
        _ = try subscripted(opener)
        skipContinuations()
        switch sign {
        case .colon:
            advance()
            switch sign {
            case .minus, .equals, .question, .plus: break
            default: return try slice(opener)
            }
        case .minus, .equals, .question, .plus: break
        case .hash, .percent, .slash, .caret, .comma, .tilde:
            return try operand(opener, surroundings, isPattern: true)
        case .asterisk:
            advance()
            if !isIndirect || sign != .closeBrace { throw badParameter(opener) }
        case .at:
            advance()
            if sign == .letter { advance() } else if !isIndirect { throw badParameter(opener) }
            if !isAtEnd, sign != .closeBrace { throw badParameter(opener) }
        case .closeBrace: break
        default: if !isAtEnd { throw badParameter(opener) }
        }
        try operand(opener, surroundings, isPattern: false)
    }

    /// Moves over the name or the sign of a parameter.
    private mutating func skipParameter() -> Bool {
        if sign.beginsName {
            while sign.continuesName {
                advance()
                skipContinuations()
            }
            return true
        }
        if sign == .digit {
            while sign == .digit { advance() }
            return true
        }
        switch sign {
        case .at, .asterisk, .hash, .question, .minus, .dollar,
            .exclamation:
            advance()
            return true
        default: return isAtEnd
        }
    }

    /// Moves over an index in brackets when there is one. As for the shell, the first `}` would end the whole.
    mutating func subscripted(_ opener: Int) throws(Stop) -> Bool {
        guard sign == .openBracket else { return true }
        var count = 0
        while position < end {
            switch sign {
            case .openBracket:
                advance()
                count += 1
            case .closeBracket:
                advance()
                count -= 1
                if count == 0 { return true }
            case .closeBrace: throw badParameter(opener)
            case .backslash: skipEscape()
            case .singleQuote: try singleQuotes()
            case .doubleQuote: try doubleQuotes()
            case .backquote: try backquotes([])
            case .dollar: try expansion([])
            case .less where isAtProcess, .greater where isAtProcess: try process()
            default: advance()
            }
        }
        throw unclosed(opener, "${", "}")
    }

    private mutating func slice(_ opener: Int) throws(Stop) {
        let check = try expression(opener, .slice)
        advance()
        if let offset = check.problem { throw badArithmetic(offset) }
    }

    /// The word after the operator of an expansion, and the closing brace.
    private mutating func operand(_ opener: Int, _ surroundings: Surroundings, isPattern: Bool) throws(Stop) {
        let inner = surroundings.union(.braces)
        while position < end {
            switch sign {
            case .closeBrace:
                advance()
                return
            case .backslash: skipEscape()
            case .singleQuote where isPattern || !surroundings.contains(.document): try singleQuotes()
            case .doubleQuote: try doubleQuotes()
            case .backquote: try backquotes(inner)
            case .dollar: try expansion(inner)
            case .less where isAtProcess && !surroundings.contains(.document),
                .greater where isAtProcess && !surroundings.contains(.document):
                try process()
            default: advance()
            }
        }
        throw unclosed(opener, "${", "}")
    }
}
