import Diagnostics
import Files
import Glibc
import SystemPackage

/// A scratch folder with a canary beside all that a reader may write.
struct Mine {
    let folder: FilePath
    let forge: Forge
    private let before: [String]

    init(_ folder: FilePath) throws {
        self.folder = folder
        let canary = folder.appending("canary")
        forge = Forge(canary: canary)
        try Files.makeDirectory(canary.appending("folder"))
        try Files.writeAtomically(Array("secret".utf8), to: canary.appending("file"))
        let root = try RootedDirectory(canary)
        try root.makeSymbolicLink("link", to: "file")
        try root.setMode("file", 0o640)
        try root.setMode("folder", 0o1750)
        for name in ["file", "link", "folder"] { try root.setModificationTime(name, 1_234_567) }
        try RootedDirectory(folder).setModificationTime("canary", 1_234_567)
        before = try Self.snapshot(canary)
    }

    /// What has changed outside of the root; nothing when all is well.
    func changes() throws -> [String] {
        let after = try Self.snapshot(forge.canary)
        return after.filter { !before.contains($0) } + before.filter { !after.contains($0) }
    }

    /// Names, kinds, modes, owners, contents, times, and which file it is.
    private static func snapshot(_ folder: FilePath) throws -> [String] {
        try ([""] + Files.walk(folder).map(\.path)).map { name in
            let path = name.isEmpty ? folder : folder.appending(name)
            let status = try FileStatus(path)
            let content =
                switch status.kind {
                case .regular: String(decoding: try Files.read(path), as: UTF8.self)
                case .symbolicLink: try Files.readLink(path)
                default: ""
                }
            return "\(name) \(status.kind) \(String(status.mode, radix: 8)) \(status.user):\(status.group) \(status.identity)"
                + " \(status.linkCount) \(try time(path)) \(content)"
        }
    }
}

/// What is left in a store of things that were begun or finished.
func leftovers(_ store: FilePath) throws -> [String] {
    try ["trees", "roots", "work"].flatMap { folder in
        try Files.list(store.appending(folder)).filter { !$0.hasPrefix(".") }.map { "\(folder)/\($0)" }
    }
}

/// Everything below a folder: path, mode, content or target.
func listing(_ folder: FilePath) throws -> [String] {
    try Files.walk(folder).map { entry in
        let path = folder.appending(entry.path)
        let mode = String(entry.status.mode, radix: 8)
        switch entry.status.kind {
        case .directory: return "\(entry.path)/ \(mode)"
        case .symbolicLink: return "\(entry.path) -> \(try Files.readLink(path))"
        case .regular: return "\(entry.path) \(mode) \(String(decoding: try Files.read(path), as: UTF8.self))"
        default: return "\(entry.path) \(entry.status.kind)"
        }
    }
}

/// How a reader ends: harmless, or refused with a message.
func outcome(_ path: FilePath, _ body: () throws -> Void) -> HostilePackage.Outcome {
    do {
        try body()
        return .harmless
    } catch {
        let messages = Diagnostic.all(in: error).map(\.message)
        return .refused(messages.joined(separator: "\n").replacing(path.string, with: "{}"))
    }
}

/// When a file was changed, without following a link.
private func time(_ path: FilePath) throws -> Int {
    var value = stat()
    guard lstat(path.string, &value) == 0 else { throw Diagnostic(.internalError, "cannot examine \(path)") }
    return value.st_mtim.tv_sec
}
