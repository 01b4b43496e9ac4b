import Archives
import Cryptography
import Roots
import SystemPackage

/// What a layer is written from.
extension ImageFileSystem {
    /// Where the bytes of a file are.
    enum Content {
        case bytes([UInt8])
        case file(StoredFile, size: Int64)
    }

    /// One name with what has it.
    struct Node {
        var entry: TarEntry
        var content = Content.bytes([])
        /// The package that it came with; nil for what the assembly made, and for directories.
        var owner: String?
        /// What the package says of the content: the SHA-1 that it must have.
        var checksum: Digest?
    }

    /// All names, depth first, those of a directory in byte order (IMAGE.md §11).
    var ordered: OrderedNodes { OrderedNodes(self) }

    /// The names of a file system, made one after the other.
    struct OrderedNodes: Sequence, IteratorProtocol {
        private let files: ImageFileSystem
        private var folders: [(prefix: String, children: [(name: FileName, id: ID)], next: Int)]
        /// The first paths of inodes with several.
        private var firstPaths: [ID: String] = [:]

        fileprivate init(_ files: ImageFileSystem) {
            self.files = files
            folders = [("", files.children(of: ImageFileSystem.root), 0)]
        }

        mutating func next() -> Node? {
            while let folder = folders.last {
                guard folder.next < folder.children.count else {
                    folders.removeLast()
                    continue
                }
                folders[folders.count - 1].next += 1
                let (name, id) = folder.children[folder.next]
                let path = folder.prefix + name.text
                if files[id].kind == .directory { folders.append((path + "/", files.children(of: id), 0)) }
                return node(id, path)
            }
            return nil
        }

        private mutating func node(_ id: ID, _ path: String) -> Node {
            var node = files.node(id, path)
            if files.rules == .apko {
                if let target = files.linkNames[id]?[path] { node.turnIntoLink(target) }
            } else if files[id].furtherNames > 0, files[id].kind == .regular {
                // The first name is the file, so that no link stands before it.
                if let first = firstPaths[id] { node.turnIntoLink(first) } else { firstPaths[id] = path }
            }
            return node
        }
    }

    /// The node of a path, without following a final link.
    subscript(path: String) -> Node? {
        guard let place = try? place(path), let id = place.id else { return nil }
        return node(id, place.path)
    }

    private func node(_ id: ID, _ path: String) -> Node {
        let inode = self[id]
        var entry = TarEntry(path: path, kind: inode.kind, mode: inode.kind == .symbolicLink ? 0o777 : inode.mode)
        entry.user = inode.user
        entry.group = inode.group
        entry.modificationTime = inode.modificationTime
        if inode.kind == .regular || inode.kind == .directory { entry.records = inode.attributes }
        var node = Node(entry: entry, owner: inode.origin.map { packages[Int($0.package)].name })
        switch inode.content {
        case .bytes(let bytes):
            node.content = .bytes(bytes)
            node.entry.size = Int64(bytes.count)
        case .package where inode.kind == .regular:
            let size = size(of: inode)
            node.entry.size = size
            node.checksum = self.entry(of: inode)?.checksum?.digest
            // The store does not hold what an empty file does not have.
            if size > 0, let file = storedFile(of: inode) { node.content = .file(file, size: size) }
        case .package, .target: if inode.kind == .symbolicLink { node.entry.linkTarget = target(of: id) }
        case .device(let major, let minor):
            node.entry.deviceMajor = major
            node.entry.deviceMinor = minor
        case .names: break
        }
        return node
    }
}

extension ImageFileSystem.Node {
    /// Another name of a file: no content, no attributes (IMAGE.md §9.1).
    fileprivate mutating func turnIntoLink(_ target: String) {
        entry.kind = .hardLink
        entry.linkTarget = target
        entry.size = 0
        entry.records = []
        content = .bytes([])
        checksum = nil
    }
}
