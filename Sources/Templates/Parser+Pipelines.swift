import Diagnostics

/// Expressions.
extension Parser {
    /// A pipeline, up to the brace or parenthesis that closes it.
    ///
    /// - Parameter count: the most variables that it may declare.
    mutating func pipeline(_ context: String, declaring count: Int) throws(Diagnostic) -> Pipeline {
        var pipeline = Pipeline(place: token.place)
        try declarations(&pipeline, count: count)
        let declared = pipeline.isAssignment ? [] : pipeline.variables
        while true {
            pipeline.commands.append(try command(context, isFirst: pipeline.commands.isEmpty))
            guard token.kind == .pipe else { break }
            _ = next()
        }
        // A variable is not known in its own value.
        variables += declared
        return pipeline
    }

    private mutating func declarations(_ pipeline: inout Pipeline, count: Int) throws(Diagnostic) {
        guard case .variable(let first) = token.kind, count > 0 else { return }
        var names = [(first, token.place)]
        var ahead = position + 1
        if tokens[ahead].kind == .comma, count > 1 {
            guard case .variable(let second) = tokens[ahead + 1].kind else {
                throw source.problem("a variable belongs after the comma", at: tokens[ahead + 1].place)
            }
            names.append((second, tokens[ahead + 1].place))
            ahead += 2
        }
        guard [.declare, .assign].contains(tokens[ahead].kind) else {
            if names.count > 1 { throw source.problem("\":=\" belongs after the variables", at: tokens[ahead].place) }
            return
        }
        pipeline.isAssignment = tokens[ahead].kind == .assign
        for (name, place) in names {
            if name == "$" { throw source.problem("\"$\" cannot be set", at: place) }
            if pipeline.isAssignment { try checkVariable(name, place) }
        }
        pipeline.variables = names.map(\.0)
        position = ahead + 1
    }

    private mutating func command(_ context: String, isFirst: Bool) throws(Diagnostic) -> Command {
        var operands: [Operand] = []
        let start = token
        while true {
            switch token.kind {
            case .close, .rightParenthesis, .pipe:
                guard let first = operands.first else {
                    throw source.problem("a value is missing", at: token.place)
                }
                switch first.kind {
                case .constant, .dot, .null:
                    if !isFirst, first.names.isEmpty {
                        throw source.problem("only a function can take what is piped into it", at: first.place)
                    }
                default: break
                }
                return Command(operands: operands, place: start.place)
            default:
                if !operands.isEmpty, !token.isSeparate { throw unexpected(token) }
                operands.append(try operand())
            }
        }
    }

    private mutating func operand() throws(Diagnostic) -> Operand {
        let token = next()
        let place = token.place
        var operand: Operand
        switch token.kind {
        case .dot: return Operand(kind: .dot, place: place)
        case .keyword(.nil): return Operand(kind: .null, place: place)
        case .keyword(.true): return Operand(kind: .constant(.boolean(true)), place: place)
        case .keyword(.false): return Operand(kind: .constant(.boolean(false)), place: place)
        case .integer(let value): return Operand(kind: .constant(.integer(value)), place: place)
        case .float(let value): return Operand(kind: .constant(.float(value)), place: place)
        case .string(let value): return Operand(kind: .constant(.string(value)), place: place)
        case .identifier(let name):
            guard let function = Builtin(rawValue: name) else {
                let hint = Similarity.hint(for: name, in: Builtin.allCases.map(\.rawValue))
                throw source.problem("there is no function \"\(name)\"", at: place, hint: hint ?? "a field begins with a dot: .\(name)")
            }
            return Operand(kind: .function(function), place: place)
        case .field(let name):
            operand = Operand(kind: .dot, names: [Operand.Name(text: name, place: place)], place: place)
        case .variable(let name):
            try checkVariable(name, place)
            operand = Operand(kind: .variable(name), place: place)
        case .leftParenthesis:
            let inner = try nested(place) { parser throws(Diagnostic) in try parser.pipeline("parentheses", declaring: 0) }
            if self.token.kind != .rightParenthesis { throw source.problem("a parenthesis is not closed", at: place) }
            _ = next()
            operand = Operand(kind: .parenthesised(inner), place: place)
        default: throw unexpected(token)
        }
        while case .field(let name) = self.token.kind, !self.token.isSeparate {
            let place = next().place
            operand.names.append(Operand.Name(text: name, place: place))
            operand.place.length = place.offset + place.length - operand.place.offset
        }
        return operand
    }

    private func checkVariable(_ name: String, _ place: Place) throws(Diagnostic) {
        if variables.contains(name) { return }
        let hint = Similarity.hint(for: name, in: variables.filter { $0 != "$" }) ?? "set it before: {{ \(name) := … }}"
        throw source.problem("there is no variable \"\(name)\" here", at: place, hint: hint)
    }

    private func unexpected(_ token: Token) -> Diagnostic {
        if token.kind == .end || token.kind == .open { return source.problem("an action is not closed with \"}}\"", at: token.place) }
        let text = String(decoding: source.file.bytes[token.place.offset...].prefix(token.place.length), as: UTF8.self)
        return source.problem("\"\(text)\" cannot stand here", at: token.place)
    }
}
