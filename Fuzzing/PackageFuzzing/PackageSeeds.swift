import APK
import Archives
import Cryptography
public import Diagnostics
import Files
public import SystemPackage

/// What mutations begin with: packages and an index that the program makes itself, and those of folders.
public struct PackageSeeds: Sendable {
    /// Packages, taken apart.
    var packages: [MemberDraft] = []
    /// Indexes, taken apart.
    var indexes: [MemberDraft] = []
    /// Texts of `.PKGINFO`.
    var descriptions: [[UInt8]] = []
    /// ELF files.
    var binaries: [[UInt8]] = SyntheticBinary.all

    /// Larger files are left out.
    private static let largest = 2 << 20
    private static let mostIndexBytes = 20_000

    /// The seeds that the program makes itself.
    public init() throws(Diagnostic) {
        let folder = try TemporaryDirectory(prefix: "cuttle-fuzz-")
        defer { withExtendedLifetime(folder) {} }
        for isSmall in [false, true] {
            let path = folder.path.appending("sample.apk")
            try Self.write(to: path, in: folder.path, isSmall: isSmall)
            try add(package: path)
            var draft = try MemberDraft(file: Files.read(path))
            let signature = TarDraft.Piece(Array(".SIGN.RSA256.k.rsa.pub".utf8), flag: 0x30, content: [UInt8](repeating: 7, count: 256))
            draft.members.insert(signature.bytes(), at: 0)
            packages.append(draft)
            let index = folder.path.appending("APKINDEX.tar.gz")
            try PackageIndex([IndexRecord(PackageFile(path))]).write(to: index, key: nil)
            try add(index: index)
        }
    }

    /// Adds the packages and indexes of a folder.
    public mutating func add(_ folder: FilePath) throws(Diagnostic) {
        for name in try Files.list(folder) {
            let path = folder.appending(name)
            if name.hasSuffix(".apk"), try FileStatus(path).size <= Self.largest { try add(package: path) }
            if name.hasSuffix("APKINDEX.tar.gz") { try add(index: path) }
        }
    }

    /// How much there is, for people.
    var summary: String {
        "\(packages.count) packages, \(indexes.count) indexes, \(descriptions.count) descriptions, \(binaries.count) ELF files"
    }

    private mutating func add(package path: FilePath) throws(Diagnostic) {
        let package = try PackageFile(path)
        descriptions.append(package.infoText)
        var found: [[UInt8]] = []
        try package.readData { entry, content throws(Diagnostic) in
            if entry.kind != .regular || entry.size > 1 << 17 { return }
            var bytes: [UInt8] = []
            while case let chunk = try content.read(upTo: 1 << 17), !chunk.isEmpty { bytes += chunk }
            if bytes.starts(with: [0x7F, 0x45, 0x4C, 0x46]) { found.append(bytes) }
        }
        binaries += found.prefix(4)
        packages.append(try MemberDraft(file: Files.read(path)))
    }

    /// Of an index the first records are taken.
    private mutating func add(index path: FilePath) throws(Diagnostic) {
        let text = try IndexFile(path).text
        let part = Array(text.prefix(Self.mostIndexBytes))
        let entry = TarDraft.Piece(Array("APKINDEX".utf8), flag: 0x30, content: part)
        let description = TarDraft.Piece(Array("DESCRIPTION".utf8), flag: 0x30, content: Array("test".utf8))
        let signature = TarDraft.Piece(Array(".SIGN.RSA.k.rsa.pub".utf8), flag: 0x30, content: [UInt8](repeating: 7, count: 256))
        let tail = [UInt8](repeating: 0, count: 2 * TarDraft.block)
        indexes.append(MemberDraft([signature.bytes(), description.bytes() + entry.bytes() + tail]))
    }

    private static func write(to path: FilePath, in folder: FilePath, isSmall: Bool) throws(Diagnostic) {
        var info = PackageInfo(name: "sample", version: "1.2-r3", architecture: "x86_64")
        info.installedSize = 100
        info.origin = "sample"
        info.description = "A sample"
        info.url = "https://example.org/"
        info.commit = String(repeating: "ab", count: 20)
        info.buildDate = 1_700_000_000
        info.licenses = ["MIT"]
        info.dependencies = ["so:libc.so.6", "!other<2", "x>=1.2"]
        info.provides = ["cmd:hello=1.2-r3"]
        info.installIf = ["a", "b=1"]
        info.triggers = ["/usr/share/*"]
        info.providerPriority = 10
        let writer = try PackageWriter(workingIn: folder)
        if !isSmall {
            for directory in ["usr", "usr/bin"] { try writer.add(TarEntry(path: directory, kind: .directory, mode: 0o755)) }
            for (name, content) in [("usr/bin/hello", "#!/bin/sh\n"), ("usr/bin/empty", ""), (String(repeating: "n", count: 120), "long")] {
                var entry = TarEntry(path: name, kind: .regular, mode: 0o755)
                entry.size = Int64(content.utf8.count)
                entry.records = name.hasSuffix("empty") ? [.init(key: "SCHILY.xattr.user.a", value: [1, 2])] : []
                try writer.add(entry, content: ArrayReader(Array(content.utf8)), checksum: .of(content, .sha1))
            }
            for (name, kind, target) in [
                ("usr/bin/soft", TarEntry.Kind.symbolicLink, "/etc"), ("usr/bin/hard", .hardLink, "usr/bin/hello"),
            ] {
                var entry = TarEntry(path: name, kind: kind, mode: 0o777)
                entry.linkTarget = target
                try writer.add(entry)
            }
        }
        let scripts = [
            Script(kind: .postInstall, content: Array("#!/bin/sh\n".utf8)), Script(kind: .trigger, content: Array("#!/bin/sh\n".utf8)),
        ]
        try writer.finish(info, scripts: isSmall ? [] : scripts, configuration: isSmall ? nil : "package: {}\n", key: nil, to: path)
    }
}
