import Archives
import Cryptography
import Diagnostics
import Files
import SystemPackage

/// One entry of a layer: a node of the image with the names of its owner and group.
struct LayerNode: Sendable {
    var entry: TarEntry
    let content: ImageFileSystem.Content
    /// The package that it came with.
    let owner: String?
    let checksum: Digest?

    /// All nodes of an image, in the order of apko (IMAGE.md §11).
    static func all(of files: ImageFileSystem) throws(Diagnostic) -> [LayerNode] {
        let users = try names(files.read("etc/passwd"))
        let groups = try names(files.read("etc/group"))
        var nodes: [LayerNode] = []
        for node in files.ordered {
            var entry = node.entry
            entry.userName = users[entry.user] ?? ""
            entry.groupName = groups[entry.group] ?? ""
            if case .file(_, let size) = node.content { entry.size = size }
            nodes.append(LayerNode(entry: entry, content: node.content, owner: node.owner, checksum: node.checksum))
        }
        return nodes
    }

    /// Names by number, from `name:x:number:…` lines; the last line of a number wins.
    private static func names(_ bytes: [UInt8]?) -> [UInt32: String] {
        var names: [UInt32: String] = [:]
        for line in String(decoding: bytes ?? [], as: UTF8.self).split(separator: "\n") {
            let fields = line.split(separator: ":", omittingEmptySubsequences: false)
            if fields.count > 2, let number = UInt32(fields[2]) { names[number] = String(fields[0]) }
        }
        return names
    }

    /// Writes the entry with its content, which must be what the package promised: the store is not taken at its word.
    ///
    /// - Parameter opened: reads the content from the package itself; nil: from the package's tree in the store.
    func write(to tar: TarWriter, from opened: OpenedPackage? = nil) throws(Diagnostic) {
        switch content {
        case .file(let file, _):
            if let opened { return try tar.add(entry, content: opened.content(of: file)) }
            let file = try file.unpacked()
            let content = try FileReader(file)
            guard let checksum else { return try tar.add(entry, content: content) }
            try tar.add(entry, content: ComparedContent(content, checksum, orThrow: Self.changed(file)))
        case .bytes(let bytes):
            if entry.kind == .regular { try tar.add(entry, bytes: bytes) } else { try tar.add(entry) }
        }
    }

    private static func changed(_ file: FilePath) -> Diagnostic {
        Diagnostic(
            .damagedStore,
            "\(file) in the store was changed after it was unpacked",
            hint: "remove the store's folder trees; packages are unpacked again"
        )
    }

    /// Adds all that the bytes of the entry depend on.
    func describe(to key: inout [UInt8]) {
        func add(_ text: String) {
            key += text.utf8
            key.append(0)
        }
        func add<Number: FixedWidthInteger>(_ number: Number) { withUnsafeBytes(of: number.littleEndian) { key += $0 } }
        add(entry.path)
        add(entry.linkTarget)
        add(entry.userName)
        add(entry.groupName)
        for number in [UInt32(entry.kind.rawValue), entry.mode, entry.user, entry.group, entry.deviceMajor, entry.deviceMinor] {
            add(number)
        }
        add(entry.size)
        add(entry.modificationTime)
        for record in entry.records {
            add(record.key)
            add(record.value.count)
            key += record.value
        }
        switch content {
        case .file(let file, _): key += checksum?.bytes ?? Array(file.name.utf8)
        case .bytes(let bytes): key += Digest.of(bytes).bytes
        }
    }
}

extension Diagnostic.Code {
    /// Something in the store is not what was put there.
    static let damagedStore = work("damaged-store")
}
