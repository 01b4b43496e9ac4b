/// A variable or its negation.
struct Literal: Hashable, Sendable {
    /// Twice the variable, plus one for the negation.
    let code: Int

    init(_ variable: Int) { code = variable << 1 }
    private init(code: Int) { self.code = code }

    var variable: Int { code >> 1 }
    var isNegative: Bool { code & 1 == 1 }

    static prefix func ! (literal: Literal) -> Literal { Literal(code: literal.code ^ 1) }
}
