/// A here-document that was announced on a line.
struct HereDocument {
    /// The offset of its `<<`.
    let opener: Int
    let stripsTabs: Bool
    let delimiter: [UInt8]
    /// Whether its body is plain text.
    let isQuoted: Bool
}

extension Parser {
    /// A word with its quotes removed.
    mutating func delimiter(_ word: Word) -> [UInt8] {
        var result: [UInt8] = []
        var offset = word.start
        var quote = Sign.end
        while offset < word.end {
            let sign = sign(at: offset)
            offset += 1
            if sign == quote {
                quote = .end
            } else if quote == .end, sign == .singleQuote || sign == .doubleQuote {
                quote = sign
            } else if sign == .backslash, quote != .singleQuote, offset < word.end {
                if self.sign(at: offset) != .newline { result.append(bytes[offset]) }
                offset += 1
            } else {
                result.append(bytes[offset - 1])
            }
        }
        return result
    }

    /// Reads the bodies of the here-documents announced, from the start of a line.
    mutating func readDocuments() throws(Stop) {
        let first = firstDocument
        let last = documents.count
        for index in first..<last {
            let document = documents[index]
            let start = position
            guard let close = skipBody(of: document) else { throw unclosed(document) }
            if document.isQuoted { continue }
            // Documents inside of the body are their own affair.
            firstDocument = documents.count
            try expansions(from: start, to: close, opener: document.opener)
            firstDocument = first
        }
        documents.removeSubrange(first..<last)
    }

    /// Moves behind the line that closes a here-document; the offset of that line.
    private mutating func skipBody(of document: HereDocument) -> Int? {
        var isContinued = false
        while position < end {
            let line = position
            var start = line
            if document.stripsTabs { while byte(at: start) == UInt8(ascii: "\t") { start += 1 } }
            while position < end, bytes[position] != Self.newline { advance() }
            let text = UnsafeBufferPointer(start: bytes + start, count: max(position - start, 0))
            let isClose = !isContinued && text.count == document.delimiter.count && text.elementsEqual(document.delimiter)
            if !document.isQuoted { isContinued = endsInBackslash(line, position) }
            if position < end { advance() }
            if isClose { return line }
        }
        return nil
    }

    /// Whether an odd number of backslashes stands before the end of a line.
    private mutating func endsInBackslash(_ start: Int, _ end: Int) -> Bool {
        var first = end
        while first > start, sign(at: first - 1) == .backslash { first -= 1 }
        return (end - first) % 2 == 1
    }

    /// Checks the expansions in the body of a here-document.
    private mutating func expansions(from start: Int, to close: Int, opener: Int) throws(Stop) {
        let (after, outerEnd) = (position, end)
        position = start
        end = close
        try enter(opener)
        while position < end {
            switch sign {
            case .backslash: skipEscape()
            case .dollar: try expansion(.document)
            case .backquote: try backquotes(.document)
            default: advance()
            }
        }
        depth -= 1
        position = after
        end = outerEnd
    }
}
