extension Parser {
    /// Commands up to something that none of them can begin with; whether there was one.
    ///
    /// Stops before the end, `)`, `;;`, `;&`, and words like `done`: whether that is right is for the caller to say.
    mutating func list() throws(Stop) -> Bool {
        var hasCommand = false
        while true {
            try skipNewlines()
            if isAtEnd { return hasCommand }
            switch sign {
            case .closeParenthesis: return hasCommand
            case .semicolon where endsClause: return hasCommand
            default: break
            }
            if let (word, _) = reservedWord(), word.closes { return hasCommand }
            try commands()
            hasCommand = true
            skipBlanks()
            if isAtEnd { return true }
            switch sign {
            case .newline: break
            case .closeParenthesis: return true
            case .semicolon:
                if endsClause { return true }
                advance()
            case .ampersand: advance()
            default:
                if mayClose, let (word, _) = reservedWord(), word.closes { return true }
                throw unexpected()
            }
        }
    }

    /// Whether the `;` at the position is part of `;;`, `;&` or `;;&`.
    private var endsClause: Bool {
        mutating get { following == .semicolon || following == .ampersand }
    }

    /// Pipelines with `&&` and `||` between them.
    private mutating func commands() throws(Stop) {
        try prefix()
        while true {
            skipBlanks()
            let operation = position
            switch sign {
            case .bar:
                let isOr = following == .bar
                skipOperator(isOr || following == .ampersand ? 2 : 1)
                try skipNewlines()
                if isAtEnd { throw missingCommand(after: operation) }
                if isOr { try prefix() } else { try command() }
            case .ampersand where following == .ampersand:
                skipOperator(2)
                try skipNewlines()
                if isAtEnd { throw missingCommand(after: operation) }
                try prefix()
            default: return
            }
        }
    }

    /// A command, with the `!` and `time` that may come before it.
    private mutating func prefix() throws(Stop) {
        var negation: Int?
        while let (reserved, end) = reservedWord(), reserved == .not || reserved == .time {
            let start = position
            if reserved == .not {
                if negation != nil { throw fail(start, "a second `!` before the same command", hint: "leave out both") }
                negation = start
            }
            position = end
            skipBlanks()
            mayClose = false
            if reserved == .time, skipTimeOptions() { continue }
            if isAtEnd || sign == .newline || sign == .closeParenthesis || sign == .semicolon && !endsClause {
                // The shell takes a lone `!` for success negated; nobody means that.
                if reserved == .not { throw fail(start, "`!` without a command", hint: "to test for failure, write `! command`") }
                return
            }
        }
        try command()
    }

    /// Moves over `-p` and `--`; whether there was one.
    private mutating func skipTimeOptions() -> Bool {
        guard sign == .minus else { return false }
        if take("-p") { skipBlanks() }
        if take("--") { skipBlanks() }
        return reservedWord().map { $0.0 == .not || $0.0 == .time } ?? false
    }

    /// One command of a pipeline.
    mutating func command() throws(Stop) {
        guard let (reserved, end) = reservedWord() else {
            if sign == .openParenthesis { return try compound() }
            return try simpleCommand()
        }
        switch reserved {
        case .function:
            position = end
            try function()
        case .coproc:
            position = end
            try coprocess()
        case .time: try simpleCommand()
        default:
            if !reserved.opens { throw unexpected() }
            try compound()
        }
    }
}
