import APK
import Archives
import Cryptography
import Diagnostics
import Files
import ImageConfigurations
import Roots
import Store
import SystemPackage

/// Puts the file system of an image together: database, packages, accounts, paths, links (IMAGE.md §9, §10).
struct ImageAssembler {
    let configuration: ImageConfiguration
    let architecture: String
    let trees: PackageTrees
    let keyring: [PublicKey]
    private(set) var files = ImageFileSystem()
    private var replaces: [String: PackageInfo] = [:]

    init(configuration: ImageConfiguration, architecture: String, trees: PackageTrees, keyring: [PublicKey]) {
        self.configuration = configuration
        self.architecture = architecture
        self.trees = trees
        self.keyring = keyring
    }

    /// Assembles packages, in install order.
    ///
    /// - Parameter world: what `/etc/apk/world` says was asked for.
    mutating func assemble(_ packages: [PackageFile], world: [String]) throws(Diagnostic) -> ImageFileSystem {
        var database = InstalledDatabase()
        var installed: [(PackageFile, [TarEntry])] = []
        // Packages decide about directories first: what the assembly adds must not be in their way.
        for package in packages { installed.append((package, try install(package))) }
        for (package, entries) in installed {
            database.add(package, entries: entries.filter { owns(package, $0) })
        }
        try addDatabase(database, world: world)
        try addAccounts()
        try BusyboxLinks.add(to: &files)
        for mutation in configuration.paths { try PathMutations.apply(mutation, to: &files) }
        return files
    }

    private mutating func install(_ package: PackageFile) throws(Diagnostic) -> [TarEntry] {
        let tree = try trees.tree(package)
        replaces[package.info.name] = package.info
        var entries: [TarEntry] = []
        var failure: Diagnostic?
        var records: [[UInt8]: [TarEntry.Record]] = [:]
        try package.readData { entry, _ throws(Diagnostic) in
            if entry.isLeftOut { return }
            var entry = entry
            // A hard link takes the checksum of its first name (APK-FORMAT.md §2.1).
            if entry.kind == .hardLink { entry.records = records[Array(entry.linkTarget.utf8)] ?? [] }
            records[Array(entry.path.utf8)] = entry.records
            entries.append(entry)
        }
        for entry in entries {
            do throws(Diagnostic) { try install(entry, of: package, tree: tree) } catch { failure = failure ?? error }
        }
        if let failure { throw failure }
        return entries
    }

    private mutating func install(_ entry: TarEntry, of package: PackageFile, tree: FilePath) throws(Diagnostic) {
        if entry.path.isAbsolutePath || entry.path.pathComponents.contains("..") {
            throw Diagnostic(.badImage, "\(package.path) holds the path \"\(entry.path)\", which leads out of the image")
        }
        switch entry.kind {
        case .directory:
            try files.makeDirectory(entry.path, mode: entry.mode)
            try files.change(entry.path) {
                $0.modificationTime = entry.modificationTime
                // The owner that says something beats the usual mode of a directory made on the way.
                if entry.mode != 0o755 { $0.mode = entry.mode }
            }
        case .regular, .symbolicLink, .hardLink:
            var node = ImageFileSystem.Node(entry: entry, owner: package.info.name)
            node.checksum = entry.checksum
            // Of extended attributes those that mean something in a container; checksums are of the package alone.
            node.entry.records.removeAll { !$0.isKeptInImages }
            if entry.kind != .symbolicLink {
                // A hard link becomes a file of its own here: its first name may be overwritten by another package.
                let content = tree.appending(entry.path)
                let status = try FileStatus(content)
                if status.kind == .symbolicLink {
                    // Another name of a link: read as a file it would give a file of the host.
                    node.entry.kind = .symbolicLink
                    node.entry.mode = 0o777
                    node.entry.linkTarget = try Files.readLink(content)
                } else {
                    node.entry.kind = .regular
                    node.entry.linkTarget = ""
                    node.entry.size = status.size
                    node.content = .file(content, size: status.size)
                }
            }
            let place = try files.resolve(entry.path)
            if let there = files[place], try !mayReplace(there, node, package.info) { return }
            if let parent = place.parentPath { try files.makeDirectory(parent) }
            try files.put(node)
        case .characterDevice, .blockDevice, .fifo:
            throw Diagnostic(.badImage, "\(package.path) holds \"\(entry.path)\", a device or pipe, which images do not carry")
        }
    }

    /// Whether a package's file takes the place of one that is there (IMAGE.md §9.1).
    private func mayReplace(_ there: ImageFileSystem.Node, _ node: ImageFileSystem.Node, _ info: PackageInfo) throws(Diagnostic) -> Bool {
        let path = there.entry.path
        if there.entry.kind == .symbolicLink, node.entry.kind == .symbolicLink, there.entry.linkTarget == node.entry.linkTarget {
            return false
        }
        guard let owner = there.owner, let other = replaces[owner] else {
            throw Diagnostic(.fileConflict, "\(info.name) brings \(path), which is a directory in this image")
        }
        if let checksum = there.checksum, there.entry.kind == node.entry.kind, checksum == node.checksum { return false }
        if other.replaces.contains(where: { $0.prefix { !"<>=~".contains($0) } == info.name }) { return false }
        if info.replaces.contains(where: { $0.prefix { !"<>=~".contains($0) } == owner }) { return true }
        if info.origin == other.origin { return true }
        throw Diagnostic(
            .fileConflict,
            "both \(owner) and \(info.name) bring \(path)",
            hint: "one of them must list the other under dependencies.replaces"
        )
    }

    private func owns(_ package: PackageFile, _ entry: TarEntry) -> Bool {
        if entry.kind == .directory { return true }
        guard let place = try? files.resolve(entry.path) else { return true }
        return files[place]?.owner == package.info.name
    }

    private mutating func addDatabase(_ database: InstalledDatabase, world: [String]) throws(Diagnostic) {
        // Where the base layout has no `lib`, the database alone must not decide what `lib` is.
        let folder = "usr/lib/apk/db"
        try files.makeDirectory(folder)
        try files.write("\(folder)/installed", Array(database.text.utf8))
        try files.write("\(folder)/triggers", [])
        try files.write("\(folder)/scripts.tar", [UInt8](repeating: 0, count: 1024))
        try files.makeDirectory("lib")
        if try files.resolve("lib/apk") == "lib/apk", files["lib/apk"] == nil {
            var link = TarEntry(path: "lib/apk", kind: .symbolicLink, mode: 0o777)
            link.linkTarget = "../usr/lib/apk"
            try files.put(ImageFileSystem.Node(entry: link))
        }
        try files.write("etc/apk/world", Array(world.map { $0 + "\n" }.joined().utf8))
        try files.write("etc/apk/arch", Array("\(architecture)\n".utf8))
        let runtime = Set(configuration.contents.repositories + configuration.contents.runtimeRepositories).sorted()
        try files.write("etc/apk/repositories", Array(runtime.map { $0 + "\n" }.joined().utf8))
        for key in keyring { try files.write("etc/apk/keys/\(key.name)", key.pem) }
    }

    /// IMAGE.md §9.4.
    private mutating func addAccounts() throws(Diagnostic) {
        let accounts = configuration.accounts
        if !accounts.groups.isEmpty {
            try files.write("etc/group", (files.read("etc/group") ?? []) + Array(AccountFiles.text(groups: accounts.groups).utf8))
        }
        let passwd = try (files.read("etc/passwd") ?? []) + Array(AccountFiles.text(users: accounts.users).utf8)
        try files.write("etc/passwd", passwd)
        for line in String(decoding: passwd, as: UTF8.self).split(separator: "\n") {
            let fields = line.split(separator: ":", omittingEmptySubsequences: false)
            guard fields.count == 7, let user = UInt32(fields[2]), let group = UInt32(fields[3]) else {
                throw Diagnostic(.badImage, "etc/passwd in the image has the malformed line \"\(line)\"")
            }
            let home = String(fields[5].drop { $0 == "/" })
            if home.isEmpty || fields[5] == "/dev/null" { continue }
            if files[try files.follow(home)] != nil { continue }
            try files.makeDirectory(home)
            try files.change(home) {
                $0.mode = 0o700
                $0.user = user
                $0.group = group
            }
        }
    }
}

extension TarEntry.Record {
    /// Whether it is a capability of a program, or an attribute of whoever made the file.
    fileprivate var isKeptInImages: Bool { key == "SCHILY.xattr.security.capability" || key.hasPrefix("SCHILY.xattr.user.") }
}
