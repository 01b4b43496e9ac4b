/// Thrown once the parser has noted its failure: nothing to carry, so that the way of success stays cheap.
struct Stop: Error {}

/// What stopped the parser.
struct Failure {
    var offset: Int
    let message: String
    let hint: String?
}

/// A parser by recursive descent straight over the bytes.
///
/// Nothing is built: each function moves `position` behind what it is named for, or notes a failure and throws.
struct Parser {
    /// The depth of nesting that is accepted. A level takes less than 4 KiB of stack in debug builds, and the threads of
    /// the cooperative pool have 512 KiB.
    static let deepest = 100

    static let newline = UInt8(ascii: "\n")

    let bytes: UnsafePointer<UInt8>
    private let signs = Sign.table
    var position = 0
    /// The end of what is read at present: of the text, of a here-document or of a command in backquotes.
    var end: Int
    var depth = 0
    var failure: Failure?
    /// Here-documents whose bodies begin after a newline to come. Those before `firstDocument` belong to outer commands.
    var documents: [HereDocument] = []
    var firstDocument = 0
    /// Places of `((` that were tried as arithmetic and are none: a second try would make nested ones exponential.
    var subshells: Set<Int> = []
    /// Whether a reserved word may follow without a separator, as after `fi` and `)`.
    var mayClose = false
    /// What is known of the word read last.
    var word = Word()

    init(_ bytes: UnsafePointer<UInt8>, count: Int) {
        self.bytes = bytes
        end = count
    }

    mutating func firstFailure() -> Failure? {
        do throws(Stop) { try script() } catch {}
        return failure
    }

    mutating func isBlank() -> Bool {
        while true {
            skipBlanks()
            guard sign == .newline else { return position == end }
            advance()
        }
    }

    /// A whole script, up to `end`.
    mutating func script() throws(Stop) {
        _ = try list()
        if position < end { throw unexpected() }
        if let document = documents[firstDocument...].first { throw unclosed(document) }
    }

    // MARK: - Bytes

    /// What stands at `position`.
    var sign: Sign {
        @inline(__always) mutating get { position < end ? signs[Int(bytes[position])] : .end }
    }

    /// What stands at an offset.
    @inline(__always) mutating func sign(at offset: Int) -> Sign { offset < end ? signs[Int(bytes[offset])] : .end }

    /// The byte at an offset, 0 at the end.
    @inline(__always) mutating func byte(at offset: Int) -> UInt8 { offset < end ? bytes[offset] : 0 }

    var isAtEnd: Bool {
        @inline(__always) mutating get { position >= end }
    }

    /// What comes after the current byte, and after any continuation of the line between them.
    var following: Sign {
        @inline(__always) mutating get {
            let next = sign(at: position + 1)
            return next == .backslash ? sign(at: afterContinuations(position + 1)) : next
        }
    }

    /// Whether the backslash at an offset continues the line; so does one at the very end.
    mutating func hidesNewline(_ offset: Int) -> Bool {
        let next = sign(at: offset + 1)
        return next == .newline || next == .end
    }

    /// The offset behind backslashes that each hide a newline.
    mutating func afterContinuations(_ offset: Int) -> Int {
        var offset = offset
        while sign(at: offset) == .backslash, hidesNewline(offset) { offset = min(offset + 2, end) }
        return offset
    }

    @inline(__always) mutating func skipContinuations() {
        if sign == .backslash { position = afterContinuations(position) }
    }

    /// Moves over `count` bytes of an operator, and over continued lines within it.
    mutating func skipOperator(_ count: Int) {
        for _ in 0..<count {
            skipContinuations()
            advance()
        }
    }

    /// Moves over a byte.
    @inline(__always) mutating func advance() { position += 1 }

    /// Moves over a backslash and what it hides.
    @inline(__always) mutating func skipEscape() { position = min(position + 2, end) }

    /// Moves to the next token of the line: over blanks, continued lines and a comment.
    mutating func skipBlanks() {
        while position < end {
            switch sign {
            case .blank: advance()
            case .backslash where hidesNewline(position): skipEscape()
            case .hash:
                while position < end, bytes[position] != Self.newline { advance() }
                return
            default: return
            }
        }
    }

    /// Moves to the next token, over lines that are blank; here-documents end with each newline.
    mutating func skipNewlines() throws(Stop) {
        while true {
            skipBlanks()
            guard sign == .newline else { return }
            advance()
            if documents.count > firstDocument { try readDocuments() }
        }
    }

    // MARK: - Nesting

    mutating func enter(_ opener: Int) throws(Stop) {
        depth += 1
        if depth > Self.deepest { throw fail(opener, "nested too deeply", hint: "no more than \(Self.deepest) levels are read") }
    }
}
