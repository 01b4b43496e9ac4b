extension Parser {
    /// Whether a compound command begins here.
    var isAtCompound: Bool {
        mutating get {
            if sign == .openParenthesis { return true }
            return reservedWord().map { $0.0.opens } ?? false
        }
    }

    /// A compound command and its redirections.
    mutating func compound() throws(Stop) {
        let opener = position
        try enter(opener)
        if sign == .openParenthesis {
            try parentheses(opener)
        } else if let (reserved, end) = reservedWord() {
            position = end
            switch reserved {
            case .if: try ifClause(opener)
            case .while: try loop(opener, "while")
            case .until: try loop(opener, "until")
            case .for: try forLoop(opener)
            case .select: try loopOverWords(opener, "select")
            case .case: try caseClause(opener)
            case .openBrace: try group(opener)
            default: try conditional(opener)
            }
        }
        depth -= 1
        mayClose = true
        skipBlanks()
        while try redirection() {
            mayClose = false
            skipBlanks()
        }
    }

    /// Commands of which at least one is needed, after the word named.
    private mutating func body(_ word: StaticString, of opener: Int, _ name: StaticString, _ closer: StaticString) throws(Stop) {
        if try list() { return }
        if isAtEnd { throw unclosed(opener, name, closer) }
        throw emptyBody(after: word)
    }

    private mutating func expect(_ word: StaticString, for opener: Int, _ name: StaticString, _ closer: StaticString) throws(Stop) {
        if take(word) { return }
        if isAtEnd { throw unclosed(opener, name, closer) }
        throw unexpected(instead: word, of: opener, name)
    }

    private mutating func ifClause(_ opener: Int) throws(Stop) {
        try body("if", of: opener, "if", "fi")
        try expect("then", for: opener, "if", "fi")
        try body("then", of: opener, "if", "fi")
        while take("elif") {
            try body("elif", of: opener, "if", "fi")
            try expect("then", for: opener, "if", "fi")
            try body("then", of: opener, "if", "fi")
        }
        if take("else") { try body("else", of: opener, "if", "fi") }
        try expect("fi", for: opener, "if", "fi")
    }

    private mutating func loop(_ opener: Int, _ name: StaticString) throws(Stop) {
        try body(name, of: opener, name, "done")
        try expect("do", for: opener, name, "done")
        try body("do", of: opener, name, "done")
        try expect("done", for: opener, name, "done")
    }

    private mutating func group(_ opener: Int) throws(Stop) {
        try body("{", of: opener, "{", "}")
        try expect("}", for: opener, "{", "}")
    }

    private mutating func forLoop(_ opener: Int) throws(Stop) {
        skipBlanks()
        guard sign == .openParenthesis, following == .openParenthesis else { return try loopOverWords(opener, "for") }
        let parenthesis = position
        skipOperator(2)
        try forHeader(parenthesis)
        skipBlanks()
        if sign == .semicolon { advance() }
        try skipNewlines()
        try doBody(opener, "for")
    }

    private mutating func loopOverWords(_ opener: Int, _ name: StaticString) throws(Stop) {
        skipBlanks()
        if sign == .dollar {
            throw fail(position, "`\(name)` needs the name of a variable", hint: "write the name without `$`")
        }
        if try !readWord() { throw missing("the name of a variable", after: opener, name) }
        skipBlanks()
        if sign == .semicolon {
            if following == .semicolon { throw unexpected() }
            advance()
            try skipNewlines()
            return try doBody(opener, name)
        }
        try skipNewlines()
        if take("in") {
            skipBlanks()
            while try readWord() { skipBlanks() }
            if sign == .semicolon, following != .semicolon, following != .ampersand {
                advance()
            } else if !isAtEnd, sign != .newline {
                throw unexpected()
            }
            try skipNewlines()
        }
        try doBody(opener, name)
    }

    /// `do … done`, or the older `{ … }`.
    private mutating func doBody(_ opener: Int, _ name: StaticString) throws(Stop) {
        let brace = position
        if take("{") { return try group(brace) }
        try expect("do", for: opener, name, "done")
        try body("do", of: opener, name, "done")
        try expect("done", for: opener, name, "done")
    }

    private mutating func caseClause(_ opener: Int) throws(Stop) {
        skipBlanks()
        if try !readWord() { throw missing("a word", after: opener, "case") }
        try skipNewlines()
        try expect("in", for: opener, "case", "esac")
        while true {
            try skipNewlines()
            if take("esac") { return }
            if isAtEnd { throw unclosed(opener, "case", "esac") }
            try patterns(opener)
            _ = try list()
            guard sign == .semicolon else { return try expect("esac", for: opener, "case", "esac") }
            skipOperator(1)
            let isDouble = following == .ampersand && sign == .semicolon
            skipOperator(isDouble ? 2 : 1)
        }
    }

    /// The patterns of a clause, with the `)` behind them.
    private mutating func patterns(_ opener: Int) throws(Stop) {
        if sign == .openParenthesis {
            advance()
            skipBlanks()
        }
        while true {
            if try !readWord() { throw unexpected(instead: "a pattern", of: opener, "case") }
            skipBlanks()
            switch sign {
            case .closeParenthesis:
                advance()
                return
            case .bar where following != .bar && following != .ampersand:
                advance()
                skipBlanks()
            default:
                if isAtEnd { throw unclosed(opener, "case", "esac") }
                throw unexpected(instead: ")", of: opener, "case")
            }
        }
    }

    /// `( … )` or `(( … ))`.
    private mutating func parentheses(_ opener: Int) throws(Stop) {
        advance()
        if sign(at: afterContinuations(position)) == .openParenthesis, try arithmetic(opener) { return }
        if try !list(), !isAtEnd { throw emptyBody(after: "(") }
        if isAtEnd { throw unclosed(opener, "(", ")") }
        if sign != .closeParenthesis { throw unexpected(instead: ")", of: opener, "(") }
        advance()
    }

    /// The definition of a function after the word `function`.
    mutating func function() throws(Stop) {
        skipBlanks()
        if try !readWord() { throw missing("a name", after: position, "function") }
        skipBlanks()
        if sign == .openParenthesis, sign(at: afterBlanks(position + 1)) == .closeParenthesis {
            position = afterBlanks(position + 1) + 1
        }
        try functionBody()
    }

    mutating func afterBlanks(_ offset: Int) -> Int {
        var offset = afterContinuations(offset)
        while sign(at: offset) == .blank { offset = afterContinuations(offset + 1) }
        return offset
    }

    mutating func functionBody() throws(Stop) {
        try skipNewlines()
        if !isAtCompound { throw missingFunctionBody() }
        try compound()
    }

    /// A coprocess after the word `coproc`: a command, or a name and a compound command.
    mutating func coprocess() throws(Stop) {
        skipBlanks()
        if isAtCompound { return try compound() }
        if let (reserved, _) = reservedWord(), reserved != .time { throw unexpected() }
        let start = position
        if try readWord() {
            skipBlanks()
            if isAtCompound { return try compound() }
            if let (reserved, _) = reservedWord(), reserved.closes { throw unexpected() }
        }
        position = start
        try simpleCommand()
    }
}
