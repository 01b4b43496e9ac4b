import APK
import Archives
import Cryptography
import Diagnostics
import Roots

/// Puts the files of packages into an image, one package after the other (IMAGE.md §9.1).
struct PackageInstallation {
    let rules: ImageRules
    /// In install order.
    private(set) var packages: [PackageInfo] = []
    private(set) var conflicts = FileConflicts()
    /// By the exact name of an entry that several packages have: the last package that wrote it as a regular file.
    ///
    /// Names that only one package has are not in it.
    private(set) var writers: [String: Int] = [:]
    private var folder = FolderMemory()

    init(rules: ImageRules) {
        self.rules = rules
    }

    /// Adds the files of a package.
    mutating func install(_ info: PackageInfo, _ contents: ImageFileSystem.Package, into files: inout ImageFileSystem) throws(Diagnostic) {
        packages.append(info)
        files.add(contents)
        let package = packages.count - 1
        var targets: [String: Int]?
        for (index, entry) in contents.listing.entries.enumerated() {
            let origin = ImageFileSystem.Inode.Origin(package: Int32(package), entry: Int32(index))
            switch entry.kind {
            case .directory: try addDirectory(entry, of: package, to: &files)
            case .regular, .symbolicLink: try addFile(entry, origin, to: &files)
            case .hardLink:
                if targets == nil { targets = Self.positions(contents.listing.entries) }
                try addLink(entry, origin, target: targets?[entry.linkTarget], to: &files)
            case .characterDevice, .blockDevice, .fifo:
                throw Diagnostic(
                    .badImage,
                    "\(info.name)-\(info.version) holds \"\(entry.path)\", a device or pipe, which images do not carry"
                )
            }
        }
    }

    // MARK: Directories

    private mutating func addDirectory(_ entry: PackageListing.Entry, of package: Int, to files: inout ImageFileSystem) throws(Diagnostic) {
        let isNew: Bool
        let id: ImageFileSystem.ID
        if let there = try folder.child(entry.path, in: files), files[there].kind == .directory {
            (id, isNew) = (there, false)
        } else if let there = try files.find(entry.path) {
            guard files[there].kind == .directory else {
                conflicts.add(.directoryOnFile(path: entry.path, newcomer: package, owner: files[there].origin.map { Int($0.package) }))
                return
            }
            (id, isNew) = (there, false)
        } else {
            (id, isNew) = (try files.makeDirectories(entry.path, mode: entry.mode & 0o777), true)
        }
        files[id].modificationTime = entry.modificationTime
        let attributes = rules == .apko ? entry.attributes : entry.attributes.filter(\.isKeptInImages)
        if !attributes.isEmpty { files[id].setAttributes(attributes) }
        if rules == .apko { return }
        // What says something beats what is usual: a directory made on the way, or by a package that only needs it.
        if isNew || entry.mode != 0o755 { files[id].mode = entry.mode }
        if isNew || entry.user != 0 || entry.group != 0 {
            files[id].user = entry.user
            files[id].group = entry.group
        }
    }

    // MARK: Files and links

    private mutating func addFile(
        _ entry: PackageListing.Entry,
        _ origin: ImageFileSystem.Inode.Origin,
        to files: inout ImageFileSystem
    ) throws(Diagnostic) {
        let (folder, name) = try folder.parent(entry.path, in: files, of: packages[Int(origin.package)])
        let there = files.child(name, of: folder)
        if let there {
            if entry.kind == .symbolicLink, files[there].kind == .symbolicLink, files.target(of: there) == entry.linkTarget { return }
            noteWriter(of: entry.path, there, in: files)
            guard decide(entry, origin, over: there, in: files) else {
                if rules == .apko { try addAttributes(entry, to: &files) }
                return
            }
            if entry.kind == .regular { writers[entry.path] = Int(origin.package) }
        }
        files.insert(inode(entry, origin), as: name, in: folder)
        if rules == .apko, entry.kind == .symbolicLink { try addAttributes(entry, to: &files) }
    }

    /// An inode with what an entry says; apko gives all files to root.
    private func inode(_ entry: PackageListing.Entry, _ origin: ImageFileSystem.Inode.Origin) -> ImageFileSystem.Inode {
        var inode = ImageFileSystem.Inode(kind: entry.kind, mode: entry.mode, content: .package, origin: origin)
        inode.modificationTime = entry.modificationTime
        if entry.kind == .regular {
            inode.attributes = rules == .apko ? entry.attributes : entry.attributes.filter(\.isKeptInImages)
        }
        if rules == .cuttle {
            inode.user = entry.user
            inode.group = entry.group
        }
        return inode
    }

    /// To apko the attributes of an entry are those of whatever has its path, links followed.
    private func addAttributes(_ entry: PackageListing.Entry, to files: inout ImageFileSystem) throws(Diagnostic) {
        if entry.attributes.isEmpty { return }
        guard let id = try files.find(entry.path) else {
            throw Diagnostic(.badImage, "the link \"\(entry.path)\" has extended attributes and leads to nothing that could take them")
        }
        files[id].setAttributes(entry.attributes)
    }

    // MARK: Hard links

    private mutating func addLink(
        _ entry: PackageListing.Entry,
        _ origin: ImageFileSystem.Inode.Origin,
        target: Int?,
        to files: inout ImageFileSystem
    ) throws(Diagnostic) {
        let (folder, name) = try folder.parent(entry.path, in: files, of: packages[Int(origin.package)])
        let there = files.child(name, of: folder)
        if rules == .apko {
            guard let id = try files.find(entry.linkTarget) else {
                throw Diagnostic(.badImage, "the hard link \"\(entry.path)\" leads to \"\(entry.linkTarget)\", which does not exist")
            }
            if there != nil { return conflicts.add(.link(path: entry.path, newcomer: Int(origin.package))) }
            files.link(id, as: name, in: folder, entry: (entry.path, entry.linkTarget))
            return
        }
        // The link is another name of what the package has, even where that lost its place to another package.
        let entries = files.packages[Int(origin.package)].listing.entries
        guard let target else {
            throw Diagnostic(.badImage, "the hard link \"\(entry.path)\" leads to \"\(entry.linkTarget)\", which is not in its package")
        }
        let first = ImageFileSystem.Inode.Origin(package: origin.package, entry: Int32(target))
        if let there {
            if entries[target].kind == .symbolicLink, files[there].kind == .symbolicLink,
                files.target(of: there) == entries[target].linkTarget
            {
                return
            }
            guard decide(entries[target], origin, over: there, in: files, path: entry.path) else { return }
        }
        if let id = try files.place(entry.linkTarget)?.id, files[id].origin == first {
            files.link(id, as: name, in: folder)
        } else {
            files.insert(inode(entries[target], first), as: name, in: folder)
        }
    }

    /// Where each path of a package is in its listing; of a chain of links the file at its end.
    private static func positions(_ entries: [PackageListing.Entry]) -> [String: Int] {
        var positions: [String: Int] = [:]
        for (index, entry) in entries.enumerated() {
            positions[entry.path] = entry.kind == .hardLink ? positions[entry.linkTarget] : index
        }
        return positions
    }

    // MARK: Conflicts

    /// Whether an entry takes the place of what is there.
    private mutating func decide(
        _ entry: PackageListing.Entry,
        _ origin: ImageFileSystem.Inode.Origin,
        over there: ImageFileSystem.ID,
        in files: ImageFileSystem,
        path: String? = nil
    ) -> Bool {
        // Where it is in the image, which shows whose link it leads through.
        func shown() -> String { (try? files.place(path ?? entry.path))?.path ?? entry.path }
        let newcomer = Int(origin.package)
        guard let owner = files[there].origin else {
            if case .bytes(let bytes) = files[there].content, !bytes.isEmpty,
                entry.checksum.map({ $0.digest == Digest.of(bytes, .sha1) }) == true
            {
                return false
            }
            conflicts.add(.assembled(path: shown(), newcomer: newcomer, isDirectory: files[there].kind == .directory))
            return false
        }
        let other = files.packages[Int(owner.package)].listing.entries[Int(owner.entry)]
        if let checksum = entry.checksum, checksum == other.checksum, rules == .apko || entry.kind == other.kind { return false }
        switch Replacement(of: packages[Int(owner.package)], by: packages[newcomer], rules: rules) {
        case .keeps: return false
        case .takes: return true
        case .conflicts:
            conflicts.add(.files(path: shown(), owner: Int(owner.package), newcomer: newcomer))
            return false
        }
    }

    /// Remembers who wrote a name before a second package has it.
    private mutating func noteWriter(of path: String, _ there: ImageFileSystem.ID, in files: ImageFileSystem) {
        guard writers[path] == nil, let origin = files[there].origin, let entry = files.entry(of: files[there]),
            entry.kind == .regular, entry.path.utf8.elementsEqual(path.utf8)
        else { return }
        writers[path] = Int(origin.package)
    }
}

extension ImageFileSystem.Inode {
    /// Sets attributes by their names.
    fileprivate mutating func setAttributes(_ new: [TarEntry.Record]) {
        attributes.removeAll { old in new.contains { $0.key == old.key } }
        attributes += new
    }
}

extension TarEntry.Record {
    /// Whether it is a capability of a program, or an attribute of whoever made the file.
    fileprivate var isKeptInImages: Bool { key == "SCHILY.xattr.security.capability" || key.hasPrefix("SCHILY.xattr.user.") }
}
