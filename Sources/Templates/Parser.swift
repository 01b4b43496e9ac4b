import Diagnostics

/// Makes the tree of a template.
struct Parser {
    let source: TemplateSource
    let tokens: [Token]
    var position = 0
    /// Variables that may be used here, innermost last.
    var variables = ["$"]
    var definitions: [String: [Statement]] = [:]
    private var loops = 0
    private var depth = 0

    init(_ source: TemplateSource, tokens: [Token]) {
        self.source = source
        self.tokens = tokens
    }

    /// What ended a list of statements.
    private enum Ending {
        case end
        case otherwise(Place)
        case text
    }

    var token: Token { tokens[position] }

    mutating func next() -> Token {
        defer { if position < tokens.count - 1 { position += 1 } }
        return tokens[position]
    }

    mutating func template() throws(Diagnostic) -> [Statement] {
        let start = Place(offset: 0, length: 1)
        return try list(openedBy: nil, start).statements
    }

    /// Counts a level of nesting while the body runs.
    mutating func nested<Result>(
        _ place: Place,
        _ body: (inout Parser) throws(Diagnostic) -> Result
    ) throws(Diagnostic) -> Result {
        depth += 1
        defer { depth -= 1 }
        if depth > TemplateLimits.nesting {
            throw source.limit("the template is nested more than \(TemplateLimits.nesting) deep", at: place)
        }
        return try body(&self)
    }

    /// Statements up to `end`, `else`, or the end of the text.
    private mutating func list(openedBy opener: String?, _ place: Place) throws(Diagnostic) -> (statements: [Statement], ending: Ending) {
        var statements: [Statement] = []
        while true {
            let token = next()
            switch token.kind {
            case .text(let bytes): statements.append(.text(bytes))
            case .end:
                guard let opener else { return (statements, .text) }
                throw source.problem("\"\(opener)\" is not closed with {{ end }}", at: place)
            default:
                if case .keyword(let keyword) = self.token.kind {
                    let word = next()
                    switch keyword {
                    case .end, .else:
                        if opener == nil { throw source.problem("\"\(keyword.rawValue)\" has nothing to belong to", at: word.place) }
                        if keyword == .else { return (statements, .otherwise(word.place)) }
                        try close("end")
                        return (statements, .end)
                    case .define:
                        if opener != nil { throw source.problem("\"define\" must stand outside of everything else", at: word.place) }
                        try definition(word.place)
                        continue
                    case .true, .false, .nil: position -= 1
                    default:
                        statements.append(try nested(word.place) { parser throws(Diagnostic) in try parser.statement(keyword, word.place) })
                        continue
                    }
                }
                let pipeline = try pipeline("an action", declaring: 1)
                try close("an action")
                statements.append(.action(pipeline))
            }
        }
    }

    private mutating func statement(_ keyword: Token.Keyword, _ place: Place) throws(Diagnostic) -> Statement {
        switch keyword {
        case .if: return .branch(try branch(.condition, place))
        case .with: return .branch(try branch(.context, place))
        case .range: return .branch(try branch(.loop, place))
        case .template, .block:
            let name = try name(after: keyword)
            let argument = isClose ? nil : try pipeline(keyword.rawValue, declaring: 0)
            if keyword == .block, argument == nil { throw source.problem("\"block\" needs a value", at: place) }
            try close(keyword.rawValue)
            if keyword == .block { try define(name, place) }
            return .template(name: name, argument: argument, place)
        default:
            if loops == 0 { throw source.problem("\"\(keyword.rawValue)\" outside of \"range\"", at: place) }
            try close(keyword.rawValue)
            return .leave(keyword == .break ? .breakLoop : .continueLoop)
        }
    }

    private mutating func branch(_ kind: Branch.Kind, _ place: Place) throws(Diagnostic) -> Branch {
        let known = variables.count
        defer { variables.removeLast(variables.count - known) }
        let pipeline = try pipeline(kind.rawValue, declaring: kind == .loop ? 2 : 1)
        try close(kind.rawValue)
        loops += kind == .loop ? 1 : 0
        let inside = variables.count
        var (body, ending) = try list(openedBy: kind.rawValue, place)
        loops -= kind == .loop ? 1 : 0
        var otherwise: [Statement] = []
        if case .otherwise(let word) = ending {
            variables.removeLast(variables.count - inside)
            if case .keyword(let keyword) = token.kind, let again = Branch.Kind(rawValue: keyword.rawValue), again == kind, kind != .loop {
                // The end of the inner branch is that of the outer one too.
                _ = next()
                otherwise = [.branch(try nested(word) { parser throws(Diagnostic) in try parser.branch(kind, word) })]
                return Branch(kind: kind, pipeline: pipeline, body: body, otherwise: otherwise, place: place)
            }
            try close("else")
            (otherwise, ending) = try list(openedBy: kind.rawValue, place)
            if case .otherwise(let second) = ending { throw source.problem("a second \"else\"", at: second) }
        }
        return Branch(kind: kind, pipeline: pipeline, body: body, otherwise: otherwise, place: place)
    }

    private mutating func definition(_ place: Place) throws(Diagnostic) {
        let name = try name(after: .define)
        try close("define")
        try define(name, place)
    }

    /// Reads the body of a template of its own, which sees none of the variables around it.
    private mutating func define(_ name: String, _ place: Place) throws(Diagnostic) {
        let (outer, outerLoops) = (variables, loops)
        (variables, loops) = (["$"], 0)
        let (body, ending) = try list(openedBy: "define", place)
        (variables, loops) = (outer, outerLoops)
        if case .otherwise(let word) = ending { throw source.problem("\"else\" has nothing to belong to", at: word) }
        if definitions.updateValue(body, forKey: name) != nil {
            throw source.problem("there are two templates called \"\(name)\"", at: place)
        }
    }

    private mutating func name(after keyword: Token.Keyword) throws(Diagnostic) -> String {
        let token = next()
        guard case .string(let name) = token.kind else {
            throw source.problem("\"\(keyword.rawValue)\" needs a name in quotes", at: token.place)
        }
        return name
    }

    var isClose: Bool { token.kind == .close }

    private mutating func close(_ context: String) throws(Diagnostic) {
        guard isClose else {
            throw source.problem("this does not belong into \(context == "an action" ? context : "\"\(context)\"")", at: token.place)
        }
        _ = next()
    }
}
