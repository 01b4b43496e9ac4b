public import JSON

extension JSON {
    /// The value as a YAML document in block style, indented by four blanks as Go's yaml.v3 writes it, keys in their order.
    public func wideYAML() -> String {
        var emitter = WideEmitter()
        emitter.write(self)
        return emitter.text
    }
}

/// Writes values line by line.
private struct WideEmitter {
    private(set) var text = ""
    private static let step = 4

    mutating func write(_ value: JSON) {
        switch value {
        case .object(let members) where !members.isEmpty: write(members, column: 0)
        case .array(let items) where !items.isEmpty: write(items, column: 0)
        default: text += scalar(value, in: 0, column: Self.step) + "\n"
        }
    }

    /// The column of what stands below something: the next multiple of the step.
    private func below(_ column: Int) -> Int { (column + Self.step) / Self.step * Self.step }

    /// - Parameter column: where the keys stand; the first of them where the line has come to.
    private mutating func write(_ members: [JSON.Member], column: Int) {
        for (index, member) in members.enumerated() {
            if index > 0 { indent(column) }
            text += key(member.key) + ":"
            switch member.value {
            case .object(let inner) where !inner.isEmpty:
                text += "\n"
                indent(below(column))
                write(inner, column: below(column))
            case .array(let items) where !items.isEmpty:
                text += "\n"
                indent(below(column))
                write(items, column: below(column))
            default: text += " " + scalar(member.value, in: column, column: below(column)) + "\n"
            }
        }
    }

    private mutating func write(_ items: [JSON], column: Int) {
        for (index, item) in items.enumerated() {
            if index > 0 { indent(column) }
            text += "- "
            switch item {
            case .object(let members) where !members.isEmpty: write(members, column: column + 2)
            case .array(let inner) where !inner.isEmpty: write(inner, column: column + 2)
            default: text += scalar(item, in: column, column: column + 2) + "\n"
            }
        }
    }

    private func key(_ text: String) -> String {
        switch ScalarStyle(text, isKey: true) {
        case .plain: text
        case .single: Self.single(text)
        case .double, .literal: YAMLScalar.quoted(text)
        }
    }

    /// - Parameters:
    ///   - outer: where the collection around it stands.
    ///   - column: where the lines of a block begin.
    private func scalar(_ value: JSON, in outer: Int, column: Int) -> String {
        switch value {
        case .null: return "null"
        case .boolean(let value): return value ? "true" : "false"
        case .number(let value): return String(value)
        case .decimal(let value): return value
        case .array: return "[]"
        case .object: return "{}"
        case .string(let text):
            switch ScalarStyle(text, isKey: false) {
            case .plain: return text
            case .single: return Self.single(text)
            case .double: return YAMLScalar.quoted(text)
            case .literal: return Self.literal(text, step: column - outer, column: column)
            }
        }
    }

    private static func single(_ text: String) -> String { "'\(text.replacing("'", with: "''"))'" }

    private static func literal(_ text: String, step: Int, column: Int) -> String {
        let isIndented = text.hasPrefix(" ") || text.hasPrefix("\n")
        let trailing = text.utf8.reversed().prefix { $0 == 0x0A }.count
        let chomping = trailing == 0 ? "-" : trailing > 1 || text == "\n" ? "+" : ""
        var lines = text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false).map { String(Substring($0)) }
        // The last newline is the line's own, and one more is that of whatever follows.
        if trailing > 0 { lines.removeLast() }
        let blanks = String(repeating: " ", count: column)
        let body = lines.map { $0.isEmpty ? "" : blanks + $0 }.joined(separator: "\n")
        return "|\(isIndented ? "\(step)" : "")\(chomping)\n\(body)"
    }

    private mutating func indent(_ column: Int) { text += String(repeating: " ", count: column) }
}
