import Archives
import Diagnostics
import Files
import Roots
import SystemPackage

/// Reading and writing what is in files.
extension ImageFileSystem {
    /// The entry of a package that an inode came with.
    func entry(of inode: Inode) -> PackageListing.Entry? {
        inode.origin.map { packages[Int($0.package)].listing.entries[Int($0.entry)] }
    }

    /// The file of the package with the content of an inode that came with one.
    func storedFile(of inode: Inode) -> StoredFile? {
        inode.origin.map { StoredFile(package: packages[Int($0.package)].contents, position: Int($0.entry)) }
    }

    /// The length of a file in bytes.
    func size(of inode: Inode) -> Int64 {
        switch inode.content {
        case .bytes(let bytes): Int64(bytes.count)
        case .package: inode.kind == .regular ? entry(of: inode)?.size ?? 0 : 0
        case .target, .device, .names: 0
        }
    }

    /// The content of a file.
    func read(_ id: ID) throws(Diagnostic) -> [UInt8] {
        if case .bytes(let bytes) = self[id].content { return bytes }
        guard case .package = self[id].content, let file = storedFile(of: self[id]) else { return [] }
        return try file.read()
    }

    /// Bytes of files that packages bring lists in: lines of accounts, of links, of folders.
    static let listLimit: Int64 = 1 << 20

    /// The content of a file, links followed; nil when there is none.
    ///
    /// - Parameter limit: bytes; a longer file is an error.
    func read(_ path: String, limit: Int64 = 64 << 20) throws(Diagnostic) -> [UInt8]? {
        guard let id = try find(path), self[id].kind == .regular else { return nil }
        if size(of: self[id]) > limit { throw Diagnostic(.badImage, "\"\(path)\" in the image is larger than \(limit) bytes") }
        return try read(id)
    }

    /// Writes a file that the assembly makes; mode, time and owner of one that is there are kept.
    @discardableResult
    mutating func write(_ path: String, _ bytes: [UInt8], mode: UInt32 = 0o644) throws(Diagnostic) -> ID {
        if let parent = path.parentPath { try makeDirectories(parent) }
        guard let place = try place(path, followsLast: true) else {
            throw Diagnostic(.badImage, "\"\(path)\" leads through a link to nothing")
        }
        guard let id = place.id else {
            return insert(Inode(kind: .regular, mode: mode, content: .bytes(bytes)), as: place.name, in: place.folder)
        }
        guard self[id].kind == .regular else { throw Diagnostic(.badImage, "\"\(place.path)\" is not a file") }
        // To apko a file of a package without new content is one with its old content (IMAGE.md §10).
        let keeps = rules == .apko && bytes.isEmpty && self[id].origin != nil
        self[id].content = keeps ? .package : .bytes(bytes)
        return id
    }

    /// Makes a symbolic link where nothing is; it takes the time of its directory (IMAGE.md §11).
    mutating func link(_ path: String, to target: String) throws(Diagnostic) {
        guard let place = try place(path) else { throw Diagnostic(.badImage, "\"\(path)\" leads through a link to nothing") }
        if place.id != nil { throw Diagnostic(.badImage, "\"\(path)\" exists already") }
        var inode = Inode(kind: .symbolicLink, mode: 0o777, content: .target(target))
        inode.modificationTime = self[place.folder].modificationTime
        insert(inode, as: place.name, in: place.folder)
    }

    /// Whether something, even a dangling link, has a path.
    func exists(_ path: String) throws(Diagnostic) -> Bool {
        try place(path)?.id != nil
    }
}
