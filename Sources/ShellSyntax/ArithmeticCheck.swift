/// Follows an arithmetic expression from left to right, to see that values and operators alternate.
///
/// What an expansion stands for is not known, so anything may come before and after one.
struct ArithmeticCheck {
    private enum State {
        case start
        case value
        case operation
        case anything
    }

    private var state = State.start
    /// How many parentheses are open.
    private(set) var parentheses = 0
    /// How many semicolons there were.
    private(set) var semicolons = 0
    /// The offset of the first thing that is out of place.
    private(set) var problem: Int?

    private mutating func note(_ offset: Int) {
        if problem == nil { problem = offset }
    }

    mutating func anything() { state = .anything }

    /// A number, or a name.
    mutating func value(at offset: Int) {
        if state == .value { note(offset) }
        if state != .anything { state = .value }
    }

    /// `[…]` behind a name.
    mutating func index(at offset: Int) {
        if state == .start || state == .operation { note(offset) }
    }

    /// The end of one part in the head of a loop.
    mutating func part(at offset: Int) {
        finish(at: offset)
        semicolons += 1
        state = .start
    }

    /// What comes between the start and the length of a slice, or belongs to `?`.
    mutating func colon() { state = .start }

    mutating func finish(at offset: Int) {
        if state == .operation || parentheses != 0 { note(offset) }
    }

    /// Any other byte; whether the next byte belongs to it.
    mutating func sign(_ sign: Sign, followedBy next: Sign, at offset: Int) -> Bool {
        let needsValue = state == .start || state == .operation
        switch sign {
        case .openParenthesis:
            if state == .value { note(offset) }
            parentheses += 1
            state = .operation
            return false
        case .closeParenthesis:
            // Too many are only met in a slice, which ends at its brace.
            if parentheses == 0 { note(offset) }
            parentheses -= parentheses > 0 ? 1 : 0
            if state == .operation { note(offset) }
            state = .value
            return false
        case .plus, .minus:
            if next == sign {
                // Before a value or behind one.
                state = needsValue ? .operation : .anything
                return true
            }
            let assigns = next == .equals
            if assigns, needsValue { note(offset) }
            state = .operation
            return assigns
        case .exclamation, .tilde:
            let isUnequal = sign == .exclamation && next == .equals
            if isUnequal ? needsValue : state == .value { note(offset) }
            state = .operation
            return isUnequal
        case .asterisk, .slash, .percent, .less, .greater, .equals,
            .ampersand, .bar, .caret, .question, .colon, .comma:
            if needsValue, !isDoubled { note(offset) }
            state = .operation
            return joins(sign, next)
        default:
            note(offset)
            return false
        }
    }

    /// Whether two signs are one operator: all of `**`, `<<`, `<=`, `==`, `&&`, `*=` and their like.
    private mutating func joins(_ sign: Sign, _ next: Sign) -> Bool {
        if next == .equals, sign != .question, sign != .colon, sign != .comma {
            isDoubled = false
            return true
        }
        let doubles =
            sign == next
            && (sign == .asterisk || sign == .less || sign == .greater
                || sign == .ampersand || sign == .bar)
        isDoubled = doubles
        return doubles
    }

    /// Whether `=` may still follow, as in `<<=`.
    private var isDoubled = false
}
