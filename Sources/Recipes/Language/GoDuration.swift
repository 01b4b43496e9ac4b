/// Lengths of time as the format writes them: `1h30m`, `1.5s`, `-2ms` (RECIPE.md §2).
enum GoDuration {
    private static let units: [String: Double] = [
        "ns": 1, "us": 1e3, "µs": 1e3, "μs": 1e3, "ms": 1e6, "s": 1e9, "m": 60e9, "h": 3600e9,
    ]

    /// The length in nanoseconds; nil when the text is none.
    static func nanoseconds(_ text: String) -> Int64? {
        var rest = text[...]
        var sign = 1.0
        if let first = rest.first, first == "-" || first == "+" {
            sign = first == "-" ? -1 : 1
            rest.removeFirst()
        }
        if rest == "0" { return 0 }
        if rest.isEmpty { return nil }
        var total = 0.0
        while !rest.isEmpty {
            let digits = rest.prefix { $0 == "." || ("0"..."9").contains($0) }
            rest = rest[digits.endIndex...]
            let unit = rest.prefix { $0 != "." && !("0"..."9").contains($0) }
            rest = rest[unit.endIndex...]
            guard digits != ".", let number = Double(digits.last == "." ? "\(digits)0" : String(digits)), let scale = units[String(unit)]
            else { return nil }
            total += number * scale
        }
        guard total < 9.2e18 else { return nil }
        return Int64((sign * total).rounded())
    }

    /// A length as the format prints it: `1h30m0s`; parts of a second as nanoseconds.
    static func text(_ nanoseconds: Int64) -> String {
        let seconds = nanoseconds / 1_000_000_000
        if nanoseconds < 0 || seconds * 1_000_000_000 != nanoseconds { return "\(nanoseconds)ns" }
        if seconds < 60 { return "\(seconds)s" }
        if seconds < 3600 { return "\(seconds / 60)m\(seconds % 60)s" }
        return "\(seconds / 3600)h\(seconds / 60 % 60)m\(seconds % 60)s"
    }
}
