public import APK
public import Diagnostics

/// Why the packages of an image are in it, as a graph in the language of Graphviz (IMAGE.md §14).
///
/// The configuration leads to what it asks for, that to packages, these to what they need; what a package provides leads to it.
public struct DependencyGraph {
    private var nodes: [(name: String, attributes: [(String, String)])] = []
    private var positions: [String: Int] = [:]
    private var edges: [(from: String, to: String)] = []
    private var targets: Set<String> = []
    /// Names that something asks for.
    private var wanted: Set<String> = []
    private let isTree: Bool

    /// - Parameters:
    ///   - configuration: the path of the configuration.
    ///   - world: what it asks for.
    ///   - packages: the chosen packages; none when there was no choice.
    ///   - failure: why there was none.
    ///   - isTree: whether to draw only the first way to each need.
    public init(
        configuration: String,
        world: [String],
        packages: [IndexRecord],
        failure: Diagnostic?,
        isTree: Bool
    ) {
        self.isTree = isTree
        add(configuration)
        for item in world {
            add(item)
            edges.append((configuration, item))
            let name = Self.name(of: item)
            wanted.insert(name)
            if name != item {
                add(name)
                edges.append((item, name))
            }
        }
        for package in packages { addNeeds(of: package) }
        for package in packages { addOffers(of: package) }
        if let failure { add(failure) }
    }

    /// The text for `dot`.
    public var text: String {
        var lines = ["digraph images {", "    rankdir=LR;"]
        for node in nodes {
            let attributes = node.attributes.map { "\($0)=\(Self.quoted($1))" }.joined(separator: ", ")
            lines.append("    \(Self.quoted(node.name))\(attributes.isEmpty ? "" : " [\(attributes)]");")
        }
        for edge in edges { lines.append("    \(Self.quoted(edge.from)) -> \(Self.quoted(edge.to));") }
        return (lines + ["}"]).map { $0 + "\n" }.joined()
    }

    private mutating func addNeeds(of record: IndexRecord) {
        add(record.name)
        set(record.name, "label", "\(record.name)-\(record.version)")
        if !record.description.isEmpty { set(record.name, "tooltip", record.description) }
        for dependency in record.dependencies where !dependency.hasPrefix("!") {
            let name = Self.name(of: dependency)
            add(name)
            wanted.insert(name)
            if name != record.name, !isTree || targets.insert(name).inserted { edges.append((record.name, name)) }
        }
    }

    private mutating func addOffers(of record: IndexRecord) {
        for name in record.provides.map(Self.name) where wanted.contains(name) && name != record.name {
            add(name)
            set(name, "shape", "rect")
            if !isTree || targets.insert("\(name) \(record.name)").inserted { edges.append((name, record.name)) }
        }
    }

    private mutating func add(_ failure: Diagnostic) {
        var last = "error"
        add(last)
        set(last, "color", "red")
        for line in [failure.message] + failure.notes.flatMap({ $0.split(separator: "\n").map(String.init) }) {
            add(line)
            edges.append((last, line))
            last = line
        }
    }

    private mutating func add(_ name: String) {
        if positions[name] != nil { return }
        positions[name] = nodes.count
        nodes.append((name, []))
    }

    private mutating func set(_ name: String, _ key: String, _ value: String) {
        guard let position = positions[name] else { return }
        nodes[position].attributes.removeAll { $0.0 == key }
        nodes[position].attributes.append((key, value))
    }

    /// The name in a dependency or an offer.
    private static func name(of text: String) -> String { String(text.prefix { !"<>=~@".contains($0) }) }

    private static func quoted(_ text: String) -> String {
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n") + "\""
    }
}
