import Archives
import Cryptography
import Diagnostics
import Files
import Roots

/// The file system of an image, as names, modes and where the content of each file is (IMAGE.md §9).
///
/// Links are followed inside of it by its own rules, so nothing of the host is ever touched.
struct ImageFileSystem {
    /// The number of an inode.
    typealias ID = Int

    /// A package whose files are in the image.
    struct Package {
        let name: String
        let contents: PackageContents

        var listing: PackageListing { contents.listing }
    }

    /// The top of the file system.
    static let root: ID = 0

    let rules: ImageRules
    private var inodes: [Inode]
    /// The tables of directories.
    private var tables: [[FileName: Int32]] = [[:]]
    /// In install order.
    private(set) var packages: [Package] = []
    /// By which names, as packages have them, an inode is another name, and of what: what apko writes as hard links.
    private(set) var linkNames: [ID: [String: String]] = [:]
    /// Goes up when a name gets another inode, so that paths that were followed may lead elsewhere.
    private(set) var generation = 0

    init(rules: ImageRules = .cuttle) {
        self.rules = rules
        inodes = [Inode(kind: .directory, mode: 0o755, content: .names(0))]
    }

    /// The inode of a number.
    subscript(id: ID) -> Inode {
        _read { yield inodes[id] }
        _modify { yield &inodes[id] }
    }

    /// Takes in a package; its position is that of its origin numbers.
    mutating func add(_ package: Package) {
        packages.append(package)
    }

    // MARK: Names

    /// What has a name in a directory; nil when nothing has, or when it is not in a directory.
    func child(_ name: FileName, of folder: ID) -> ID? {
        guard case .names(let table) = inodes[folder].content else { return nil }
        return tables[Int(table)][name].map { Int($0) }
    }

    /// The names in a directory with their inodes, in byte order.
    func children(of folder: ID) -> [(name: FileName, id: ID)] {
        guard case .names(let table) = inodes[folder].content else { return [] }
        return tables[Int(table)].sorted { $0.key < $1.key }.map { ($0.key, Int($0.value)) }
    }

    /// Makes an inode under a name that is free, or whose inode it takes the place of.
    @discardableResult
    mutating func insert(_ inode: Inode, as name: FileName, in folder: ID) -> ID {
        inodes.append(inode)
        let id = inodes.count - 1
        setName(name, to: id, in: folder)
        return id
    }

    /// Makes an empty directory under a name that is free.
    @discardableResult
    mutating func insertDirectory(mode: UInt32, as name: FileName, in folder: ID) -> ID {
        tables.append([:])
        return insert(Inode(kind: .directory, mode: mode, content: .names(Int32(tables.count - 1))), as: name, in: folder)
    }

    /// Gives an inode one more name.
    ///
    /// - Parameter entry: how a package has it: the name and the target of a hard link.
    mutating func link(_ id: ID, as name: FileName, in folder: ID, entry: (name: String, target: String)? = nil) {
        setName(name, to: id, in: folder)
        inodes[id].furtherNames += 1
        if let entry { linkNames[id, default: [:]][entry.name] = entry.target }
    }

    /// Takes a name away.
    mutating func remove(_ name: FileName, from folder: ID) {
        guard case .names(let table) = inodes[folder].content else { return }
        guard let id = tables[Int(table)].removeValue(forKey: name) else { return }
        inodes[Int(id)].furtherNames -= 1
        generation += 1
    }

    private mutating func setName(_ name: FileName, to id: ID, in folder: ID) {
        guard case .names(let table) = inodes[folder].content else { return }
        if let old = tables[Int(table)].updateValue(Int32(id), forKey: name) {
            inodes[Int(old)].furtherNames -= 1
            generation += 1
        }
    }
}

extension Diagnostic.Code {
    /// An image that cannot be put together.
    static let badImage = work("bad-image")
}
