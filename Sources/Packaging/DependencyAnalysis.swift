public import Diagnostics
import ELF
import Files
public import SystemPackage

/// What a tree needs from other packages and offers to them, found by looking at its files (PACKAGE.md §5).
public struct DependencyAnalysis: Sendable {
    /// One generated entry, and the file that it comes from.
    public struct Finding: Hashable, Sendable {
        /// The dependency or provide: `so:libc.so.6`, `cmd:xz=5.8.1-r0`.
        public let text: String
        /// The path, relative to the package's root.
        public let path: String
    }

    /// What is needed.
    public private(set) var dependencies: [Finding] = []
    /// What is offered to others.
    public private(set) var provides: [Finding] = []
    /// What is offered to this package alone: libraries outside of the linker's path.
    public private(set) var vendored: [Finding] = []

    private let package: StagedPackage
    private let siblings: [FilePath]
    private let libraryDirectories: Set<String>

    /// Looks at a package.
    ///
    /// - Parameter siblings: the trees of all packages of the build; links lead into them, and their `ld.so.conf.d` counts.
    public init(_ package: StagedPackage, siblings: [FilePath]) throws(Diagnostic) {
        self.package = package
        self.siblings = siblings
        libraryDirectories = try Self.libraryDirectories(siblings + [package.tree])
        for entry in try Files.walk(package.tree) where entry.status.kind != .directory {
            try sharedObject(entry)
            guard entry.status.kind == .regular else { continue }
            command(entry)
            try pkgConfig(entry)
        }
    }

    /// The directories of the dynamic linker: the usual ones and those of `etc/ld.so.conf.d` (PACKAGE.md §5.1).
    private static func libraryDirectories(_ trees: [FilePath]) throws(Diagnostic) -> Set<String> {
        var directories: Set<String> = ["lib", "usr/lib", "lib64", "usr/lib64"]
        for tree in trees {
            let folder = tree.appending("etc/ld.so.conf.d")
            // Links may lead to the host, or nowhere; only the tree's own files count.
            guard try RootedDirectory(tree).status("etc/ld.so.conf.d")?.kind == .directory else { continue }
            for entry in try Files.walk(folder) where entry.status.kind == .regular && entry.name.hasSuffix(".conf") {
                let text = String(decoding: try Files.read(folder.appending(entry.path), limit: 1 << 20), as: UTF8.self)
                for line in text.split(separator: "\n") where line.hasPrefix("/") { directories.insert(String(line.dropFirst())) }
            }
        }
        return directories
    }

    // MARK: Shared objects (PACKAGE.md §5.2)

    private mutating func sharedObject(_ entry: TreeEntry) throws(Diagnostic) {
        let path = package.tree.appending(entry.path)
        if entry.status.kind == .symbolicLink {
            guard entry.path.contains(".so") else { return }
            // A link of a development package leads to the library of another package of this build.
            let target = try Files.readLink(path)
            let base = target.split(separator: "/").last.map(String.init) ?? target
            if let soname = try soname(of: base) { need("so:\(soname)", entry) }
            // The file that the link leads to is looked at under its own name.
            return
        }
        guard entry.status.kind == .regular, let file = try ELFFile(path) else { return }
        if let interpreter = file.interpreter?.split(separator: "/").last {
            need("so:\(interpreter.hasPrefix("ld-musl") ? "libc.musl" + interpreter.dropFirst("ld-musl".count) : interpreter)", entry)
        }
        for name in file.needed where name.contains(".so.") { need("so:\(name)", entry) }
        guard let soname = file.soname, file.interpreter == nil || entry.name.contains(".so.") || entry.name.hasSuffix(".so") else {
            return
        }
        guard Self.isName(soname) else { return }
        let versions = ["so:\(soname)=\(Self.libraryVersion(soname))", "so-ver:\(soname)=\(package.version)"]
        let findings = versions.map { Finding(text: $0, path: entry.path) }
        if libraryDirectories.contains(String(entry.directory)) { provides += findings } else { vendored += findings }
    }

    /// The soname of a library that some package of the build has in a library directory.
    private func soname(of name: String) throws(Diagnostic) -> String? {
        for tree in siblings {
            // A link may lead to another one, but never to a library of the host.
            let root = try RootedDirectory(tree, resolution: .asRoot)
            for directory in libraryDirectories.sorted() {
                guard let path = root.locateOnHost("\(directory)/\(name)"), FileStatus.ifPresent(path)?.kind == .regular else { continue }
                if let soname = try ELFFile(path)?.soname { return soname }
            }
        }
        return nil
    }

    /// Whether a text from a file can be the name of a dependency: blanks, operators and `@` would make it another one.
    private static func isName(_ text: some StringProtocol) -> Bool {
        text.utf8.allSatisfy { $0 > UInt8(ascii: " ") && $0 != 0x7F && !"<>=~!@".utf8.contains($0) }
    }

    /// The part of a soname after `.so.`, when it is a version; else 0.
    private static func libraryVersion(_ soname: String) -> String {
        guard let start = soname.firstRange(of: ".so.") else { return "0" }
        var text = soname[start.upperBound...]
        if let next = text.firstRange(of: ".so.") { text = text[..<next.lowerBound] }
        return !text.isEmpty && text.allSatisfy { $0.isASCII && ($0.isNumber || $0 == ".") } ? String(text) : "0"
    }

    // MARK: Commands and pkg-config (PACKAGE.md §5.4, §5.6)

    private mutating func command(_ entry: TreeEntry) {
        guard ["bin", "sbin", "usr/bin", "usr/sbin"].contains(entry.directory), entry.status.mode & 0o555 == 0o555,
            Self.isName(entry.name)
        else { return }
        provides.append(Finding(text: "cmd:\(entry.name)=\(package.version)", path: entry.path))
    }

    private mutating func pkgConfig(_ entry: TreeEntry) throws(Diagnostic) {
        guard entry.name.hasSuffix(".pc"), Self.isName(entry.name) else { return }
        let finding = Finding(text: "pc:\(entry.name.dropLast(3))=\(package.version)", path: entry.path)
        let places = [
            "usr/lib/pkgconfig", "usr/lib64/pkgconfig", "usr/share/pkgconfig", "usr/local/lib/pkgconfig", "usr/local/share/pkgconfig",
        ]
        guard places.contains(String(entry.directory)) else {
            vendored.append(finding)
            return
        }
        provides.append(finding)
        let text = String(decoding: try Files.read(package.tree.appending(entry.path), limit: 1 << 20), as: UTF8.self)
        for module in PkgConfigFile.requirements(text) { need("pc:\(module)", entry) }
    }

    private mutating func need(_ text: String, _ entry: TreeEntry) {
        guard Self.isName(text) else { return }
        dependencies.append(Finding(text: text, path: entry.path))
    }
}
