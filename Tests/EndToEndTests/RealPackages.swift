import APK
import Archives
import Cryptography
import Files
import SystemPackage
import Testing

/// A repository `r` of real packages that others built, and of stand-ins for what they need; its indexes are signed with a key of its own.
struct RealPackages {
    let folder: TemporaryDirectory
    var path: FilePath { folder.path }

    private static let data = Program.project.appending("../shared/data").lexicallyNormalized()
    private static let real = [
        "x86_64": ["hello-0.1.0-r0.apk", "hello-wolfi-2.12.1-r0.apk"], "aarch64": ["alpine-baselayout-3.2.0-r23.apk"],
    ]
    /// What hello-wolfi is linked with, by the names that Debian has for it.
    private static let libraries = ["lib64/ld-linux-x86-64.so.2", "lib/x86_64-linux-gnu/libc.so.6"]

    static let areThere =
        Files.exists(data.appending("keys")) && libraries.allSatisfy { Files.exists(FilePath("/\($0)")) }
    static let absence: Comment = "the folder ../shared/data with real packages is not there, or this is no Debian for amd64"

    init() async throws {
        folder = try TemporaryDirectory()
        try PrivateKey.generate(path.appending("own.rsa"), bits: 2048)
        for (architecture, names) in Self.real {
            let packages = path.appending("r/\(architecture)")
            try Files.makeDirectory(packages)
            for name in names { try Files.copy(Self.data.appending(name), to: packages.appending(name)) }
            try standIns(architecture, in: packages)
            let index = packages.appending("APKINDEX.tar.gz").string
            let files = try Files.list(packages).filter { $0.hasSuffix(".apk") }.map { packages.appending($0).string }
            let indexed = try await cuttle(["index", "-o", index, "--signing-key", "own.rsa"] + files)
            try #require(indexed.status == 0, "\(indexed.error)")
        }
        try write("hello.yaml", "contents: {packages: [hello-wolfi, hello, release]}\nentrypoint: {command: /usr/bin/hello}\n")
        try write("layout.yaml", "contents: {packages: [alpine-baselayout, release]}\n")
        try write("both.yaml", "contents: {packages: [libc, release]}\narchs: [amd64, arm64]\n")
    }

    func write(_ name: String, _ text: String) throws {
        try Files.writeAtomically(Array(text.utf8), to: path.appending(name))
    }

    func cuttle(_ arguments: [String]) async throws -> Outcome {
        try await Program.run(Program.cuttle.string, arguments, in: path)
    }

    /// Builds an image into a folder of the same name, and gives its digest.
    func image(_ name: String, _ architectures: String, _ options: [String] = []) async throws -> String {
        let built = try await cuttle(
            ["image", "build", "\(name).yaml", "\(name):1", name, "--arch", architectures] + Self.trust + ["--store", "store"] + options
        )
        try #require(built.status == 0, "\(built.error)")
        return try #require(built.error.firstMatch(of: /sha256:[0-9a-f]{64}/).map { String($0.output) })
    }

    static let trust = ["-r", "r", "-k", "own.rsa.pub"]

    // MARK: Stand-ins

    private func standIns(_ architecture: String, in packages: FilePath) throws {
        var libc = PackageInfo(name: "libc", version: "1-r0", architecture: architecture)
        var files: [(String, [UInt8], UInt32)] = []
        if architecture == "x86_64" {
            libc.provides = ["so:ld-linux-x86-64.so.2=2", "so:libc.so.6=6", "busybox=1-r0"]
            files = try Self.libraries.map { ($0, try Files.read(FilePath("/\($0)")), 0o755) }
        } else {
            libc.provides = ["so:libc.musl-aarch64.so.1=1", "alpine-baselayout-data=3.2.0-r23", "/bin/sh"]
            files = [("lib/libc.musl-aarch64.so.1", Array("no program".utf8), 0o755)]
        }
        try package(libc, files, in: packages)
        // Of no architecture: the same file in each folder.
        let release = PackageInfo(name: "release", version: "1-r0", architecture: "noarch")
        try package(
            release,
            [
                ("etc/group", Array("root:x:0:\n".utf8), 0o644), ("etc/os-release", Array("ID=sepia\nNAME=Sepia\n".utf8), 0o644),
                ("etc/passwd", Array("root:x:0:0:root:/root:/bin/false\n".utf8), 0o644),
            ],
            in: packages
        )
    }

    private func package(_ info: PackageInfo, _ files: [(path: String, bytes: [UInt8], mode: UInt32)], in packages: FilePath) throws {
        let writer = try PackageWriter(workingIn: path)
        var folders: Set<String> = []
        var info = info
        for file in files {
            for (index, character) in file.path.enumerated() where character == "/" {
                let folder = String(file.path.prefix(index))
                if folders.insert(folder).inserted { try writer.add(TarEntry(path: folder, kind: .directory, mode: 0o755)) }
            }
            var entry = TarEntry(path: file.path, kind: .regular, mode: file.mode)
            entry.size = Int64(file.bytes.count)
            info.installedSize += entry.size
            try writer.add(entry, content: ArrayReader(file.bytes), checksum: Digest.of(file.bytes, .sha1))
        }
        info.buildDate = 1_700_000_000
        try writer.finish(info, scripts: [], key: PrivateKey(path.appending("own.rsa")), to: packages.appending(info.fileName))
    }
}
