public import Diagnostics

/// The keys of a map, read strictly and by type (RECIPE.md §2).
///
/// A scalar keeps its source text whatever YAML would make of it: `1.10` stays `1.10`. A value of null counts as absent.
public struct Fields {
    /// What strings are passed through while they are read.
    public typealias Replacement = (String) -> String

    /// The map.
    public let node: Node
    /// What the map is called in messages.
    public let context: String
    /// What strings are passed through while they are read.
    public let replacement: Replacement?
    private let problems: Problems?

    /// Reads the keys of a map.
    ///
    /// - Parameters:
    ///   - known: the keys that may stand here; nil takes any.
    ///   - replacement: applied to every string that is read, unless the caller asks for the source text.
    ///   - problems: takes unknown keys, so that reading goes on; without it, the first one is thrown.
    /// - Throws: `unknown-key` or `wrong-type`, with the place.
    public init(
        _ node: Node,
        _ context: String,
        known: [String]? = nil,
        replacement: Replacement? = nil,
        problems: Problems? = nil
    ) throws(Diagnostic) {
        guard node.record.kind == .mapping else {
            throw Diagnostic(.wrongType, "\(context) must be a map, not \(node.kindName)", at: node.span)
        }
        self.problems = problems
        self.node = node
        self.context = context
        self.replacement = replacement
        if let known {
            for entry in all where !known.contains(where: entry.isNamed) { try refuse(entry, known: known) }
        }
    }

    /// Refuses a key that the format does not know: notes it where problems are collected, else throws.
    public func refuse(_ entry: Node.Entry, known: [String]) throws(Diagnostic) {
        let diagnostic = Diagnostic(
            .unknownKey,
            "unknown key \"\(entry.name)\" in \(context)",
            at: entry.key.span,
            hint: Similarity.hint(for: entry.name, in: known) ?? "known here: \(known.joined(separator: ", "))"
        )
        guard let problems else { throw diagnostic }
        problems.report(diagnostic)
    }

    /// The value of a key, nil when it is absent or null.
    public func node(_ key: String) -> Node? {
        guard let value = value(key), !value.isNull else { return nil }
        return value
    }

    /// Where a key's value stands; the map itself when it is absent.
    public func span(_ key: String) -> SourceSpan { value(key)?.span ?? node.span }

    /// The maps of recipes have few keys: looking through them is faster than to build a table first.
    private func value(_ key: String) -> Node? {
        node.document.value(node.record, of: key).map { Node(document: node.document, index: $0) }
    }

    /// The text of a scalar.
    ///
    /// - Parameter verbatim: whether to leave out the replacement.
    public func text(_ key: String, verbatim: Bool = false) throws(Diagnostic) -> String? {
        guard let value = node(key) else { return nil }
        let text = try scalar(value, key)
        return verbatim ? text : replaced(text)
    }

    /// The texts of a list, null elements dropped.
    public func texts(_ key: String, verbatim: Bool = false) throws(Diagnostic) -> [String] {
        try locatedTexts(key, verbatim: verbatim) { text, _ in text }
    }

    /// What `body` makes of the texts of a list and their places, null elements dropped.
    public func locatedTexts<Element>(
        _ key: String,
        verbatim: Bool = false,
        _ body: (String, SourceSpan) -> Element
    ) throws(Diagnostic) -> [Element] {
        guard let items = try sequence(key) else { return [] }
        var elements: [Element] = []
        elements.reserveCapacity(items.count)
        for item in items where !item.isNull {
            let text = try scalar(item, key)
            elements.append(body(verbatim ? text : replaced(text), item.span))
        }
        return elements
    }

    /// One entry of a map of texts: the places are those of the value and of the key.
    public typealias TableEntry = (key: String, value: String, span: SourceSpan, keySpan: SourceSpan)

    /// The values of a map of texts, in document order; a null value is an empty text.
    public func table(_ key: String, verbatim: Bool = false) throws(Diagnostic) -> [TableEntry] {
        try table(key, verbatim: verbatim) { $0 }
    }

    /// What `body` makes of the values of a map of texts, in document order; a null value is an empty text.
    public func table<Element>(
        _ key: String,
        verbatim: Bool = false,
        _ body: (TableEntry) -> Element
    ) throws(Diagnostic) -> [Element] {
        guard let value = node(key) else { return [] }
        guard case .mapping(let entries) = value.content else { throw wrongType(value, key, "a map") }
        var table: [Element] = []
        table.reserveCapacity(entries.count)
        for entry in entries {
            let text = entry.value.isNull ? "" : try scalar(entry.value, "\(key).\(entry.name)")
            table.append(body((entry.name, verbatim ? text : replaced(text), entry.value.span, entry.key.span)))
        }
        return table
    }

    /// The values of a map of texts by key.
    public func dictionary(_ key: String, verbatim: Bool = false) throws(Diagnostic) -> [String: String] {
        var values: [String: String] = [:]
        for entry in try table(key, verbatim: verbatim) { values[entry.key] = entry.value }
        return values
    }

    /// The values of a list, null elements dropped.
    public func items(_ key: String) throws(Diagnostic) -> [Node] {
        try sequence(key)?.filter { !$0.isNull } ?? []
    }

    private func sequence(_ key: String) throws(Diagnostic) -> Node.Items? {
        guard let value = node(key) else { return nil }
        guard case .sequence(let items) = value.content else { throw wrongType(value, key, "a list") }
        return items
    }

    /// A map below a key, with the same replacement.
    ///
    /// - Parameter context: what to call it in messages; its key by default.
    public func fields(_ key: String, context: String? = nil, known: [String]? = nil) throws(Diagnostic) -> Fields? {
        guard let value = node(key) else { return nil }
        return try Fields(value, context ?? key, known: known, replacement: replacement, problems: problems)
    }

    /// A non-negative integer in one of YAML's spellings: decimal, `0x`, `0o` or a leading `0` for octal.
    public func integer(_ key: String) throws(Diagnostic) -> UInt64? {
        guard let value = node(key) else { return nil }
        guard case .scalar(let text, isPlain: true) = value.content, let number = Self.integer(text) else {
            throw wrongType(value, key, "a non-negative integer without quotes")
        }
        return number
    }

    /// An integer in one of the same spellings, a minus before it.
    public func signedInteger(_ key: String) throws(Diagnostic) -> Int64? {
        guard let value = node(key) else { return nil }
        guard case .scalar(let text, isPlain: true) = value.content, let number = Self.signedInteger(text) else {
            throw wrongType(value, key, "an integer without quotes")
        }
        return number
    }

    private static func signedInteger(_ text: String) -> Int64? {
        guard text.utf8.first == UInt8(ascii: "-") else { return integer(text).flatMap { Int64(exactly: $0) } }
        let rest = String(text.dropFirst())
        // A second sign would be none of YAML's spellings.
        guard rest.utf8.first.map({ (0x30...0x39).contains($0) }) == true else { return nil }
        return integer(rest).flatMap { Int64(exactly: $0) }.map { -$0 }
    }

    /// A boolean in one of YAML 1.1's spellings.
    public func boolean(_ key: String) throws(Diagnostic) -> Bool? {
        guard let value = node(key) else { return nil }
        guard value.isPlain else { throw wrongType(value, key, "true or false without quotes") }
        switch value.text?.lowercased() {
        case "true", "yes", "y", "on": return true
        case "false", "no", "n", "off": return false
        default: throw wrongType(value, key, "true or false")
        }
    }

    /// The same map with another replacement.
    public func replacing(_ replacement: Replacement?) throws(Diagnostic) -> Fields {
        try Fields(node, context, replacement: replacement, problems: problems)
    }

    /// Another map, with the replacement of this one.
    public func adopting(_ node: Node, _ context: String, known: [String]? = nil) throws(Diagnostic) -> Fields {
        try Fields(node, context, known: known, replacement: replacement, problems: problems)
    }

    /// The keys with their values, in document order.
    public var all: Node.Entries { Node.Entries(node.document, node.record) }

    private static func integer(_ text: String) -> UInt64? {
        let digits = text.replacingUnderscores
        if digits.hasPrefix("0x") || digits.hasPrefix("0X") { return UInt64(digits.dropFirst(2), radix: 16) }
        if digits.hasPrefix("0o") || digits.hasPrefix("0O") { return UInt64(digits.dropFirst(2), radix: 8) }
        if digits.hasPrefix("0b") || digits.hasPrefix("0B") { return UInt64(digits.dropFirst(2), radix: 2) }
        if digits.hasPrefix("0"), digits.count > 1, let octal = UInt64(digits.dropFirst(), radix: 8) { return octal }
        if let number = UInt64(digits) { return number }
        if let number = Double(digits), number >= 0, number == number.rounded(), number < 1e15 { return UInt64(number) }
        return nil
    }

    private func replaced(_ text: String) -> String {
        guard let replacement else { return text }
        return replacement(text)
    }

    private func scalar(_ value: Node, _ key: @autoclosure () -> String) throws(Diagnostic) -> String {
        guard let text = value.text else { throw wrongType(value, key(), "a scalar") }
        return text
    }

    private func wrongType(_ value: Node, _ key: String, _ expected: String) -> Diagnostic {
        let found = value.text.map { "\"\($0)\"" } ?? value.kindName
        return Diagnostic(.wrongType, "\(key) in \(context) must be \(expected), not \(found)", at: value.span)
    }
}

extension String {
    fileprivate var replacingUnderscores: String { filter { $0 != "_" } }
}

extension Diagnostic.Code {
    /// A key that the format does not know.
    public static let unknownKey = input("unknown-key")
    /// A value of another type than the format asks for.
    public static let wrongType = input("wrong-type")
    /// Something that the format asks for is not there.
    public static let missingValue = input("missing-value")
}
