/// printf: verbs with flags, width and precision. What does not fit its verb is shown with the verb, not an error, as in Go.
struct Formatter {
    private let format: [Unicode.Scalar]
    private let arguments: [TemplateValue]
    private let limit: Int
    private var position = 0
    private var argument = 0
    private var isReordered = false
    private var result = ""
    /// Parts of values that were shown, also those that gave no text.
    private var work = 0

    /// What stands between the sign of percent and the verb.
    struct Directive {
        var isLeft = false
        var isSigned = false
        var isAlternate = false
        var isSpaced = false
        var isZeroPadded = false
        var width = 0
        var precision: Int?
        var verb: Character = "v"
    }

    init(_ format: String, _ arguments: [TemplateValue], limit: Int) {
        self.format = Array(format.unicodeScalars)
        self.arguments = arguments
        self.limit = limit
    }

    mutating func run() throws(FunctionProblem) -> String {
        while position < format.count {
            let scalar = format[position]
            position += 1
            if scalar == "%" { try directive() } else { result.unicodeScalars.append(scalar) }
            if result.utf8.count > limit { throw FunctionProblem(message: "a text would be longer than \(limit) bytes", isLimit: true) }
        }
        if !isReordered, argument < arguments.count {
            result += "%!(EXTRA " + arguments[argument...].map { "\($0.goType)=\($0.text)" }.joined(separator: ", ") + ")"
        }
        return result
    }

    private mutating func directive() throws(FunctionProblem) {
        var directive = Directive()
        flags: while position < format.count {
            switch format[position] {
            case "-": directive.isLeft = true
            case "+": directive.isSigned = true
            case "#": directive.isAlternate = true
            case " ": directive.isSpaced = true
            case "0": directive.isZeroPadded = true
            default: break flags
            }
            position += 1
        }
        try reorder()
        directive.width = try number() ?? 0
        if directive.width < 0 {
            directive.isLeft = true
            directive.width = -directive.width
        }
        if position < format.count, format[position] == "." {
            position += 1
            try reorder()
            directive.precision = max(0, try number() ?? 0)
        }
        try reorder()
        guard position < format.count else {
            result += "%!(NOVERB)"
            return
        }
        directive.verb = Character(format[position])
        position += 1
        if directive.verb == "%" {
            result += "%"
        } else if argument >= arguments.count {
            result += "%!\(directive.verb)(MISSING)"
        } else {
            work += arguments[argument].weight
            if work > Self.mostParts {
                throw FunctionProblem(message: "printf shows \(Self.mostParts) parts of values at most", isLimit: true)
            }
            result += try directive.text(of: arguments[argument])
            argument += 1
        }
    }

    /// `[2]`: which argument comes next, the first being 1.
    private mutating func reorder() throws(FunctionProblem) {
        guard position < format.count, format[position] == "[" else { return }
        position += 1
        let number = try digits()
        guard let number, number > 0, position < format.count, format[position] == "]" else {
            throw FunctionProblem(message: "printf needs the number of an argument in brackets")
        }
        position += 1
        argument = number - 1
        isReordered = true
    }

    /// Digits, or an asterisk for an argument.
    private mutating func number() throws(FunctionProblem) -> Int? {
        guard position < format.count, format[position] == "*" else { return try digits() }
        position += 1
        guard argument < arguments.count, case .integer(let value) = arguments[argument], abs(value) <= Self.widest else {
            throw FunctionProblem(message: "printf needs an integer up to \(Self.widest) for \"*\"")
        }
        argument += 1
        return Int(value)
    }

    private mutating func digits() throws(FunctionProblem) -> Int? {
        var value: Int?
        while position < format.count, let digit = Int(String(format[position])), format[position].isASCII {
            value = (value ?? 0) * 10 + digit
            if let value, value > Self.widest { throw FunctionProblem(message: "printf pads to \(Self.widest) characters at most") }
            position += 1
        }
        return value
    }

    private static let widest = 100_000
    private static let mostParts = 1_000_000
}

extension TemplateValue {
    /// The number of its parts, itself included.
    fileprivate var weight: Int {
        switch self {
        case .list(let items): items.reduce(1) { $0 + $1.weight }
        case .table(let table): table.entries.values.reduce(1) { $0 + $1.weight }
        case .record(let record): record.fields.reduce(1) { $0 + $1.value.weight }
        default: 1
        }
    }
}
