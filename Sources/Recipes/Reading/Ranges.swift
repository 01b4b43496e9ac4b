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

    private static let largest = 64 << 20

    /// Refuses a recipe that grows beyond measure by aliases, variables and ranges, before any of them is expanded.
    ///
    /// - Parameters:
    ///   - hasAliases: whether the document is larger than its text.
    ///   - longest: length of the longest variable in bytes.
    func checkSize(of recipe: Fields, hasAliases: Bool, longest: Int) throws(Diagnostic) {
        // Without ranges and aliases, the document grows only by its variables: at most one for each six bytes.
        let size = recipe.node.span.file.bytes.count
        if lists.isEmpty, !hasAliases, size / 6 * longest + size * 64 < Self.largest { return }
        var room = Self.largest
        Self.take(recipe.node, longest: longest, times: 1, from: &room)
        for node in try recipe.items("subpackages") {
            guard let list = lists[try Fields(node, "a subpackage").text("range") ?? ""] else { continue }
            let item = list.map { max($0.key.utf8.count, $0.value.utf8.count) }.max() ?? 0
            Self.take(node, longest: max(longest, item), times: list.count, from: &room)
        }
        if room < 0 {
            throw Diagnostic(
                .limit,
                "with its variables and ranges, \(recipe.node.span.file.name) would be larger than \(Self.largest) bytes"
            )
        }
    }

    /// Takes from `room` at most what the texts of a value grow to, until there is none left.
    private static func take(_ node: Node, longest: Int, times: Int, from room: inout Int) {
        if room < 0 { return }
        room -= 64 * times
        if let text = node.bytes {
            room -= text.count * times
            // Each variable begins with a dollar sign; every other one is counted as well, which does no harm.
            if room >= 0 { room -= text.count { $0 == UInt8(ascii: "$") } * longest * times }
            return
        }
        switch node.content {
        case .scalar: break
        case .sequence(let items):
            for item in items { take(item, longest: longest, times: times, from: &room) }
        case .mapping(let entries):
            for entry in entries {
                take(entry.key, longest: 0, times: times, from: &room)
                take(entry.value, longest: longest, times: times, from: &room)
            }
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
                hint: Similarity.hint(for: name, in: lists.keys)
            )
        }
        return list.map { ["range.key": $0.key, "range.value": $0.value] }
    }
}
