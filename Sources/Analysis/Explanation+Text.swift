public import JSON

extension Explanation {
    /// The explanation for people: a line per entry, below it a line per reason.
    public var text: String {
        var lines = ["\(name) \(version)"]
        let groups: [(String, [Entry])] = [
            ("needs", entries.filter { $0.relation == .dependency && $0.omission == nil }),
            ("offers", entries.filter { $0.relation == .provide && $0.omission == nil }),
            ("has for its own use", entries.filter { $0.relation == .vendored }),
        ]
        for (title, group) in groups where !group.isEmpty {
            lines.append("  \(title)")
            for entry in group {
                lines.append("    \(entry.text)")
                lines += Self.reasons(entry).map { "      \($0)" }
            }
        }
        let omitted = entries.filter { $0.omission != nil }
        if !omitted.isEmpty { lines.append("  leaves out") }
        for entry in omitted {
            lines.append("    \(Self.visible(entry.text)): \(entry.omission?.description ?? "")")
            lines += Self.reasons(entry).map { "      \($0)" }
        }
        if entries.isEmpty { lines.append("  needs nothing, offers nothing") }
        return lines.joined(separator: "\n") + "\n"
    }

    private static let mostReasons = 3

    /// The first few reasons: a library is needed by hundreds of files for the same reason.
    private static func reasons(_ entry: Entry) -> [String] {
        let declared = entry.isDeclared ? ["the recipe declares it"] : []
        let shown = entry.reasons.prefix(mostReasons).map { visible($0.description) }
        let rest = entry.reasons.count - shown.count
        return declared + shown + (rest > 0 ? ["and \(rest) more \(rest == 1 ? "file" : "files")"] : [])
    }

    /// Names from inside of packages may hold anything, also what moves a terminal's cursor.
    private static func visible(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.map { $0.properties.generalCategory == .control ? "\u{FFFD}" : $0 }))
    }

    /// The explanation for programs: every entry with all its reasons.
    public var json: JSON {
        .object([
            "name": .string(name),
            "version": .string(version),
            "entries": .array(
                entries.map { entry in
                    .object([
                        "relation": .string(entry.relation.rawValue),
                        "text": .string(entry.text),
                        "declared": entry.isDeclared ? .boolean(true) : nil,
                        "omitted": entry.omission.map { .string($0.rawValue) },
                        "reasons": .array(
                            entry.reasons.map { .object(["rule": .string($0.rule.rawValue), "path": .string($0.path)]) }
                        ),
                    ])
                }
            ),
        ])
    }
}

extension Explanation.Omission: CustomStringConvertible {
    /// Why, in words.
    public var description: String {
        switch self {
        case .noDepends: "the recipe says no-depends"
        case .noProvides: "the recipe says no-provides"
        case .noCommands: "the recipe says no-commands"
        case .vendored: "the package has it for its own use"
        case .provided: "the package offers it itself"
        case .notAName: "no dependency can have that name"
        case .unknown: "the package does not say why; an option of its recipe, or another dependency that is declared"
        }
    }
}
