import Diagnostics

/// The expressions.
extension Evaluator {
    /// The value of a pipeline, which its variables get.
    mutating func evaluate(_ pipeline: Pipeline, dot: TemplateValue) throws(Diagnostic) -> TemplateValue {
        var value: TemplateValue?
        for command in pipeline.commands { value = try evaluate(command, dot: dot, piped: value) }
        let result = value ?? .missing
        for name in pipeline.variables { set(name, result, isAssignment: pipeline.isAssignment) }
        return result
    }

    private mutating func evaluate(_ command: Command, dot: TemplateValue, piped: TemplateValue?) throws(Diagnostic) -> TemplateValue {
        try spend(at: command.place)
        guard let first = command.operands.first else { return .missing }
        if case .function(let function) = first.kind { return try call(function, command, dot: dot, piped: piped) }
        if command.operands.count > 1 || piped != nil {
            let text = String(decoding: source.file.bytes[first.place.offset...].prefix(first.place.length), as: UTF8.self)
            throw source.problem("\(text) is not a function and takes no arguments", at: first.place)
        }
        if case .null = first.kind { throw source.problem("nil alone is nothing to show", at: first.place) }
        return try evaluate(first, dot: dot)
    }

    mutating func evaluate(_ operand: Operand, dot: TemplateValue) throws(Diagnostic) -> TemplateValue {
        var value: TemplateValue
        switch operand.kind {
        case .dot: value = dot
        case .null: value = .null
        case .constant(let constant): value = constant
        case .variable(let name): value = variables.last { $0.name == name }?.value ?? .missing
        case .function(let function):
            value = try call(function, Command(operands: [operand], place: operand.place), dot: dot, piped: nil)
        case .parenthesised(let pipeline):
            value = try nested(operand.place) { evaluator throws(Diagnostic) in try evaluator.evaluate(pipeline, dot: dot) }
        }
        for name in operand.names { value = try field(name, of: value) }
        return value
    }

    private func field(_ name: Operand.Name, of value: TemplateValue) throws(Diagnostic) -> TemplateValue {
        switch value {
        case .record(let record):
            if let field = record[name.text] { return field }
            throw source.problem(
                "\(record.typeName) has no field \"\(name.text)\"",
                at: name.place,
                hint: Similarity.hint(for: name.text, in: record.names) ?? "it has: \(record.names.joined(separator: ", "))"
            )
        case .table(let table): return table.entries[name.text] ?? .missing
        case .null, .missing:
            throw source.problem(
                "\"\(name.text)\" is asked of what is not there",
                at: name.place,
                hint: "ask only when it is there: {{ with … }}{{ .\(name.text) }}{{ end }}"
            )
        case .list:
            throw source.problem(
                "\"\(name.text)\" is asked of a list",
                at: name.place,
                hint: "ask each of its items: {{ range … }}{{ .\(name.text) }}{{ end }}"
            )
        default: throw source.problem("\"\(name.text)\" is asked of \(value.kindName), which has no fields", at: name.place)
        }
    }

    private mutating func call(
        _ function: Builtin,
        _ command: Command,
        dot: TemplateValue,
        piped: TemplateValue?
    ) throws(Diagnostic) -> TemplateValue {
        let place = command.place
        let operands = command.operands.dropFirst()
        let count = operands.count + (piped == nil ? 0 : 1)
        if count < function.leastArguments || count > function.mostArguments {
            let expected = function.leastArguments == function.mostArguments ? "" : "at least "
            let noun = function.leastArguments == 1 ? "argument" : "arguments"
            throw source.problem("\(function) takes \(expected)\(function.leastArguments) \(noun), not \(count)", at: place)
        }
        var arguments: [TemplateValue] = []
        for operand in operands {
            let value = try evaluate(operand, dot: dot)
            // What cannot change the result any more is not evaluated.
            if function == .and && !value.isTrue || function == .or && value.isTrue { return value }
            arguments.append(value)
        }
        if let piped { arguments.append(piped) }
        let size = arguments.reduce(0) { $0 + $1.quickSize }
        try spend(size, at: place)
        let result: TemplateValue
        do throws(FunctionProblem) {
            result = try function.apply(arguments, limit: limits.output)
        } catch {
            if error.isLimit { throw source.limit(error.message, at: place) }
            throw source.problem(error.message, at: place, hint: error.hint)
        }
        try spend(result.quickSize, at: place)
        return result
    }
}

/// What a function finds wrong with its arguments.
struct FunctionProblem: Error {
    let message: String
    var hint: String?
    var isLimit = false
}

extension TemplateValue {
    /// Bytes of a text; other values are shared, not copied.
    fileprivate var quickSize: Int {
        if case .string(let text) = self { text.utf8.count } else { 0 }
    }
}
