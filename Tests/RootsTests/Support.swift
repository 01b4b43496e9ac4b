import APK
import Archives
import Cryptography
import Diagnostics
import Files
import ImageConfigurations
import Store
import SystemPackage

@testable import Roots

/// What a package of a test holds at a path.
enum Content {
    case file(String, mode: UInt32 = 0o644)
    case directory(mode: UInt32 = 0o755)
    case link(String)
    case hardLink(String)
    case device
}

/// Packages from tiny trees, signed with a key that each test process makes once.
struct Workshop {
    static let key = Result { () throws -> PrivateKey in
        let folder = try TemporaryDirectory()
        try PrivateKey.generate(folder.path.appending("test.rsa"), bits: 2048)
        return try PrivateKey(folder.path.appending("test.rsa"))
    }

    let folder: TemporaryDirectory
    let store: Store

    init() throws {
        folder = try TemporaryDirectory()
        store = try Store(folder.path.appending("store"))
    }

    /// Makes a package `<name>-1-r0`; entries are written in the order given, without their parents.
    func package(
        _ name: String,
        _ entries: KeyValuePairs<String, Content>,
        architecture: String = "x86_64",
        describe: (inout PackageInfo) -> Void = { _ in }
    ) throws -> PackageFile {
        let writer = try PackageWriter(workingIn: folder.path)
        for (path, content) in entries {
            switch content {
            case .file(let text, let mode):
                var entry = TarEntry(path: path, kind: .regular, mode: mode)
                entry.size = Int64(text.utf8.count)
                entry.modificationTime = 1_000
                try writer.add(entry, content: ArrayReader(Array(text.utf8)), checksum: Digest.of(text, .sha1))
            case .directory(let mode): try writer.add(TarEntry(path: path, kind: .directory, mode: mode))
            case .link(let target): try writer.add(link(path, .symbolicLink, target))
            case .hardLink(let target): try writer.add(link(path, .hardLink, target))
            case .device: try writer.add(TarEntry(path: path, kind: .characterDevice, mode: 0o644))
            }
        }
        var info = PackageInfo(name: name, version: "1-r0", architecture: architecture)
        info.origin = name
        info.installedSize = 1
        info.buildDate = 1_700_000_000
        describe(&info)
        let path = folder.path.appending("\(info.fileName).\(architecture)")
        try writer.finish(info, scripts: [], key: Self.key.get(), to: path)
        return try PackageFile(path)
    }

    private func link(_ path: String, _ kind: TarEntry.Kind, _ target: String) -> TarEntry {
        var entry = TarEntry(path: path, kind: kind, mode: 0o777)
        entry.linkTarget = target
        return entry
    }
}

/// An entry of a package's data.
typealias TarEntryOfTest = TarEntry

extension Workshop {
    /// A package whose description names another digest of its data; the rest is the package's own.
    func forge(_ package: PackageFile, dataHash: String) throws -> FilePath {
        var info = package.info
        info.dataHash = dataHash
        let output = ArrayWriter()
        let gzip = try GzipWriter(output)
        try TarWriter(gzip).add(TarEntry(path: ".PKGINFO", kind: .regular, mode: 0o644), bytes: Array(info.text.utf8))
        try gzip.finish()
        let path = folder.path.appending("forged.apk")
        try Files.writeAtomically(output.bytes, to: path)
        return path
    }
}

/// Everything below a folder, one line each: path, mode, and the content or target.
func listing(_ folder: FilePath) throws -> [String] {
    try Files.walk(folder).map { entry in
        let path = folder.appending(entry.path)
        switch entry.status.kind {
        case .directory: return "\(entry.path)/"
        case .symbolicLink: return "\(entry.path) -> \(try Files.readLink(path))"
        default: return "\(entry.path) \(String(entry.status.mode, radix: 8)) \(String(decoding: try Files.read(path), as: UTF8.self))"
        }
    }
}

/// What a person reads when something goes wrong; `nothing` when all went well.
func problem(_ body: () throws -> Void) -> String {
    do {
        try body()
        return "nothing\n"
    } catch {
        let renderer = DiagnosticRenderer(colour: false)
        return Diagnostic.all(in: error).map { renderer.render($0) }.joined()
    }
}
