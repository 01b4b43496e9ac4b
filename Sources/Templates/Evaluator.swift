import Diagnostics

/// Evaluates a template: the statements.
struct Evaluator {
    let template: Template
    let limits: TemplateLimits
    var source: TemplateSource { template.source }
    /// Variables by name, innermost last.
    var variables: [(name: String, value: TemplateValue)] = []
    private var output: [UInt8] = []
    private var steps = 0
    private var depth = 0

    init(_ template: Template, limits: TemplateLimits) {
        self.template = template
        self.limits = limits
    }

    mutating func run(_ value: TemplateValue) throws(Diagnostic) -> String {
        variables = [("$", value)]
        _ = try walk(template.statements, dot: value)
        return String(decoding: output, as: UTF8.self)
    }

    /// Counts work, so that a template ends.
    mutating func spend(_ bytes: Int = 0, at place: Place) throws(Diagnostic) {
        steps += 1 + bytes / 64
        if steps > limits.steps { throw source.limit("the template takes more than \(limits.steps) steps", at: place) }
    }

    /// Counts a level of nesting while the body runs.
    mutating func nested<Result>(
        _ place: Place,
        _ body: (inout Evaluator) throws(Diagnostic) -> Result
    ) throws(Diagnostic) -> Result {
        depth += 1
        defer { depth -= 1 }
        if depth > limits.depth { throw source.limit("templates are nested more than \(limits.depth) deep", at: place) }
        return try body(&self)
    }

    /// Runs statements up to the last, or to one that leaves the round of a loop.
    private mutating func walk(_ statements: [Statement], dot: TemplateValue) throws(Diagnostic) -> Leave? {
        let known = variables.count
        defer { variables.removeLast(variables.count - known) }
        for statement in statements {
            switch statement {
            case .text(let bytes): try write(bytes[...], at: Place(offset: 0, length: 1))
            case .action(let pipeline):
                let value = try evaluate(pipeline, dot: dot)
                if pipeline.variables.isEmpty { try show(value, at: pipeline.place) }
            case .branch(let branch):
                let leave = try nested(branch.place) { evaluator throws(Diagnostic) in try evaluator.take(branch, dot: dot) }
                if let leave { return leave }
            case .template(let name, let argument, let place): try call(name, argument, dot: dot, at: place)
            case .leave(let leave): return leave
            }
        }
        return nil
    }

    private mutating func take(_ branch: Branch, dot: TemplateValue) throws(Diagnostic) -> Leave? {
        let known = variables.count
        defer { variables.removeLast(variables.count - known) }
        try spend(at: branch.place)
        if branch.kind == .loop { return try loop(branch, dot: dot) }
        let value = try evaluate(branch.pipeline, dot: dot)
        if value.isTrue { return try walk(branch.body, dot: branch.kind == .context ? value : dot) }
        return try walk(branch.otherwise, dot: dot)
    }

    private mutating func loop(_ branch: Branch, dot: TemplateValue) throws(Diagnostic) -> Leave? {
        var unnamed = branch.pipeline
        unnamed.variables = []
        let value = try evaluate(unnamed, dot: dot)
        switch value {
        case .list(let items):
            for (index, item) in items.enumerated() where try !round(branch, .integer(Int64(index)), item) { return nil }
            if !items.isEmpty { return nil }
        case .table(let table):
            for key in table.sortedKeys where try !round(branch, .string(key), table.entries[key] ?? table.zero) { return nil }
            if !table.entries.isEmpty { return nil }
        case .integer(let count), .duration(let count):
            if count > 0 {
                for index in 0..<count where try !round(branch, .integer(index), .integer(index)) { return nil }
                return nil
            }
        case .missing: break
        default: throw source.problem("\"range\" needs a list, a map or an integer, not \(value.kindName)", at: branch.pipeline.place)
        }
        return try walk(branch.otherwise, dot: dot)
    }

    /// One round of a loop; gives whether there may be another.
    private mutating func round(_ branch: Branch, _ index: TemplateValue, _ item: TemplateValue) throws(Diagnostic) -> Bool {
        try spend(at: branch.place)
        let known = variables.count
        defer { variables.removeLast(variables.count - known) }
        let names = branch.pipeline.variables
        // A single variable gets the item.
        for (name, value) in zip(names, names.count == 1 ? [item] : [index, item]) {
            set(name, value, isAssignment: branch.pipeline.isAssignment)
        }
        return try walk(branch.body, dot: item) != .breakLoop
    }

    mutating func set(_ name: String, _ value: TemplateValue, isAssignment: Bool) {
        if isAssignment, let index = variables.lastIndex(where: { $0.name == name }) {
            variables[index].value = value
        } else {
            variables.append((name, value))
        }
    }

    private mutating func call(_ name: String, _ argument: Pipeline?, dot: TemplateValue, at place: Place) throws(Diagnostic) {
        guard let statements = template.definitions[name] else {
            let hint = Similarity.hint(for: name, in: template.definitions.keys.sorted())
            throw source.problem("there is no template \"\(name)\"", at: place, hint: hint)
        }
        try spend(at: place)
        var value = TemplateValue.null
        if let argument { value = try evaluate(argument, dot: dot) }
        let outer = variables
        variables = [("$", value)]
        _ = try nested(place) { evaluator throws(Diagnostic) in try evaluator.walk(statements, dot: value) }
        variables = outer
    }

    private mutating func show(_ value: TemplateValue, at place: Place) throws(Diagnostic) {
        let text = value.text
        try spend(text.utf8.count, at: place)
        try write(Array(text.utf8)[...], at: place)
    }

    private mutating func write(_ bytes: ArraySlice<UInt8>, at place: Place) throws(Diagnostic) {
        if output.count + bytes.count > limits.output {
            throw source.limit("the template gives more than \(limits.output) bytes", at: place)
        }
        output += bytes
    }
}
