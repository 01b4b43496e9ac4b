extension TemplateValue {
    /// Whether a condition holds: not for false, zero, nil, and what is empty.
    var isTrue: Bool {
        switch self {
        case .missing, .null: false
        case .boolean(let value): value
        case .integer(let value), .duration(let value): value != 0
        case .float(let value): value != 0
        case .string(let value): !value.isEmpty
        case .list(let values): !values.isEmpty
        case .table(let table): !table.entries.isEmpty
        case .record: true
        }
    }

    /// The value as `{{ . }}` shows it.
    public var text: String {
        switch self {
        case .missing: "<no value>"
        case .null: "<nil>"
        case .boolean(let value): value ? "true" : "false"
        case .integer(let value): String(value)
        case .duration(let value): Self.durationText(value)
        case .float(let value): NumberText.shortest(value)
        case .string(let value): value
        case .list(let values): "[" + values.map(\.text).joined(separator: " ") + "]"
        case .table(let table):
            "map[" + table.sortedKeys.map { "\($0):\((table.entries[$0] ?? .missing).text)" }.joined(separator: " ") + "]"
        case .record(let record): "{" + record.fields.map(\.value.text).joined(separator: " ") + "}"
        }
    }

    /// What kind of value it is, in words for a message.
    var kindName: String {
        switch self {
        case .missing, .null: "nil"
        case .boolean: "a boolean"
        case .integer, .duration: "an integer"
        case .float: "a number"
        case .string: "a text"
        case .list: "a list"
        case .table: "a map"
        case .record(let record): "a \(record.typeName)"
        }
    }

    /// Hours, minutes and seconds with their units; below a second the largest unit that leaves a whole part.
    private static func durationText(_ nanoseconds: Int64) -> String {
        if nanoseconds == 0 { return "0s" }
        let sign = nanoseconds < 0 ? "-" : ""
        let total = nanoseconds.magnitude
        func decimal(_ value: UInt64, _ unit: UInt64) -> String {
            let fraction = String(value % unit)
            let digits = String(String(unit).count - 1)
            let padded = String(repeating: "0", count: (Int(digits) ?? 0) - fraction.count) + fraction
            let trimmed = String(padded.reversed().drop { $0 == "0" }.reversed())
            return String(value / unit) + (value % unit == 0 ? "" : ".\(trimmed)")
        }
        if total < 1000 { return "\(sign)\(total)ns" }
        if total < 1_000_000 { return "\(sign)\(decimal(total, 1000))µs" }
        if total < 1_000_000_000 { return "\(sign)\(decimal(total, 1_000_000))ms" }
        let minutes = total / 60_000_000_000
        let seconds = decimal(total % 60_000_000_000, 1_000_000_000) + "s"
        if minutes == 0 { return sign + seconds }
        return sign + (minutes < 60 ? "" : "\(minutes / 60)h") + "\(minutes % 60)m" + seconds
    }
}
