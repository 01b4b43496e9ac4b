import Archives
import Diagnostics

/// Divides the files of an image over layers (IMAGE.md §11, §12; DESIGN, "Images").
struct LayerPlanner {
    let codec: MemberCodec

    // MARK: By packages

    /// Directories first, then the files of packages as fragments in the order of their names, then what belongs to this image alone.
    ///
    /// With several groups each gets a layer with the directories that it needs; the last layer has all directories, and all that comes
    /// with no package.
    ///
    /// - Parameter isAlwaysDivided: whether a single group has its layer too.
    func plans(_ nodes: [LayerNode], groups: [[String]], isAlwaysDivided: Bool = false) -> [LayerPlan] {
        var fragments: [String: [LayerNode]] = [:]
        var directories: [LayerNode] = []
        var others: [LayerNode] = []
        for node in nodes {
            if node.entry.kind == .directory {
                directories.append(node)
            } else if let owner = node.owner, node.isOfPackage {
                fragments[owner, default: []].append(node)
            } else {
                others.append(node)
            }
        }
        if groups.count < 2, !isAlwaysDivided {
            let names = fragments.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            let parts = names.compactMap { fragments[$0].map(fragment) }
            return [LayerPlan([.own(directories)] + parts + [.own(others)], codec: codec)]
        }
        let byPath = Dictionary(directories.map { (Array($0.entry.path.utf8), $0) }, uniquingKeysWith: { first, _ in first })
        var plans: [LayerPlan] = []
        for group in groups {
            let members = group.compactMap { fragments[$0] }
            if members.isEmpty { continue }
            let parents = Self.parents(of: members.joined(), byPath)
            plans.append(LayerPlan([.own(parents)] + members.map(fragment) + [.own([])], codec: codec))
        }
        let own = (directories + others).sorted { Self.key($0.entry.path).lexicographicallyPrecedes(Self.key($1.entry.path)) }
        return plans + [LayerPlan([.own(own)], codec: codec)]
    }

    private func fragment(_ nodes: [LayerNode]) -> LayerPlan.Part {
        // What a link leads to stands before it.
        LayerPlan.fragment(nodes.filter { $0.entry.kind != .hardLink } + nodes.filter { $0.entry.kind == .hardLink }, codec: codec)
    }

    /// The directories above some nodes, without their times: those change with other packages.
    private static func parents(of nodes: some Sequence<LayerNode>, _ directories: [[UInt8]: LayerNode]) -> [LayerNode] {
        var needed: Set<[UInt8]> = []
        for node in nodes {
            var path = Array(node.entry.path.utf8)
            while let slash = path.lastIndex(of: UInt8(ascii: "/")) {
                path.removeSubrange(slash...)
                if !needed.insert(path).inserted { break }
            }
        }
        return needed.map { (key($0), $0) }.sorted { $0.0.lexicographicallyPrecedes($1.0) }.compactMap { directories[$0.1] }.map { node in
            var node = node
            node.entry.modificationTime = 0
            return node
        }
    }

    /// A slash is less than any byte that follows it in another name.
    private static func key(_ path: some Sequence<UInt8>) -> [UInt8] { path.map { $0 == UInt8(ascii: "/") ? 0 : $0 } }
    private static func key(_ path: String) -> [UInt8] { key(path.utf8) }

    // MARK: By paths

    /// One layer in the order of paths.
    func plan(_ nodes: [LayerNode]) -> LayerPlan { LayerPlan([.own(nodes)], codec: codec) }

    /// A layer for each group of packages, and one for all else, as apko divides them (IMAGE.md §12).
    func plansByPath(_ nodes: [LayerNode], groups: [[String]]) -> [LayerPlan] {
        var distribution = PathDistribution(groups: groups)
        for node in nodes { distribution.add(node) }
        return distribution.layers.map { LayerPlan([.own($0)], codec: codec) }
    }
}

extension LayerNode {
    /// Whether it is as a package brings it, so that the same package has it in other images too.
    fileprivate var isOfPackage: Bool {
        switch content {
        case .file: true
        case .bytes(let bytes): bytes.isEmpty
        }
    }
}
