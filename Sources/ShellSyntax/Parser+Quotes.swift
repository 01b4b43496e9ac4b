/// What surrounds an expansion.
struct Surroundings: OptionSet {
    let rawValue: UInt8

    static let doubleQuotes = Surroundings(rawValue: 1)
    static let document = Surroundings(rawValue: 2)
    /// The braces of a parameter expansion, in which quotes mean something again.
    static let braces = Surroundings(rawValue: 4)
}

extension Parser {
    mutating func singleQuotes() throws(Stop) {
        let opener = position
        advance()
        while position < end, sign != .singleQuote { advance() }
        if isAtEnd { throw unclosedQuote(opener, "single") }
        advance()
    }

    /// `$'…'`, from its quote.
    mutating func escapedQuotes(_ opener: Int) throws(Stop) {
        advance()
        while position < end, sign != .singleQuote {
            if sign == .backslash { skipEscape() } else { advance() }
        }
        if isAtEnd { throw unclosedQuote(opener, "single") }
        advance()
    }

    mutating func doubleQuotes() throws(Stop) {
        let opener = position
        advance()
        while position < end {
            switch sign {
            case .doubleQuote:
                advance()
                return
            case .backslash: skipEscape()
            case .dollar: try expansion(.doubleQuotes)
            case .backquote: try backquotes(.doubleQuotes)
            default: advance()
            }
        }
        throw unclosedQuote(opener, "double")
    }

    /// A command in backquotes. Its end is found first: backslashes inside hide from that, and are removed once.
    mutating func backquotes(_ surroundings: Surroundings) throws(Stop) {
        let opener = position
        let start = opener + 1
        var isEscaped = false
        position = start
        while position < end, sign != .backquote {
            if sign == .backslash {
                isEscaped = isEscaped || isEscape(position, surroundings)
                skipEscape()
            } else {
                advance()
            }
        }
        if isAtEnd { throw unclosedQuote(opener, "back") }
        let close = position
        try enter(opener)
        if isEscaped { try unescapedScript(from: start, to: close, surroundings) } else { try script(from: start, to: close) }
        depth -= 1
        position = close + 1
    }

    private mutating func isEscape(_ offset: Int, _ surroundings: Surroundings) -> Bool {
        switch sign(at: offset + 1) {
        case .backslash, .backquote, .dollar: true
        case .doubleQuote: surroundings.contains(.doubleQuotes)
        default: false
        }
    }

    private mutating func script(from start: Int, to close: Int) throws(Stop) {
        let (outerEnd, outerDocument) = (end, firstDocument)
        position = start
        end = close
        firstDocument = documents.count
        try script()
        end = outerEnd
        firstDocument = outerDocument
    }

    /// Parses a copy without one layer of backslashes. Each layer at least halves what nests in it, so this stays cheap.
    private mutating func unescapedScript(from start: Int, to close: Int, _ surroundings: Surroundings) throws(Stop) {
        var copy: [UInt8] = []
        copy.reserveCapacity(close - start)
        var offset = start
        while offset < close {
            if sign(at: offset) == .backslash, isEscape(offset, surroundings) { offset += 1 }
            copy.append(bytes[offset])
            offset += 1
        }
        let level = depth
        let failure = copy.withUnsafeBufferPointer { buffer -> Failure? in
            guard let base = buffer.baseAddress else { return nil }
            var inner = Parser(base, count: buffer.count)
            inner.depth = level
            return inner.firstFailure()
        }
        guard var failure else { return }
        failure.offset = originalOffset(failure.offset, from: start, to: close, surroundings)
        self.failure = failure
        throw Stop()
    }

    private mutating func originalOffset(_ count: Int, from start: Int, to close: Int, _ surroundings: Surroundings) -> Int {
        var offset = start
        for _ in 0..<count where offset < close {
            if sign(at: offset) == .backslash, isEscape(offset, surroundings) { offset += 1 }
            offset += 1
        }
        return offset
    }
}
