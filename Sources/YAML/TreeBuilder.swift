import Diagnostics

/// Builds nodes from events, without recursion, within limits.
struct TreeBuilder {
    let file: SourceFile
    let limits: YAMLLimits
    private var open: [Collection] = []
    private var anchors: [String: (node: Node, weight: Int)] = [:]
    private var root: Node?
    private var total = 0
    /// Whether any value stands in more places than one.
    private(set) var hasAliases = false

    /// A sequence or mapping whose end has not been seen.
    private struct Collection {
        let span: SourceSpan
        let anchor: String?
        let isMapping: Bool
        var items: [Node] = []
        var weight = 1
    }

    init(file: SourceFile, limits: YAMLLimits) {
        self.file = file
        self.limits = limits
    }

    /// Takes an event; gives the root when the document is complete.
    mutating func take(_ event: Event) throws(Diagnostic) -> Node? {
        switch event {
        case .scalar(let text, let isPlain, let anchor, let span):
            try add(Node(content: .scalar(text, isPlain: isPlain), span: span), weight: 1, anchor: anchor)
        case .alias(let name, let span):
            guard let (node, weight) = anchors[name] else {
                throw Diagnostic(.yamlSyntax, "unknown alias \"*\(name)\"", at: span)
            }
            hasAliases = true
            try add(Node(content: node.content, span: span), weight: weight, anchor: nil)
        case .sequenceStart(let anchor, let span): try push(Collection(span: span, anchor: anchor, isMapping: false))
        case .mappingStart(let anchor, let span): try push(Collection(span: span, anchor: anchor, isMapping: true))
        case .end:
            guard let collection = open.popLast() else { return nil }
            let content: Node.Content = collection.isMapping ? try .mapping(entries(collection.items)) : .sequence(collection.items)
            try add(Node(content: content, span: collection.span), weight: collection.weight, anchor: collection.anchor)
        case .documentEnd: return root
        case .streamEnd: throw Diagnostic(.emptyDocument, "\(file.name) is empty")
        case .other: break
        }
        return nil
    }

    private mutating func push(_ collection: Collection) throws(Diagnostic) {
        if open.count >= limits.depth {
            throw Diagnostic(.limit, "values are nested more than \(limits.depth) deep", at: collection.span)
        }
        open.append(collection)
    }

    private mutating func add(_ node: Node, weight: Int, anchor: String?) throws(Diagnostic) {
        total += open.isEmpty ? 0 : 1
        let grown = (open.last?.weight ?? 0) + weight
        if max(total, grown) > limits.nodes {
            throw Diagnostic(.limit, "the document has more than \(limits.nodes) values", at: node.span)
        }
        if let anchor { anchors[anchor] = (node, weight) }
        if open.isEmpty {
            root = node
        } else {
            open[open.count - 1].items.append(node)
            open[open.count - 1].weight = grown
        }
    }

    private func entries(_ items: [Node]) throws(Diagnostic) -> [Node.Entry] {
        var entries: [Node.Entry] = []
        entries.reserveCapacity(items.count / 2)
        var merged: [Node.Entry] = []
        var seen = SeenKeys(count: items.count / 2)
        for index in stride(from: 0, to: items.count - 1, by: 2) {
            let (key, value) = (items[index], items[index + 1])
            guard let name = key.text else { throw Diagnostic(.yamlSyntax, "a key must be a scalar", at: key.span) }
            if name == "<<", case .scalar(_, isPlain: true) = key.content {
                merged += try mergeable(value)
                continue
            }
            if let first = seen.insert(name, into: entries) {
                let line = entries[first].key.span.line
                throw Diagnostic(.yamlSyntax, "the key \"\(name)\" is given twice", at: key.span, notes: ["first in line \(line)"])
            }
            entries.append(Node.Entry(key: key, value: value))
        }
        for entry in merged where seen.insert(entry.name, into: entries) == nil { entries.append(entry) }
        return entries
    }

    /// The keys of a map so far. Most maps have few, and those are looked through; a table is made for the large ones only.
    private struct SeenKeys {
        private static let few = 12
        private var table: [String: Int]?

        init(count: Int) {
            if count > Self.few { table = [:] }
        }

        /// The position of the entry with the same name; else the name counts as seen, as the next entry's.
        mutating func insert(_ name: String, into entries: [Node.Entry]) -> Int? {
            guard table == nil else {
                if let first = table?[name] { return first }
                table?[name] = entries.count
                return nil
            }
            if let first = entries.firstIndex(where: { $0.name == name }) { return first }
            // Merged maps can make a small map large.
            if entries.count > Self.few {
                table = Dictionary(entries.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
                table?[name] = entries.count
            }
            return nil
        }
    }

    private func mergeable(_ value: Node) throws(Diagnostic) -> [Node.Entry] {
        switch value.content {
        case .mapping(let entries): return entries
        case .sequence(let nodes):
            var entries: [Node.Entry] = []
            for node in nodes { entries += try mergeable(node) }
            return entries
        case .scalar: throw Diagnostic(.yamlSyntax, "\"<<\" needs a map or a list of maps", at: value.span)
        }
    }
}
