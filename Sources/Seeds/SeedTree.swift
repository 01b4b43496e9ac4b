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
        for (link, target) in SeedDefinition.links where directory.status("usr/bin/\(target)") != nil {
            if directory.status("usr/bin/\(link)") != nil { try directory.removeFile("usr/bin/\(link)") }
            try directory.makeSymbolicLink("usr/bin/\(link)", to: target)
        }
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
}
