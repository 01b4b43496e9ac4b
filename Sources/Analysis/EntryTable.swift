/// The entries of one relation: each text once, with all its reasons, in byte order.
struct EntryTable {
    private let relation: Explanation.Relation
    private var table: [String: Explanation.Entry] = [:]

    init(_ relation: Explanation.Relation, _ findings: [Findings.Finding]) {
        self.relation = relation
        for finding in findings {
            var entry = table[finding.text] ?? Explanation.Entry(relation, finding.text)
            if !entry.reasons.contains(finding.reason) { entry.reasons.append(finding.reason) }
            table[finding.text] = entry
        }
    }

    /// All entries, also those that were left out.
    var entries: [Explanation.Entry] {
        table.values.sorted { $0.text.utf8.lexicographicallyPrecedes($1.text.utf8) }
    }

    /// The texts of what is in the package.
    var texts: [String] { entries.filter { $0.omission == nil }.map(\.text) }

    /// Adds what a recipe declares, which is never left out by an option.
    mutating func declare(_ texts: [String]) {
        for text in texts {
            var entry = table[text] ?? Explanation.Entry(relation, text)
            entry.isDeclared = true
            entry.omission = nil
            table[text] = entry
        }
    }

    /// Leaves out what is in the package so far and fulfils a condition.
    mutating func omit(_ omission: Explanation.Omission, isDeclaredToo: Bool = false, where condition: (String) -> Bool) {
        for (text, entry) in table where entry.omission == nil && (isDeclaredToo || !entry.isDeclared) && condition(text) {
            table[text]?.omission = omission
        }
    }

    /// Compares what was found with what a package says: what is not found was declared, what is not said was left out.
    mutating func compare(with said: [String], otherwise omission: (String) -> Explanation.Omission) {
        let said = Set(said)
        for text in Array(table.keys) where !said.contains(text) { table[text]?.omission = omission(text) }
        for text in said where table[text] == nil { declare([text]) }
    }
}
