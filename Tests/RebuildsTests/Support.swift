import APK
import Archives
import Cryptography
import Diagnostics
import Files
import SystemPackage

/// A package that a test writes: its entries with their contents.
struct Given {
    var description = "a package"
    var configuration = "package:\n  name: given\n"
    var entries: [(entry: TarEntry, content: [UInt8])] = []

    init(_ files: KeyValuePairs<String, String>) {
        for (path, content) in files { add(path, Array(content.utf8)) }
    }

    mutating func add(_ path: String, _ content: [UInt8], mode: UInt32 = 0o644) {
        var entry = TarEntry(path: path, kind: .regular, mode: mode)
        entry.size = Int64(content.count)
        entry.userName = "root"
        entry.groupName = "root"
        entries.append((entry, content))
    }

    func write(_ path: FilePath) throws -> FilePath {
        let writer = try PackageWriter(workingIn: path.removingLastComponent())
        for (entry, content) in entries {
            if entry.kind == .regular {
                try writer.add(entry, content: ArrayReader(content), checksum: Digest.of(String(decoding: content, as: UTF8.self), .sha1))
            } else {
                try writer.add(entry)
            }
        }
        var info = PackageInfo(name: "given", version: "1-r0", architecture: "x86_64")
        info.description = description
        info.installedSize = 1
        try writer.finish(info, scripts: [], configuration: configuration, key: nil, to: path)
        return path
    }
}
