public import JSON

extension JSON {
    /// The value as a YAML document in block style, as packages carry it (PACKAGE §2.2): indented by two blanks, keys in their order.
    ///
    /// Equal values give equal bytes. Texts are written so that readers of YAML 1.1 and 1.2 alike take them for texts.
    public func yaml() -> String {
        var emitter = YAMLEmitter()
        emitter.write(self)
        return emitter.text
    }
}

/// Writes values line by line.
private struct YAMLEmitter {
    private(set) var text = ""
    /// Longer keys are written with a question mark: readers look for a colon so far only.
    private static let longestKey = 128

    /// Writes the root.
    mutating func write(_ value: JSON) {
        switch value {
        case .object(let members) where !members.isEmpty: write(members, level: 0)
        case .array(let items) where !items.isEmpty: write(items, level: 0)
        default: text += inline(value) + "\n"
        }
    }

    /// - Parameter level: how deep the keys stand; the first of them where the line has come to.
    private mutating func write(_ members: [JSON.Member], level: Int) {
        for (index, member) in members.enumerated() {
            if index > 0 { indent(level) }
            if member.key.utf8.count > Self.longestKey {
                text += "? \(YAMLScalar.line(member.key))\n"
                indent(level)
                text += ":"
            } else {
                text += "\(YAMLScalar.line(member.key)):"
            }
            writeValue(member.value, level: level)
        }
    }

    private mutating func write(_ items: [JSON], level: Int) {
        for (index, item) in items.enumerated() {
            if index > 0 { indent(level) }
            text += "-"
            switch item {
            case .object(let members) where !members.isEmpty:
                text += " "
                write(members, level: level + 1)
            case .array(let items) where !items.isEmpty:
                text += " "
                write(items, level: level + 1)
            default: writeScalar(item, level: level + 1)
            }
        }
    }

    /// What follows a key.
    private mutating func writeValue(_ value: JSON, level: Int) {
        switch value {
        case .object(let members) where !members.isEmpty:
            text += "\n"
            indent(level + 1)
            write(members, level: level + 1)
        case .array(let items) where !items.isEmpty:
            text += "\n"
            indent(level + 1)
            write(items, level: level + 1)
        default: writeScalar(value, level: level + 1)
        }
    }

    private mutating func writeScalar(_ value: JSON, level: Int) {
        if case .string(let string) = value, let block = YAMLScalar.block(string, indent: String(repeating: "  ", count: level)) {
            text += " " + block
        } else {
            text += " " + inline(value) + "\n"
        }
    }

    private func inline(_ value: JSON) -> String {
        switch value {
        case .null: "null"
        case .boolean(let value): value ? "true" : "false"
        case .number(let value): String(value)
        case .decimal(let value): value
        case .string(let value): YAMLScalar.line(value)
        case .array: "[]"
        case .object: "{}"
        }
    }

    private mutating func indent(_ level: Int) {
        text += String(repeating: "  ", count: level)
    }
}
