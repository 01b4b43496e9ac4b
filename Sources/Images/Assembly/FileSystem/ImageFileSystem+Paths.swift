import Archives
import Diagnostics
import Roots

/// Finding things by their paths, as a kernel does whose root the image is.
extension ImageFileSystem {
    /// Where a path leads: the directory, the name in it, and what has that name.
    struct Place {
        let folder: ID
        let name: FileName
        let id: ID?
        /// Whether the name is one that a link leads to.
        let isBehindLink: Bool
        /// The path without links.
        let path: String
    }

    private enum Walk {
        case place(Place)
        /// A name is missing in a directory, with more names to follow.
        case missing(FileName, folder: ID, isBehindLink: Bool)
        /// Something on the way is no directory.
        case blocked
    }

    private static let mostLinks = 40

    /// What a path leads to, links followed; nil when there is nothing.
    func find(_ path: String) throws(Diagnostic) -> ID? {
        try place(path, followsLast: true)?.id
    }

    /// Where a path leads.
    ///
    /// - Parameter followsLast: whether a link with the last name is followed too.
    /// - Returns: nil when a directory on the way is missing.
    func place(_ path: String, followsLast: Bool = false) throws(Diagnostic) -> Place? {
        if case .place(let place) = try walk(path, followsLast: followsLast) { return place }
        return nil
    }

    /// The directory of a path, made with its missing parents.
    ///
    /// - Parameter mode: of each directory that is made.
    @discardableResult
    mutating func makeDirectories(_ path: String, mode: UInt32 = 0o755) throws(Diagnostic) -> ID {
        while true {
            switch try walk(path, followsLast: true) {
            case .place(let place):
                guard let id = place.id else {
                    if place.isBehindLink { throw Diagnostic(.badImage, "\"\(path)\" leads through a link to nothing") }
                    return insertDirectory(mode: mode, as: place.name, in: place.folder)
                }
                if self[id].kind == .directory { return id }
                throw Diagnostic(.badImage, "\"\(path)\" is not a directory")
            case .missing(let name, let folder, let isBehindLink):
                if isBehindLink { throw Diagnostic(.badImage, "\"\(path)\" leads through a link to nothing") }
                insertDirectory(mode: mode, as: name, in: folder)
            case .blocked: throw Diagnostic(.badImage, "\"\(path)\" leads through something that is not a directory")
            }
        }
    }

    private func walk(_ path: String, followsLast: Bool) throws(Diagnostic) -> Walk {
        // From the top down to where the walk is; links are never in it, so that ".." leads to the directory above.
        var folders: [(id: ID, name: FileName)] = []
        var rest = Self.names(path)
        rest.reverse()
        var links = 0
        // How many names are left when what a link leads through is behind.
        var behindLinks = Int.max
        var last: (name: FileName, id: ID?, isBehindLink: Bool)?
        while let name = rest.popLast() {
            if rest.count < behindLinks { behindLinks = .max }
            if let here = last {
                guard let id = here.id else {
                    return .missing(here.name, folder: folders.last?.id ?? Self.root, isBehindLink: here.isBehindLink)
                }
                guard self[id].kind == .directory else { return .blocked }
                folders.append((id, here.name))
                last = nil
            }
            if name.text == "." { continue }
            if name.text == ".." {
                _ = folders.popLast()
                continue
            }
            let id = child(name, of: folders.last?.id ?? Self.root)
            guard let id, self[id].kind == .symbolicLink, followsLast || !rest.isEmpty else {
                last = (name, id, behindLinks != .max)
                continue
            }
            links += 1
            if links > Self.mostLinks { throw Diagnostic(.badImage, "\"\(path)\" leads through a loop of links") }
            let target = target(of: id)
            if target.isAbsolutePath { folders = [] }
            behindLinks = min(behindLinks, rest.count)
            rest += Self.names(target).reversed()
        }
        let names = folders.map(\.name.text)
        guard let last else {
            let id = folders.last?.id ?? Self.root
            return .place(Place(folder: Self.root, name: FileName(""), id: id, isBehindLink: false, path: names.joined(separator: "/")))
        }
        return .place(
            Place(
                folder: folders.last?.id ?? Self.root,
                name: last.name,
                id: last.id,
                isBehindLink: last.isBehindLink,
                path: (names + [last.name.text]).joined(separator: "/")
            )
        )
    }

    /// Where a symbolic link leads.
    func target(of id: ID) -> String {
        let inode = self[id]
        switch inode.content {
        case .target(let target): return target
        default: return entry(of: inode)?.linkTarget ?? ""
        }
    }

    private static func names(_ path: String) -> [FileName] {
        path[...].utf8.split(separator: UInt8(ascii: "/")).map { FileName($0) }
    }
}
