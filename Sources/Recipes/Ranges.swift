import Diagnostics
import YAML

/// The lists of `data` that subpackages are repeated over (RECIPE.md §6).
struct Ranges {
    private var lists: [String: [(key: String, value: String)]] = [:]

    init(_ fields: Fields) throws(Diagnostic) {
        for node in try fields.items("data") {
            let list = try Fields(node, "data", known: ["name", "items"])
            let items = try list.table("items", verbatim: true).map { ($0.key, $0.value) }
            // In byte order of the keys, not in the document's.
            lists[try list.text("name", verbatim: true) ?? ""] = items.sorted { $0.0.utf8.lexicographicallyPrecedes($1.0.utf8) }
        }
    }

    /// The variables of each copy of a subpackage: one set without variables when it has no range.
    func items(for subpackage: Node) throws(Diagnostic) -> [[String: String]] {
        let fields = try Fields(subpackage, "a subpackage")
        guard let name = try fields.text("range"), !name.isEmpty else { return [[:]] }
        guard let list = lists[name] else {
            throw Diagnostic(
                .missingValue,
                "there is no list \"\(name)\" in \"data\"",
                at: fields.span("range"),
                hint: Similarity.hint(for: name, in: lists.keys.sorted())
            )
        }
        return list.map { ["range.key": $0.key, "range.value": $0.value] }
    }
}
