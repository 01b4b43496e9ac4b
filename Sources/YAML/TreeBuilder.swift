import Diagnostics

/// Builds the tables of a document from events, without recursion, within limits.
struct TreeBuilder {
    private let file: SourceFile
    private let limits: YAMLLimits
    private var values: [Document.Value] = []
    private var text: [UInt8] = []
    private var children: [Int32] = []
    private var open: [Collection] = []
    /// Values whose collections are open, those of the innermost last.
    private var pending: [Int32] = []
    private var anchors: [String: (index: Int32, weight: Int)] = [:]
    private var root: Int32?
    private var total = 0
    /// Whether any value stands in more places than one.
    private(set) var hasAliases = false

    /// A sequence or mapping whose end has not been seen.
    private struct Collection {
        let place: Document.Place
        let anchor: String?
        let kind: Document.Kind
        /// Where its values begin among the pending ones.
        let start: Int
        var weight = 1
    }

    init(file: SourceFile, limits: YAMLLimits) {
        self.file = file
        self.limits = limits
        // What most recipes need; scalars are seldom longer than they are written.
        text.reserveCapacity(file.bytes.count)
        values.reserveCapacity(file.bytes.count / 24)
        children.reserveCapacity(file.bytes.count / 24)
        pending.reserveCapacity(64)
        open.reserveCapacity(16)
    }

    /// Takes an event; gives the root when the document is complete.
    mutating func take(_ event: Event) throws(Diagnostic) -> Node? {
        switch event {
        case .scalar(let bytes, let isPlain, let anchor, let place):
            let start = text.count
            text.append(contentsOf: bytes)
            let value = Document.Value(kind: .scalar, isPlain: isPlain, start: Int32(start), count: Int32(bytes.count), place: place)
            try add(value, weight: 1, anchor: anchor.map { String(cString: $0) })
        case .alias(let name, let place):
            let name = String(cString: name)
            guard let (index, weight) = anchors[name] else {
                throw Diagnostic(.yamlSyntax, "unknown alias \"*\(name)\"", at: span(place))
            }
            hasAliases = true
            try add(values[Int(index)].moved(to: place), weight: weight, anchor: nil)
        case .sequenceStart(let anchor, let place):
            try push(Collection(place: place, anchor: anchor.map { String(cString: $0) }, kind: .sequence, start: pending.count))
        case .mappingStart(let anchor, let place):
            try push(Collection(place: place, anchor: anchor.map { String(cString: $0) }, kind: .mapping, start: pending.count))
        case .end:
            guard let collection = open.popLast() else { return nil }
            try close(collection)
        case .documentEnd:
            guard let root else { return nil }
            return Node(document: Document(file: file, values: values, text: text, children: children), index: root)
        case .streamEnd: throw Diagnostic(.emptyDocument, "\(file.name) is empty")
        case .other: break
        }
        return nil
    }

    private func span(_ place: Document.Place) -> SourceSpan {
        SourceSpan(file: file, line: Int(place.line), column: Int(place.column), length: Int(place.length))
    }

    private mutating func push(_ collection: Collection) throws(Diagnostic) {
        if open.count >= limits.depth {
            throw Diagnostic(.limit, "values are nested more than \(limits.depth) deep", at: span(collection.place))
        }
        open.append(collection)
    }

    private mutating func close(_ collection: Collection) throws(Diagnostic) {
        let start = children.count
        if collection.kind == .mapping {
            try addEntries(from: collection.start)
        } else {
            children.append(contentsOf: pending[collection.start...])
        }
        pending.removeLast(pending.count - collection.start)
        let value = Document.Value(
            kind: collection.kind,
            isPlain: false,
            start: Int32(start),
            count: Int32(children.count - start),
            place: collection.place
        )
        try add(value, weight: collection.weight, anchor: collection.anchor)
    }

    private mutating func add(_ value: Document.Value, weight: Int, anchor: String?) throws(Diagnostic) {
        let isRoot = open.isEmpty
        total += isRoot ? 0 : 1
        let grown = (isRoot ? 0 : open[open.count - 1].weight) + weight
        if max(total, grown) > limits.nodes {
            throw Diagnostic(.limit, "the document has more than \(limits.nodes) values", at: span(value.place))
        }
        let index = Int32(values.count)
        values.append(value)
        if let anchor { anchors[anchor] = (index, weight) }
        if isRoot {
            root = index
        } else {
            pending.append(index)
            open[open.count - 1].weight = grown
        }
    }

    /// Makes children of the pending keys and values of a mapping; a merged key gives way to one that is written.
    private mutating func addEntries(from first: Int) throws(Diagnostic) {
        let start = children.count
        var merged: [Int32] = []
        var table: KeyTable?
        for position in stride(from: first, to: pending.count - 1, by: 2) {
            let (key, value) = (pending[position], pending[position + 1])
            let scalar = values[Int(key)]
            guard scalar.kind == .scalar else { throw Diagnostic(.yamlSyntax, "a key must be a scalar", at: span(scalar.place)) }
            if scalar.isPlain, scalar.count == 2, text[scalar.range].elementsEqual("<<".utf8) {
                try collectMerged(value, into: &merged)
                continue
            }
            if let same = child(like: key, from: start, &table) {
                let name = String(decoding: text[scalar.range], as: UTF8.self)
                let notes = ["first in line \(values[Int(children[same])].place.line)"]
                throw Diagnostic(.yamlSyntax, "the key \"\(name)\" is given twice", at: span(scalar.place), notes: notes)
            }
            children.append(key)
            children.append(value)
        }
        for position in stride(from: 0, to: merged.count, by: 2) where child(like: merged[position], from: start, &table) == nil {
            children.append(merged[position])
            children.append(merged[position + 1])
        }
    }

    /// Where the keys of a map stand among the children.
    private typealias KeyTable = [ArraySlice<UInt8>: Int]
    /// Most maps have few keys, and those are looked through; a table is made for the large ones only.
    private static let few = 12

    /// The position of the child with the same text, of those from `start`; a key without one must become the next child.
    private func child(like key: Int32, from start: Int, _ table: inout KeyTable?) -> Int? {
        if table == nil, (children.count - start) / 2 > Self.few {
            table = [:]
            for position in stride(from: start, to: children.count, by: 2) { table?[name(children[position])] = position }
        }
        guard table == nil else {
            if let same = table?[name(key)] { return same }
            table?[name(key)] = children.count
            return nil
        }
        for position in stride(from: start, to: children.count, by: 2) where areAlike(children[position], key) { return position }
        return nil
    }

    private func name(_ key: Int32) -> ArraySlice<UInt8> { text[values[Int(key)].range] }

    /// Whether two scalars have the same text.
    private func areAlike(_ left: Int32, _ right: Int32) -> Bool {
        let (left, right) = (values[Int(left)], values[Int(right)])
        if left.count != right.count { return false }
        for offset in 0..<Int(left.count) where text[Int(left.start) + offset] != text[Int(right.start) + offset] { return false }
        return true
    }

    private func collectMerged(_ index: Int32, into merged: inout [Int32]) throws(Diagnostic) {
        let value = values[Int(index)]
        switch value.kind {
        case .mapping: merged += children[value.range]
        case .sequence: for item in children[value.range] { try collectMerged(item, into: &merged) }
        case .scalar: throw Diagnostic(.yamlSyntax, "\"<<\" needs a map or a list of maps", at: span(value.place))
        }
    }
}
