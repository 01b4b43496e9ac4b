extension Parser {
    /// Notes what is wrong; the result is for throwing.
    @inline(never) mutating func fail(_ offset: Int, _ message: String, hint: String? = nil) -> Stop {
        failure = Failure(offset: offset, message: message, hint: hint)
        return Stop()
    }

    // MARK: - Things without an end

    @inline(never) mutating func unclosed(_ opener: Int, _ name: StaticString, _ closer: StaticString) -> Stop {
        switch "\(name)" {
        case "$(", "<(", ">(", "(", "${", "$((", "((", "$[", "[":
            fail(opener, "this `\(name)` is never closed", hint: "a `\(closer)` is missing")
        case "{":
            fail(opener, "`{` without `}`", hint: "`}` must stand where a command may begin: after `;` or on a line of its own")
        case "[[": fail(opener, "`[[` without `]]`", hint: Self.blankHint)
        default:
            fail(opener, "`\(name)` without `\(closer)`", hint: "add `\(closer)` where it ends, after `;` or on a line of its own")
        }
    }

    @inline(never) mutating func unclosedQuote(_ opener: Int, _ kind: StaticString) -> Stop {
        fail(opener, "this \(kind) quote is never closed", hint: "if it looks closed, an earlier quote is missing or one too many")
    }

    @inline(never) mutating func unclosed(_ document: HereDocument) -> Stop {
        let delimiter = String(decoding: document.delimiter, as: UTF8.self)
        let tabs = document.stripsTabs ? ", after no more than tabs" : ""
        return fail(
            document.opener,
            "this here-document is never closed",
            hint: "it needs a line that is just `\(delimiter)`\(tabs), without blanks around it"
        )
    }

    // MARK: - Things out of place

    /// What stands at the position is nothing that may stand there.
    @inline(never) mutating func unexpected() -> Stop {
        let token = tokenText()
        return fail(position, "unexpected \(Self.quoted(token))", hint: Self.hint(for: token))
    }

    /// What stands at the position is not what the construct begun at `opener` needs.
    @inline(never) mutating func unexpected(instead wanted: StaticString, of opener: Int, _ name: StaticString) -> Stop {
        let token = tokenText()
        let what = "\(wanted)" == "a pattern" ? "a pattern" : "`\(wanted)`"
        var hint = "the `\(name)` \(place(of: opener)) is still open"
        if what == "`then`" || what == "`do`" { hint += "; \(what) counts only after `;` or on a line of its own" }
        if what == "`]]`", lastWordHidesEnd { hint = Self.blankHint }
        return fail(position, "unexpected \(Self.quoted(token)) where \(what) is needed", hint: hint)
    }

    @inline(never) mutating func emptyBody(after word: StaticString) -> Stop {
        let token = tokenText()
        if Self.closers.contains(token) {
            return fail(position, "no command between `\(word)` and `\(token)`", hint: "`:` is the command that does nothing")
        }
        return fail(position, "unexpected \(Self.quoted(token)) after `\(word)`", hint: Self.hint(for: token))
    }

    @inline(never) mutating func missingCommand(after operation: Int) -> Stop {
        let sign = String(decoding: UnsafeBufferPointer(start: bytes + operation, count: operatorLength(operation)), as: UTF8.self)
        return fail(
            operation,
            "no command follows this `\(sign)`",
            hint: "the text ends here; a command is missing, or the operator is one too many"
        )
    }

    @inline(never) mutating func missing(_ what: String, after opener: Int, _ name: StaticString) -> Stop {
        fail(position, "`\(name)` needs \(what), not \(Self.quoted(tokenText()))")
    }

    @inline(never) mutating func missingFunctionBody() -> Stop {
        fail(position, "a function needs a body, not \(Self.quoted(tokenText()))", hint: "write it as `name() { …; }`")
    }

    @inline(never) mutating func missingTarget(of operation: Int) -> Stop {
        let sign = String(decoding: UnsafeBufferPointer(start: bytes + operation, count: operatorLength(operation)), as: UTF8.self)
        return fail(position, "`\(sign)` needs a word after it, not \(Self.quoted(tokenText()))")
    }

    // MARK: - Tests, expansions, arithmetic

    private static let blankHint = "`]]` is only recognised with a blank before it"

    /// Whether the word read last ends in `]]`.
    private var lastWordHidesEnd: Bool {
        mutating get {
            word.end > word.start + 2 && sign(at: word.end - 1) == .closeBracket && sign(at: word.end - 2) == .closeBracket
        }
    }

    @inline(never) mutating func misplacedInTest(_ opener: Int) -> Stop {
        if isAtEnd { return unclosed(opener, "[[", "]]") }
        return unexpected(instead: "]]", of: opener, "[[")
    }

    @inline(never) mutating func missingTestOperator(_ opener: Int) -> Stop {
        if isAtEnd { return unclosed(opener, "[[", "]]") }
        let hint = lastWordHidesEnd ? Self.blankHint : "between two words there must be an operator like `==` or `-eq`"
        return fail(position, "\(Self.quoted(tokenText())) is no operator of `[[`", hint: hint)
    }

    @inline(never) mutating func missingOperand() -> Stop {
        fail(position, "a word is missing before `]]`", hint: "an operator needs a word after it; an empty one is written `\"\"`")
    }

    @inline(never) mutating func badParameter(_ opener: Int) -> Stop {
        fail(
            opener,
            "this `${` is no parameter expansion",
            hint: "after the name comes `}` or an operator; for the text itself, write `\\${`"
        )
    }

    @inline(never) mutating func badArithmetic(_ offset: Int) -> Stop {
        let sign = sign(at: offset)
        let isClose = sign == .closeParenthesis || sign == .closeBrace || sign == .semicolon
        return fail(offset, isClose ? "the arithmetic ends where a value is needed" : "not arithmetic from here on")
    }

    @inline(never) mutating func badForHeader(_ opener: Int) -> Stop {
        fail(opener, "`for ((` needs three parts", hint: "write it as `for ((start; condition; step))`")
    }
}
