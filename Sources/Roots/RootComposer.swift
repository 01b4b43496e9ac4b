public import APK
import Cryptography
public import Diagnostics
import Files
public import ImageConfigurations
public import Store
public import SystemPackage

/// Composes roots for build environments out of packages, each set once (DESIGN, "Build environments").
public struct RootComposer: Sendable {
    private let store: Store
    let trees: PackageTrees

    /// - Parameter store: keeps the roots.
    public init(store: Store) {
        self.store = store
        trees = PackageTrees(store: store)
    }

    /// Directories that a sandbox mounts something over.
    private static let mountPoints = ["dev", "home", "home/build", "proc", "tmp", "var", "var/cache"]
    /// Changes when the same packages give another root.
    private static let behaviour = "root-4"

    /// A root with packages, the names of busybox's tools, and accounts: hard links to the packages' trees, never to be changed.
    ///
    /// - Parameters:
    ///   - packages: in install order.
    ///   - isInstalled: whether it holds the database of packages too.
    /// - Throws: `file-conflict` when two packages bring different files of one name.
    public func root(_ packages: [PackageFile], accounts: Accounts, isInstalled: Bool = false) throws(Diagnostic) -> FilePath {
        let users = AccountFiles.text(users: accounts.users) + AccountFiles.text(groups: accounts.groups)
        let contents = packages.map(\.info.dataHash) + (isInstalled ? [Self.installedBehaviour] + packages.map(\.identity.description) : [])
        let key = Digest.of(([Self.behaviour, users] + contents).joined(separator: "\n"))
        // The seed lays out the root, so it goes in first; real packages then take its place, file by file.
        let ordered = packages.filter(\.info.isSeed) + packages.filter { !$0.info.isSeed }
        return try store.tree(.root, key.hex) { target throws(Diagnostic) in
            let root = try RootedDirectory(target, resolution: .asRoot)
            var owners: [FileIdentity: PackageFile] = [:]
            for package in ordered { try add(package, to: root, owners: &owners) }
            for path in Self.mountPoints { try root.makeDirectories(path) }
            try AccountFiles.write(accounts, to: root)
            try addTools(packages, to: root)
            if isInstalled { try addDatabase(packages.filter { !$0.info.isSeed }, to: root) }
        }
    }

    private func add(_ package: PackageFile, to root: RootedDirectory, owners: inout [FileIdentity: PackageFile]) throws(Diagnostic) {
        let tree = try trees.tree(package)
        // A store may have trees of a time when they were unpacked with all that installers leave out.
        for entry in try Files.walk(tree) where entry.path.utf8.first != UInt8(ascii: ".") {
            if entry.status.kind == .directory {
                let there = root.status(entry.path)
                if there?.kind == .symbolicLink { continue }
                if let there, there.kind != .directory { try settle(entry.path, package, owners[there.identity], in: root) }
                try root.makeDirectory(entry.path, mode: entry.status.mode | 0o700)
                // Whoever brings it first; only what the seed lays out may be in the way of others.
                if let made = root.status(entry.path), owners[made.identity] == nil { owners[made.identity] = package }
                continue
            }
            // Found by what it is, not by its path, which may lead through a link: `bin/sh` and `usr/bin/sh` are one file.
            if let there = root.status(entry.path) {
                let owner = owners[there.identity]
                if there.kind == .directory {
                    if owner?.info.isSeed != false { continue }
                    throw Diagnostic(
                        .fileConflict,
                        "\(package.info.name) brings the file \(entry.path), which is a directory of \(owner?.info.name ?? "the root")"
                    )
                }
                try settle(entry.path, package, owner, in: root)
                if root.status(entry.path) != nil { continue }
            }
            if entry.status.kind == .symbolicLink {
                try root.makeSymbolicLink(entry.path, to: Files.readLink(tree.appending(entry.path)))
            } else {
                try root.makeHardLink(entry.path, toHost: tree.appending(entry.path))
            }
            if let made = root.status(entry.path) { owners[made.identity] = package }
        }
    }

    /// Two packages bring one file: the rules of APK-FORMAT.md §11.
    private func settle(_ path: String, _ package: PackageFile, _ owner: PackageFile?, in root: RootedDirectory) throws(Diagnostic) {
        guard let owner else { return }
        let (mine, theirs) = (package.info, owner.info)
        func priority(_ info: PackageInfo, over other: PackageInfo) -> Int {
            let names = info.replaces.map { $0.prefix { !"<>=~".contains($0) } }
            return names.contains { $0 == other.name } ? info.replacesPriority ?? 0 : -1
        }
        let keeps = priority(theirs, over: mine)
        let takes = priority(mine, over: theirs)
        if keeps > takes { return }
        if takes >= 0 || theirs.isSeed || (!mine.origin.isEmpty && mine.origin == theirs.origin) {
            try root.removeFile(path)
            return
        }
        throw Diagnostic(
            .fileConflict,
            "both \(theirs.name) and \(mine.name) bring \(path)",
            hint: "one of them must list the other under dependencies.replaces"
        )
    }
}

extension PackageInfo {
    /// What a seed provides, so that it is known wherever a package is named (docs/ARCHITECTURE.md, "The seed").
    public static let seedMark = "cuttle:seed"

    /// Whether this is the seed: a foreign root that builds may stand on, and that never enters an image.
    public var isSeed: Bool { provides.contains(Self.seedMark) }
}

extension Diagnostic.Code {
    /// Two packages bring different files of one name.
    public static let fileConflict = work("file-conflict")
}
