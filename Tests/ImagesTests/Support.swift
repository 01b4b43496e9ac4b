import APK
import Archives
import Cryptography
import Diagnostics
import Files
import Glibc
import ImageConfigurations
import Recipes
import Repositories
import Store
import SystemPackage
import Testing
import YAML

@testable import Images

/// What a package of a test holds at a path.
enum Content {
    case file(String, mode: UInt32 = 0o644)
    case directory(mode: UInt32 = 0o755)
    case link(String)
    case hardLink(String)
    case device
    /// A file of an owner, with a time.
    case owned(String, user: UInt32, group: UInt32, mode: UInt32 = 0o644, time: Int64 = 1_000)
    /// A directory of an owner, with a time and an attribute.
    case ownedDirectory(user: UInt32, group: UInt32, mode: UInt32, time: Int64)
    /// A file with bytes of any kind.
    case bytes([UInt8])
    /// A program with attributes: a capability, one of its own, and one that is nobody's business in an image.
    case capable
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
        scripts: [Script] = [],
        describe: (inout PackageInfo) -> Void = { _ in }
    ) throws -> PackageFile {
        try package(name, list: entries.map { ($0.key, $0.value) }, architecture: architecture, scripts: scripts, describe: describe)
    }

    /// The same with entries that a test computes.
    func package(
        _ name: String,
        list entries: [(String, Content)],
        architecture: String = "x86_64",
        scripts: [Script] = [],
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
            case .capable:
                var entry = TarEntry(path: path, kind: .regular, mode: 0o755)
                entry.size = 1
                entry.records = ["security.capability", "user.origin", "trusted.overlay.opaque"].map {
                    TarEntry.Record(key: "SCHILY.xattr.\($0)", value: Array("x".utf8))
                }
                try writer.add(entry, content: ArrayReader(Array("c".utf8)), checksum: Digest.of("c", .sha1))
            case .bytes(let bytes):
                var entry = TarEntry(path: path, kind: .regular, mode: 0o755)
                entry.size = Int64(bytes.count)
                try writer.add(entry, content: ArrayReader(bytes), checksum: Digest.of(bytes, .sha1))
            case .owned(let text, let user, let group, let mode, let time):
                var entry = TarEntry(path: path, kind: .regular, mode: mode)
                entry.size = Int64(text.utf8.count)
                (entry.user, entry.group, entry.modificationTime) = (user, group, time)
                try writer.add(entry, content: ArrayReader(Array(text.utf8)), checksum: Digest.of(text, .sha1))
            case .ownedDirectory(let user, let group, let mode, let time):
                var entry = TarEntry(path: path, kind: .directory, mode: mode)
                (entry.user, entry.group, entry.modificationTime) = (user, group, time)
                entry.records = [TarEntry.Record(key: "SCHILY.xattr.trusted.x", value: [1])]
                try writer.add(entry)
            case .device: try writer.add(TarEntry(path: path, kind: .characterDevice, mode: 0o644))
            }
        }
        var info = PackageInfo(name: name, version: "1-r0", architecture: architecture)
        info.origin = name
        info.installedSize = 1
        info.buildDate = 1_700_000_000
        describe(&info)
        let path = folder.path.appending("\(info.fileName).\(architecture)")
        try writer.finish(info, scripts: scripts, key: Self.key.get(), to: path)
        return try PackageFile(path)
    }

    /// A package with the same entries, as other programs write it: without blocks.
    func foreign(_ package: PackageFile) throws -> PackageFile {
        let gzip = GzipReader(try FileReader(package.path), name: "package")
        var contents: [[UInt8]] = []
        while try gzip.nextMember() {
            contents.append([])
            while case let chunk = try gzip.read(upTo: 1 << 20), !chunk.isEmpty { contents[contents.count - 1] += chunk }
        }
        let data = ArrayWriter()
        let dataMember = try GzipWriter(data)
        try dataMember.write(#require(contents.last))
        try dataMember.finish()
        var info = package.info
        info.dataHash = Digest.of(data.bytes).hex
        let control = ArrayWriter()
        let controlMember = try GzipWriter(control)
        try TarWriter(controlMember).add(TarEntry(path: ".PKGINFO", kind: .regular, mode: 0o644), bytes: Array(info.text.utf8))
        try controlMember.finish()
        let path = folder.path.appending("\(info.fileName).foreign")
        try Files.writeAtomically(control.bytes + data.bytes, to: path)
        return try PackageFile(path)
    }

    private func link(_ path: String, _ kind: TarEntry.Kind, _ target: String) -> TarEntry {
        var entry = TarEntry(path: path, kind: kind, mode: 0o777)
        entry.linkTarget = target
        return entry
    }
}

extension Workshop {
    /// Puts packages into the repository of the workshop, each into the folder of its architecture.
    func publish(_ packages: PackageFile...) throws {
        for package in packages {
            let writer = try RepositoryWriter(repository, architecture: package.info.architecture, key: Self.key.get())
            try writer.publish([package.path])
        }
    }

    var repository: FilePath { folder.path.appending("repository") }
    var layout: FilePath { folder.path.appending("layout") }

    /// Builds an image of a configuration, into `layout` when nothing else is said.
    @discardableResult
    func image(
        _ text: String,
        architectures: [String] = ["x86_64"],
        date: Int64? = nil,
        order: LayerOrder = .package,
        codec: MemberCodec = .gzip,
        tag: String? = nil,
        to output: FilePath? = nil,
        as format: OutputFormat = .layout,
        bills: FilePath? = nil
    ) throws -> ImageBuilder.Result {
        let image = try configuration(text).applying(overrides)
        return try builder(date, order, codec).build(
            image,
            of: chosen(image, architectures),
            reference: "test:latest",
            tag: tag,
            to: output ?? layout,
            as: format,
            bills: bills
        )
    }

    /// The repository of the workshop, beside those of a configuration.
    private var overrides: ImageOverrides {
        var overrides = ImageOverrides()
        overrides.repositories = [repository.string]
        return overrides
    }

    /// The packages for a configuration, from the repository of the workshop.
    func chosen(_ image: ImageConfiguration, _ architectures: [String] = ["x86_64"]) throws -> [ImagePackages] {
        let resolver = ImageResolver(store: store, keyring: Keyring([try Self.key.get().publicKey()]), isOffline: true)
        let known = try architectures.map { try #require(Architecture($0)) }
        return try resolver.resolve(image.applying(overrides), known, warn: { _ in }).map { resolution in
            try ImagePackages(resolution)
        }
    }

    private func builder(_ date: Int64?, _ order: LayerOrder, _ codec: MemberCodec) throws -> ImageBuilder {
        let date = ImageDate(date.map { ImageDate.Time(seconds: $0) })
        return ImageBuilder(store: store, keyring: [try Self.key.get().publicKey()], date: date, order: order, codec: codec)
    }

    /// Writes the files of an image as an archive.
    func root(_ text: String, as format: ImageBuilder.RootFormat, to path: FilePath) throws {
        let image = try configuration(text)
        let packages = try #require(try chosen(image).first)
        _ = try builder(nil, .path, .gzip).buildRoot(image, of: packages, repositories: [repository.string], as: format, to: path)
    }

    /// Writes the layer of an image with one architecture beside the layout, uncompressed; the biggest blob is it.
    func layer() throws -> FilePath {
        let blobs = layout.appending("blobs/sha256")
        for name in try Files.list(blobs) where try Files.read(blobs.appending(name)).starts(with: [0x1F, 0x8B]) {
            return blobs.appending(name)
        }
        throw Diagnostic(.internalError, "there is no layer")
    }

    /// The names in the layer, as GNU tar lists them.
    func listing(_ options: String = "tzf") throws -> [String] {
        Shell.lines("TZ=UTC tar \(options) '\(try layer())' 2>&1")
    }

    /// A file of the image, as GNU tar gives it.
    func file(_ path: String) throws -> String {
        Shell.lines("tar xzOf '\(try layer())' '\(path)' 2>&1").joined(separator: "\n")
    }

    func json(_ name: String) throws -> String { String(decoding: try Files.read(layout.appending(name)), as: UTF8.self) }
}

/// Reads a configuration from a text in a test.
func configuration(_ text: String) throws -> ImageConfiguration {
    try ImageConfiguration(Node.parse(SourceFile(name: "image.yaml", bytes: Array(text.utf8))))
}

enum Shell {
    /// What a command writes, by lines.
    static func lines(_ command: String) -> [String] {
        guard let pipe = popen(command, "r") else { return [] }
        defer { pclose(pipe) }
        var bytes: [UInt8] = []
        while case let byte = fgetc(pipe), byte != EOF { bytes.append(UInt8(truncatingIfNeeded: byte)) }
        return bytes.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
    }

    /// Whether a program is on PATH.
    static func has(_ program: String) -> Bool { !lines("command -v \(program)").isEmpty }
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
