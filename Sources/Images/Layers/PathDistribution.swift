import Archives

/// Deals the nodes of an image out to layers, in the order of paths (IMAGE.md §12).
struct PathDistribution {
    /// The nodes of each group's layer, and last those of the top layer.
    private(set) var layers: [[LayerNode]]
    /// The directories that led to the one visited last. Files do not change it, so that one that follows a subdirectory brings that
    /// along.
    private var visited: [LayerNode] = []
    /// The directories that each layer has from its top down to where it is.
    private var stacks: [[LayerNode]]
    private var groupOf: [String: Int] = [:]
    private let groups: [[String]]
    private static let database = "usr/lib/apk/db/installed"

    init(groups: [[String]]) {
        self.groups = groups
        layers = Array(repeating: [], count: groups.count + 1)
        stacks = Array(repeating: [], count: groups.count + 1)
        for (number, group) in groups.enumerated() {
            for name in group { groupOf[name] = number }
        }
    }

    mutating func add(_ node: LayerNode) {
        if node.entry.kind == .directory {
            let parent = node.entry.path.parentPath
            while let last = visited.last, !Self.areSame(last.entry.path, parent ?? "") { visited.removeLast() }
            visited.append(node)
            put(node, into: groups.count)
            return
        }
        put(node, into: node.owner.flatMap { groupOf[$0] } ?? groups.count)
        if node.entry.path == Self.database, case .bytes(let bytes) = node.content { divide(bytes, node) }
    }

    private mutating func put(_ node: LayerNode, into layer: Int) {
        var kept = 0
        while kept < min(visited.count, stacks[layer].count), Self.areSame(visited[kept].entry.path, stacks[layer][kept].entry.path) {
            kept += 1
        }
        for directory in visited[kept...] where !Self.areSame(directory.entry.path, node.entry.path) {
            var directory = directory
            // In the top layer each directory has come by itself before, with its own time.
            directory.entry.modificationTime = node.entry.modificationTime
            layers[layer].append(directory)
        }
        stacks[layer] = visited
        layers[layer].append(node)
    }

    /// Gives the layer of each group the records of its packages.
    private mutating func divide(_ database: [UInt8], _ node: LayerNode) {
        var records: [String: String] = [:]
        for record in String(decoding: database, as: UTF8.self).split(separator: "\n\n") {
            for line in record.split(separator: "\n") where line.hasPrefix("P:") {
                records[String(line.dropFirst(2))] = record + "\n\n"
                break
            }
        }
        for (number, group) in groups.enumerated() {
            let bytes = Array(group.compactMap { records[$0] }.joined().utf8)
            var entry = node.entry
            entry.size = Int64(bytes.count)
            put(LayerNode(entry: entry, content: .bytes(bytes), owner: nil, checksum: nil), into: number)
        }
    }

    private static func areSame(_ one: String, _ other: String) -> Bool { one.utf8.elementsEqual(other.utf8) }
}
