/// What a byte means to the shell.
///
/// An enumeration, and not bytes to compare with, because functions that compare many bytes take much stack in debug
/// builds, and the parser calls itself.
enum Sign {
    case end
    case blank
    case newline
    case letter
    case digit
    case semicolon
    case ampersand
    case bar
    case openParenthesis
    case closeParenthesis
    case less
    case greater
    case backslash
    case singleQuote
    case doubleQuote
    case backquote
    case dollar
    case question
    case asterisk
    case plus
    case at
    case exclamation
    case openBracket
    case closeBracket
    case openBrace
    case closeBrace
    case equals
    case hash
    case minus
    case colon
    case comma
    case percent
    case slash
    case caret
    case tilde
    case other

    /// The signs of all 256 bytes: looking them up is faster than deciding each time. Made once, and never changed.
    nonisolated(unsafe) static let table: UnsafePointer<Sign> = {
        let table = UnsafeMutablePointer<Sign>.allocate(capacity: 256)
        for byte in UInt8.min...UInt8.max { (table + Int(byte)).initialize(to: Sign(byte)) }
        return UnsafePointer(table)
    }()

    private init(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: " "), UInt8(ascii: "\t"): self = .blank
        case UInt8(ascii: "\n"): self = .newline
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"): self = .letter
        case UInt8(ascii: "0")...UInt8(ascii: "9"): self = .digit
        case UInt8(ascii: ";"): self = .semicolon
        case UInt8(ascii: "&"): self = .ampersand
        case UInt8(ascii: "|"): self = .bar
        case UInt8(ascii: "("): self = .openParenthesis
        case UInt8(ascii: ")"): self = .closeParenthesis
        case UInt8(ascii: "<"): self = .less
        case UInt8(ascii: ">"): self = .greater
        case UInt8(ascii: "\\"): self = .backslash
        case UInt8(ascii: "'"): self = .singleQuote
        case UInt8(ascii: "\""): self = .doubleQuote
        case UInt8(ascii: "`"): self = .backquote
        case UInt8(ascii: "$"): self = .dollar
        case UInt8(ascii: "?"): self = .question
        case UInt8(ascii: "*"): self = .asterisk
        case UInt8(ascii: "+"): self = .plus
        case UInt8(ascii: "@"): self = .at
        case UInt8(ascii: "!"): self = .exclamation
        case UInt8(ascii: "["): self = .openBracket
        case UInt8(ascii: "]"): self = .closeBracket
        case UInt8(ascii: "{"): self = .openBrace
        case UInt8(ascii: "}"): self = .closeBrace
        case UInt8(ascii: "="): self = .equals
        case UInt8(ascii: "#"): self = .hash
        case UInt8(ascii: "-"): self = .minus
        case UInt8(ascii: ":"): self = .colon
        case UInt8(ascii: ","): self = .comma
        case UInt8(ascii: "%"): self = .percent
        case UInt8(ascii: "/"): self = .slash
        case UInt8(ascii: "^"): self = .caret
        case UInt8(ascii: "~"): self = .tilde
        default: self = .other
        }
    }

    /// Whether it ends a word that stands before it.
    var endsWord: Bool {
        switch self {
        case .end, .blank, .newline, .semicolon, .ampersand, .bar, .openParenthesis, .closeParenthesis, .less, .greater: true
        default: false
        }
    }

    /// Whether a name of a variable may begin with it.
    var beginsName: Bool { self == .letter }

    /// Whether a name of a variable may go on with it.
    var continuesName: Bool { self == .letter || self == .digit }
}
