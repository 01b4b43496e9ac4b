import Diagnostics

/// Cuts a template into tokens.
struct Lexer {
    let source: TemplateSource
    let bytes: [UInt8]
    var position = 0
    private var tokens: [Token] = []

    init(_ source: TemplateSource) {
        self.source = source
        bytes = source.file.bytes
    }

    /// All tokens, the last of them `.end`.
    static func tokens(_ source: TemplateSource) throws(Diagnostic) -> [Token] {
        var lexer = Lexer(source)
        return try lexer.run()
    }

    private mutating func run() throws(Diagnostic) -> [Token] {
        var trimsNext = false
        while true {
            let start = position
            let open = find("{{", from: position)
            var end = open ?? bytes.count
            if let open, isTrimMarker(afterOpenAt: open) { while end > start, isBlank(end - 1) { end -= 1 } }
            var begin = start
            if trimsNext { while begin < end, isBlank(begin) { begin += 1 } }
            if begin < end { add(.text(Array(bytes[begin..<end])), from: begin, to: end) }
            guard let open else {
                add(.end, from: bytes.count, to: bytes.count)
                return tokens
            }
            position = open + 2 + (isTrimMarker(afterOpenAt: open) ? 2 : 0)
            trimsNext = try has("/*") ? comment(openedAt: open) : action(openedAt: open)
        }
    }

    /// Reads a comment; gives whether what follows is trimmed.
    private mutating func comment(openedAt open: Int) throws(Diagnostic) -> Bool {
        guard let end = find("*/", from: position + 2) else {
            throw source.problem("a comment is not closed with \"*/\"", at: Place(offset: position, length: 2))
        }
        position = end + 2
        guard let trims = close() else {
            throw source.problem(
                "a comment must fill its braces",
                at: Place(offset: position, length: 1),
                hint: "write {{/* comment */}}, or {{- /* comment */ -}}"
            )
        }
        return trims
    }

    /// Reads an action up to its closing braces; gives whether what follows is trimmed.
    private mutating func action(openedAt open: Int) throws(Diagnostic) -> Bool {
        add(.open, from: open, to: open + 2)
        while true {
            let start = position
            if let trims = close() {
                add(.close, from: start, to: position)
                return trims
            }
            while position < bytes.count, isBlank(position) { position += 1 }
            guard position < bytes.count else {
                throw source.problem("an action is not closed with \"}}\"", at: Place(offset: open, length: 2))
            }
            if !has("}}") { try token(isSeparate: position > start) }
        }
    }

    private mutating func token(isSeparate: Bool) throws(Diagnostic) {
        let start = position
        let kind = try nextKind()
        tokens.append(Token(kind: kind, place: Place(offset: start, length: position - start), isSeparate: isSeparate))
    }

    private mutating func add(_ kind: Token.Kind, from start: Int, to end: Int) {
        tokens.append(Token(kind: kind, place: Place(offset: start, length: end - start)))
    }

    /// Takes closing braces, with a trim marker or without; gives whether there was one, nil when there are no braces.
    private mutating func close() -> Bool? {
        guard let (end, trims) = close(at: position) else { return nil }
        position = end
        return trims
    }

    /// Closing braces here, or after one blank and a dash.
    private func close(at index: Int) -> (end: Int, trims: Bool)? {
        if has("}}", at: index) { return (index + 2, false) }
        var index = index
        guard index < bytes.count, isBlank(index) else { return nil }
        while index < bytes.count, isBlank(index) { index += 1 }
        return has("-}}", at: index) ? (index + 3, true) : nil
    }

    private func isTrimMarker(afterOpenAt open: Int) -> Bool {
        open + 3 < bytes.count && bytes[open + 2] == UInt8(ascii: "-") && isBlank(open + 3)
    }

    private func find(_ marker: StaticString, from start: Int) -> Int? {
        var index = start
        while index < bytes.count {
            if has(marker, at: index) { return index }
            index += 1
        }
        return nil
    }

    private func has(_ marker: StaticString) -> Bool { has(marker, at: position) }

    func has(_ marker: StaticString, at index: Int) -> Bool {
        let length = marker.utf8CodeUnitCount
        guard index + length <= bytes.count else { return false }
        return marker.withUTF8Buffer { text in text.indices.allSatisfy { text[$0] == bytes[index + $0] } }
    }

    func isBlank(_ index: Int) -> Bool {
        [0x20, 0x09, 0x0A, 0x0D].contains(bytes[index])
    }
}
