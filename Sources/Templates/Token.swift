/// A part of a template's text.
struct Token {
    enum Kind: Equatable {
        /// What stands outside of actions, blanks trimmed as the actions around it say.
        case text([UInt8])
        case open
        case close
        case keyword(Keyword)
        case identifier(String)
        /// `.Name`, without the dot.
        case field(String)
        /// `$` or `$name`, with the dollar.
        case variable(String)
        case dot
        case integer(Int64)
        case float(Double)
        case string(String)
        case pipe
        case declare
        case assign
        case comma
        case leftParenthesis
        case rightParenthesis
        case end
    }

    enum Keyword: String {
        case block, `break`, `continue`, define, `else`, end, `if`, `nil`, range, template, with
        case `true`, `false`
    }

    let kind: Kind
    let place: Place
    /// Whether a blank stands in front of it.
    var isSeparate = false
}

/// Where a part of a template stands: bytes.
struct Place: Hashable {
    var offset: Int
    var length: Int
}
