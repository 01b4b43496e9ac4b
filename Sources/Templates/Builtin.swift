/// The functions of the language.
enum Builtin: String, CaseIterable, CustomStringConvertible, Sendable {
    case and, or, not
    case eq, ne, lt, le, gt, ge
    case index, slice, len
    case print, printf, println
    case html, js, urlquery

    var description: String { rawValue }

    var leastArguments: Int {
        switch self {
        case .print, .println, .html, .js, .urlquery: 0
        case .eq, .ne, .lt, .le, .gt, .ge: 2
        default: 1
        }
    }

    var mostArguments: Int {
        switch self {
        case .not, .len: 1
        case .ne, .lt, .le, .gt, .ge: 2
        default: .max
        }
    }

    /// The result for arguments whose number is right.
    ///
    /// - Parameter limit: the size that a text may reach, in bytes.
    func apply(_ arguments: [TemplateValue], limit: Int) throws(FunctionProblem) -> TemplateValue {
        guard let first = arguments.first else { return .string(self == .println ? "\n" : "") }
        switch self {
        // The caller has returned the argument that decides, if there is one.
        case .and, .or: return arguments[arguments.count - 1]
        case .not: return .boolean(!first.isTrue)
        case .eq:
            var isEqual = false
            for other in arguments.dropFirst() { isEqual = try first.isEqual(to: other) || isEqual }
            return .boolean(isEqual)
        case .ne: return .boolean(try !first.isEqual(to: arguments[1]))
        case .lt: return .boolean(try first.isLess(than: arguments[1]))
        case .ge: return .boolean(try !first.isLess(than: arguments[1]))
        case .gt: return .boolean(try arguments[1].isLess(than: first))
        case .le: return .boolean(try !arguments[1].isLess(than: first))
        case .index: return try Self.index(first, arguments.dropFirst())
        case .slice: return try Self.slice(first, arguments.dropFirst())
        case .len: return .integer(Int64(try Self.length(first)))
        case .printf:
            guard case .string(let format) = first else {
                throw FunctionProblem(message: "printf needs a format, not \(first.kindName)")
            }
            var formatter = Formatter(format, Array(arguments.dropFirst()), limit: limit)
            return .string(try formatter.run())
        case .print: return .string(try Self.joined(arguments, limit))
        case .println: return .string(try Self.joined(arguments, limit, isSpaced: true) + "\n")
        case .html: return try Self.bounded(Escape.html(Self.joined(arguments, limit)), limit)
        case .js: return try Self.bounded(Escape.javaScript(Self.joined(arguments, limit)), limit)
        case .urlquery: return try Self.bounded(Escape.query(Self.joined(arguments, limit)), limit)
        }
    }

    /// Texts as they are; a blank between two neighbours of which neither is a text, or between any two.
    private static func joined(_ values: [TemplateValue], _ limit: Int, isSpaced: Bool = false) throws(FunctionProblem) -> String {
        var text = ""
        for (index, value) in values.enumerated() {
            if index > 0, isSpaced || !value.isText && !values[index - 1].isText { text += " " }
            text += value.text
            _ = try bounded(text, limit)
        }
        return text
    }

    private static func bounded(_ text: String, _ limit: Int) throws(FunctionProblem) -> TemplateValue {
        if text.utf8.count > limit { throw FunctionProblem(message: "a text would be longer than \(limit) bytes", isLimit: true) }
        return .string(text)
    }

    private static func length(_ value: TemplateValue) throws(FunctionProblem) -> Int {
        switch value {
        case .string(let text): return text.utf8.count
        case .list(let items): return items.count
        case .table(let table): return table.entries.count
        default: throw FunctionProblem(message: "\(value.kindName) has no length")
        }
    }

    private static func index(_ value: TemplateValue, _ keys: ArraySlice<TemplateValue>) throws(FunctionProblem) -> TemplateValue {
        var value = value
        for key in keys {
            switch (value, key) {
            case (.table(let table), .string(let name)): value = table.entries[name] ?? table.zero
            case (.list(let items), .integer(let number)):
                value = items[try position(number, below: items.count)]
            case (.string(let text), .integer(let number)):
                let bytes = Array(text.utf8)
                value = .integer(Int64(bytes[try position(number, below: bytes.count)]))
            case (.list, _), (.string, _): throw FunctionProblem(message: "an index must be an integer, not \(key.kindName)")
            case (.table, _): throw FunctionProblem(message: "a key must be a text, not \(key.kindName)")
            default: throw FunctionProblem(message: "\(value.kindName) has no index")
            }
        }
        return value
    }

    private static func position(_ number: Int64, below count: Int) throws(FunctionProblem) -> Int {
        guard number >= 0, number < count else {
            throw FunctionProblem(message: "there is no item \(number): the first is 0, and there \(count == 1 ? "is" : "are") \(count)")
        }
        return Int(number)
    }

    private static func slice(_ value: TemplateValue, _ bounds: ArraySlice<TemplateValue>) throws(FunctionProblem) -> TemplateValue {
        let length: Int
        switch value {
        case .string(let text): length = text.utf8.count
        case .list(let items): length = items.count
        default: throw FunctionProblem(message: "\(value.kindName) cannot be sliced")
        }
        var numbers = [0, length]
        if bounds.count > 2 { throw FunctionProblem(message: "slice takes a beginning and an end") }
        for (place, bound) in bounds.enumerated() {
            guard case .integer(let number) = bound else {
                throw FunctionProblem(message: "an index must be an integer, not \(bound.kindName)")
            }
            numbers[place] = number < 0 || number > length ? -1 : Int(number)
        }
        guard numbers[0] >= 0, numbers[1] >= numbers[0] else {
            throw FunctionProblem(message: "the slice lies outside of the \(length) that there are")
        }
        switch value {
        case .list(let items): return .list(Array(items[numbers[0]..<numbers[1]]))
        default: return .string(String(decoding: Array(value.text.utf8)[numbers[0]..<numbers[1]], as: UTF8.self))
        }
    }
}

extension TemplateValue {
    fileprivate var isText: Bool {
        if case .string = self { true } else { false }
    }
}
