import Archives
import Diagnostics
import Files
import Subprocess
import SystemPackage

/// Unpacks Debian packages into a root that builds can stand on.
struct SeedTree {
    let path: FilePath
    private let directory: RootedDirectory

    init(_ path: FilePath) throws(Diagnostic) {
        self.path = path
        try Files.makeDirectory(path)
        directory = try RootedDirectory(path, resolution: .asRoot)
        for folder in ["usr/bin", "usr/lib"] { try directory.makeDirectories(folder) }
        for (link, target) in SeedDefinition.layout { try directory.makeSymbolicLink(link, to: target) }
    }

    /// Unpacks one package.
    ///
    /// - Parameter work: a folder for the package's tar archive.
    func unpack(_ package: FilePath, work: FilePath) async throws {
        let tar = work.appending("data.tar")
        defer { try? Files.removeFile(tar) }
        let output = try FileDescriptor.open(
            tar,
            .writeOnly,
            options: [.create, .truncate, .closeOnExec],
            permissions: FilePermissions(rawValue: 0o600)
        )
        let result = try await Subprocess.run(
            .name("dpkg-deb"),
            arguments: ["--fsys-tarfile", package.string],
            output: .fileDescriptor(output, closeAfterSpawningProcess: true),
            error: .string(limit: 1 << 16)
        )
        guard result.terminationStatus.isSuccess else {
            throw Diagnostic(.seedFailed, "dpkg-deb could not unpack \(package)", notes: [result.standardError])
        }
        let links = Set(SeedDefinition.layout.map(\.0))
        try SourceArchive(tar, name: package.lastComponent?.string ?? "").extract(to: directory) { entry in
            !links.contains(entry) && !SeedDefinition.excluded.contains { entry == $0 || entry.hasPrefix($0 + "/") }
        }
    }

    /// Makes what Debian's scripts would have made, and evens out what must not differ between users.
    func complete() throws(Diagnostic) {
        for (link, target) in SeedDefinition.links {
            let folder = FilePath(link).removingLastComponent()
            guard let target = try latest(target, in: folder), leads(folder.appending(target)) else { continue }
            if directory.status(link) != nil { try directory.removeFile(link) }
            try directory.makeSymbolicLink(link, to: target)
        }
        try bundleCertificates()
        for folder in SeedDefinition.directories { try directory.makeDirectories(folder) }
        for entry in try Files.walk(path) {
            switch entry.status.kind {
            // 31 MB for a debugging aid of the compiler's own developers.
            case .regular where entry.name.contains("lto-dump"): try directory.removeFile(entry.path)
            case .directory: try directory.setMode(entry.path, SeedDefinition.temporaryDirectories.contains(entry.path) ? 0o1777 : 0o755)
            default: break
            }
        }
    }

    /// The target of a link, its `*` filled in; nil when nothing has such a name.
    private func latest(_ target: String, in folder: FilePath) throws(Diagnostic) -> String? {
        guard target.hasSuffix("*") else { return target }
        let prefix = target.dropLast()
        guard directory.status(folder.string)?.kind == .directory else { return nil }
        let names = try Files.list(path.appending(folder.string)).filter { $0.hasPrefix(prefix) }
        return names.max { number($0.dropFirst(prefix.count)).lexicographicallyPrecedes(number($1.dropFirst(prefix.count))) }
    }

    /// `1.16` as `[1, 16]`.
    private func number(_ version: Substring) -> [Int] { version.split(separator: ".").map { Int($0) ?? -1 } }

    /// Whether there is something at a path, which may hold `..`.
    private func leads(_ target: FilePath) -> Bool { directory.status(target.lexicallyNormalized().string) != nil }

    /// Programs look for the authorities that they trust in one file.
    private func bundleCertificates() throws(Diagnostic) {
        let (folder, bundle) = SeedDefinition.certificates
        guard directory.status(folder)?.kind == .directory else { return }
        var text: [UInt8] = []
        for name in try Files.list(path.appending(folder)).sorted() where name.hasSuffix(".crt") {
            text += try directory.readFile("\(folder)/\(name)")
        }
        try directory.makeDirectories(FilePath(bundle).removingLastComponent().string)
        if directory.status(bundle) != nil { try directory.removeFile(bundle) }
        try directory.createFile(bundle, mode: 0o644).write(text)
    }
}
