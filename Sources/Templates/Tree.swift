/// A part of a template.
indirect enum Statement: Sendable {
    case text([UInt8])
    case action(Pipeline)
    case branch(Branch)
    case template(name: String, argument: Pipeline?, Place)
    case leave(Leave)
}

/// The ends of a round of `range` before its body does.
enum Leave: Sendable {
    case breakLoop
    case continueLoop
}

/// `if`, `with` or `range`.
struct Branch: Sendable {
    enum Kind: String, Sendable {
        case condition = "if"
        case context = "with"
        case loop = "range"
    }

    let kind: Kind
    let pipeline: Pipeline
    let body: [Statement]
    let otherwise: [Statement]
    let place: Place
}

/// Commands, each the last argument of the next; and the variables that get the result.
struct Pipeline: Sendable {
    var variables: [String] = []
    var isAssignment = false
    var commands: [Command] = []
    var place: Place
}

/// A value, or a function with arguments.
struct Command: Sendable {
    var operands: [Operand]
    var place: Place
}

/// A value of an expression, with the names that are asked of it one after the other.
struct Operand: Sendable {
    indirect enum Kind: Sendable {
        case dot
        case null
        case constant(TemplateValue)
        case variable(String)
        case function(Builtin)
        case parenthesised(Pipeline)
    }

    struct Name: Sendable {
        let text: String
        let place: Place
    }

    let kind: Kind
    var names: [Name] = []
    var place: Place
}
