extension JSON {
    /// The value as text.
    ///
    /// - Parameter indent: spaces per level; nil gives one line without blanks.
    public func text(indent: Int? = nil) -> String {
        var text = ""
        write(to: &text, indent: indent, level: 0)
        return text
    }

    private func write(to text: inout String, indent: Int?, level: Int) {
        switch self {
        case .null: text += "null"
        case .boolean(let value): text += value ? "true" : "false"
        case .number(let value): text += String(value)
        case .decimal(let value): text += value
        case .string(let value): Self.quote(value, to: &text)
        case .array(let values):
            Self.list(values, brackets: ("[", "]"), to: &text, indent: indent, level: level) { value, text in
                value.write(to: &text, indent: indent, level: level + 1)
            }
        case .object(let members):
            Self.list(members, brackets: ("{", "}"), to: &text, indent: indent, level: level) { member, text in
                Self.quote(member.key, to: &text)
                text += indent == nil ? ":" : ": "
                member.value.write(to: &text, indent: indent, level: level + 1)
            }
        }
    }

    private static func list<Item>(
        _ items: [Item],
        brackets: (open: String, close: String),
        to text: inout String,
        indent: Int?,
        level: Int,
        write: (Item, inout String) -> Void
    ) {
        text += brackets.open
        for (index, item) in items.enumerated() {
            if index > 0 { text += "," }
            newline(to: &text, indent: indent, level: level + 1)
            write(item, &text)
        }
        if !items.isEmpty { newline(to: &text, indent: indent, level: level) }
        text += brackets.close
    }

    private static func newline(to text: inout String, indent: Int?, level: Int) {
        if let indent { text += "\n" + String(repeating: " ", count: indent * level) }
    }

    private static func quote(_ value: String, to text: inout String) {
        text += "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            // As the tools that Cuttle stands in for write them, so that documents agree to the byte (IMAGE.md §9.5).
            case "<", ">", "&", "\u{2028}", "\u{2029}": text += escape(scalar)
            default:
                if scalar.value < 0x20 { text += escape(scalar) } else { text.unicodeScalars.append(scalar) }
            }
        }
        text += "\""
    }

    private static func escape(_ scalar: Unicode.Scalar) -> String {
        let hex = String(scalar.value, radix: 16)
        return "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
    }
}
