import Archives
import Cryptography
import Diagnostics
import Files
import SystemPackage

/// The file system of an image, as names, modes and where the content of each file is (IMAGE.md §9).
///
/// Links are followed inside of it by its own rules, so nothing of the host is ever touched.
struct ImageFileSystem {
    /// Where the bytes of a file are.
    enum Content {
        case bytes([UInt8])
        case file(FilePath, size: Int64)
    }

    /// One name.
    struct Node {
        var entry: TarEntry
        var content = Content.bytes([])
        /// The package that it came with; nil for what the assembly made.
        var owner: String?
        /// What the package says of the content, to tell equal files.
        var checksum: Digest?
    }

    /// By the bytes of their paths: as texts, two names could be one.
    private var nodes: [[UInt8]: Node] = [:]
    private static let mostLinks = 40

    /// The node of a path, without following a final link.
    private(set) subscript(path: String) -> Node? {
        get { nodes[Array(path.utf8)] }
        set { nodes[Array(path.utf8)] = newValue }
    }

    /// A path with all links in its directories followed, `..` taken inside of the image.
    func resolve(_ path: String) throws(Diagnostic) -> String {
        var done: [String] = []
        var rest = Array(path.pathComponents.reversed())
        var links = 0
        while let part = rest.popLast() {
            if part == "." { continue }
            if part == ".." {
                _ = done.popLast()
                continue
            }
            let here = (done + [part]).joined(separator: "/")
            // The last part is the name itself, and is not followed.
            guard !rest.isEmpty, let node = self[here], node.entry.kind == .symbolicLink else {
                done.append(part)
                continue
            }
            links += 1
            if links > Self.mostLinks { throw Diagnostic(.badImage, "\"\(path)\" leads through a loop of links") }
            if node.entry.linkTarget.isAbsolutePath { done = [] }
            rest += node.entry.linkTarget.pathComponents.reversed()
        }
        return done.joined(separator: "/")
    }

    /// The path at the end of a chain of links.
    func follow(_ path: String) throws(Diagnostic) -> String {
        var current = try resolve(path)
        for _ in 0..<Self.mostLinks {
            guard let node = self[current], node.entry.kind == .symbolicLink else { return current }
            let directory = current.parentPath ?? ""
            let target = node.entry.linkTarget
            current = try resolve(target.isAbsolutePath ? target : "\(directory)/\(target)")
        }
        throw Diagnostic(.badImage, "\"\(path)\" leads through a loop of links")
    }

    /// Makes a directory with its missing parents.
    mutating func makeDirectory(_ path: String, mode: UInt32 = 0o755) throws(Diagnostic) {
        var parts: [String] = []
        for part in try follow(path).pathComponents {
            parts.append(part)
            let here = try follow(parts.joined(separator: "/"))
            if here.isEmpty { continue }
            if let node = self[here] {
                if node.entry.kind != .directory { throw Diagnostic(.badImage, "\"\(here)\" is not a directory") }
            } else {
                self[here] = Node(entry: TarEntry(path: here, kind: .directory, mode: mode))
            }
        }
    }

    /// Puts a node at the place of its path, over whatever is there.
    mutating func put(_ node: Node) throws(Diagnostic) {
        var node = node
        node.entry.path = try resolve(node.entry.path)
        self[node.entry.path] = node
    }

    /// Writes a file that the assembly makes; mode, time and owner of one that is there are kept.
    mutating func write(_ path: String, _ bytes: [UInt8], mode: UInt32 = 0o644) throws(Diagnostic) {
        let place = try follow(path)
        if let parent = place.parentPath { try makeDirectory(parent) }
        if let there = self[place], there.entry.kind != .regular { throw Diagnostic(.badImage, "\"\(place)\" is not a file") }
        var node = self[place] ?? Node(entry: TarEntry(path: place, kind: .regular, mode: mode))
        node.content = .bytes(bytes)
        node.entry.size = Int64(bytes.count)
        self[place] = node
    }

    /// The content of a file, links followed; nil when there is none.
    func read(_ path: String) throws(Diagnostic) -> [UInt8]? {
        guard let node = self[try follow(path)], node.entry.kind == .regular else { return nil }
        switch node.content {
        case .bytes(let bytes): return bytes
        case .file(let file, _): return try Files.read(file)
        }
    }

    /// Changes the header of the node at a path, links followed.
    mutating func change(_ path: String, _ body: (inout TarEntry) -> Void) throws(Diagnostic) {
        let place = try follow(path)
        guard var node = self[place] else { throw Diagnostic(.badImage, "\"\(path)\" does not exist in the image") }
        body(&node.entry)
        self[place] = node
    }

    /// All nodes, depth first, names of a directory in byte order.
    var ordered: [Node] {
        // A slash is less than any byte that follows it in another name.
        func key(_ path: String) -> [UInt8] { path.utf8.map { $0 == UInt8(ascii: "/") ? 0 : $0 } }
        return nodes.values.map { (key($0.entry.path), $0) }.sorted { $0.0.lexicographicallyPrecedes($1.0) }.map(\.1)
    }
}

extension Diagnostic.Code {
    /// An image that cannot be put together.
    static let badImage = work("bad-image")
}
