/// A word that was read.
struct Word {
    var start = 0
    var end = 0
    /// Whether any of it is quoted.
    var isQuoted = false
    /// Whether it sets a variable, where it stands.
    var isAssignment = false
}

/// What a word may hold, by the place where it stands.
enum WordMode {
    case plain
    /// Before the name of a command: `a=1`, `a[i]=1` and `a=(…)` are assignments.
    case assignments
    /// After `declare` and its like: the same, as arguments.
    case declarations
    /// Inside `a=(…)`: may begin with `[index]=`.
    case element
    /// After `=~`: parentheses and `|` are part of it.
    case regularExpression
}

extension Parser {
    /// A word, when there is one here; `word` tells about it.
    mutating func readWord(_ mode: WordMode = .plain) throws(Stop) -> Bool {
        let start = position
        var equalsSign = -1
        var subscriptEnd = -1
        var isQuoted = false
        reading: while position < end {
            switch sign {
            case .blank, .newline, .semicolon, .ampersand, .closeParenthesis: break reading
            case .bar:
                if mode != .regularExpression { break reading }
                advance()
            case .openParenthesis:
                if mode == .regularExpression {
                    advance()
                    try pair(position - 1, "(", .openParenthesis, .closeParenthesis)
                } else if equalsSign >= 0, equalsSign == position - 1 {
                    try array()
                } else {
                    break reading
                }
            case .less, .greater:
                if !isAtProcess { break reading }
                try process()
            case .backslash:
                if sign(at: position + 1) != .newline { isQuoted = true }
                skipEscape()
            case .singleQuote:
                isQuoted = true
                try singleQuotes()
            case .doubleQuote:
                isQuoted = true
                try doubleQuotes()
            case .backquote: try backquotes([])
            case .dollar: try expansion([])
            case .question, .asterisk, .plus, .at, .exclamation:
                guard following == .openParenthesis else {
                    advance()
                    continue
                }
                let opener = position
                skipOperator(2)
                try pair(opener, "(", .openParenthesis, .closeParenthesis)
            case .openBracket:
                let opener = position
                advance()
                if subscriptEnd < 0 {
                    subscriptEnd = 0
                    let isIndex = mode == .element ? opener == start : mode.assigns && isName(start, opener)
                    if isIndex, mode == .declarations {
                        // An argument with blanks in its brackets is two.
                        subscriptEnd = Int.max
                    } else if isIndex {
                        try pair(opener, "[", .openBracket, .closeBracket)
                        subscriptEnd = position
                    }
                }
            case .equals:
                if equalsSign < 0, mode.assigns {
                    let nameEnd = position > start && sign(at: position - 1) == .plus ? position - 1 : position
                    // Only the first `=` of a word can assign.
                    let isIndexed = subscriptEnd == Int.max ? sign(at: nameEnd - 1) == .closeBracket : nameEnd == subscriptEnd
                    equalsSign = isIndexed || isName(start, nameEnd) ? position : Int.max
                }
                advance()
            default: advance()
            }
        }
        word = Word(start: start, end: position, isQuoted: isQuoted, isAssignment: equalsSign >= 0 && equalsSign < Int.max)
        return position > start
    }

    private mutating func isName(_ start: Int, _ end: Int) -> Bool {
        guard start < end, sign(at: start).beginsName else { return false }
        for offset in start..<end where !sign(at: offset).continuesName { return false }
        return true
    }

    /// The list of words that is assigned to an array, from its `(`.
    private mutating func array() throws(Stop) {
        let opener = position
        advance()
        while true {
            try skipNewlines()
            if sign == .closeParenthesis { break }
            if isAtEnd { throw unclosed(opener, "(", ")") }
            if try !readWord(.element) { throw unexpected(instead: ")", of: opener, "(") }
        }
        advance()
    }

    /// Up to the bracket that closes one of its kind; quotes and expansions count as such, brackets are only counted.
    mutating func pair(_ opener: Int, _ name: StaticString, _ open: Sign, _ close: Sign) throws(Stop) {
        var count = 1
        while position < end {
            let sign = sign
            if sign == close || sign == open {
                advance()
                count += sign == open ? 1 : -1
                if count == 0 { return }
                continue
            }
            switch sign {
            case .backslash: skipEscape()
            case .singleQuote: try singleQuotes()
            case .doubleQuote: try doubleQuotes()
            case .backquote: try backquotes([])
            case .dollar: try expansion([])
            case .less where isAtProcess, .greater where isAtProcess: try process()
            default: advance()
            }
        }
        throw unclosed(opener, name, close == .closeBracket ? "]" : ")")
    }
}

extension WordMode {
    var assigns: Bool {
        self == .assignments || self == .declarations
    }
}
