import APK
import Archives
import Cryptography
import Diagnostics
import Files
import SystemPackage
import TestSupport
import Testing

/// A package as `PackageWriter` makes it, and the key that it is signed with.
struct Sample {
    let folder: FilePath
    let path: FilePath
    let key: PrivateKey
    let keyring: Keyring
    let identity: Identity
    /// Where the gzip members lie, found by zlib through another program's eyes.
    let members: [Range<Int>]

    /// Makes `sample-1.2-r3.apk` and `keys/k.rsa.pub` in a folder.
    init(in folder: FilePath) throws {
        self.folder = folder
        try Files.makeDirectory(folder.appending("keys"))
        try PrivateKey.generate(folder.appending("k.rsa"), bits: 2048)
        try Files.rename(folder.appending("k.rsa.pub"), to: folder.appending("keys/k.rsa.pub"))
        key = try PrivateKey(folder.appending("k.rsa"))
        keyring = try Keyring(reading: [folder.appending("keys")])
        path = folder.appending("sample-1.2-r3.apk")
        identity = try Self.write(to: path, key: key, in: folder)
        members = try Self.members(path)
    }

    static var info: PackageInfo {
        var info = PackageInfo(name: "sample", version: "1.2-r3", architecture: "x86_64")
        info.installedSize = 321
        info.origin = "origin"
        info.description = "A package with é"
        info.url = "https://example.org/"
        info.commit = String(repeating: "ab", count: 20)
        info.buildDate = 1_700_000_000
        info.licenses = ["MIT"]
        info.provides = ["cmd:hello=1.2-r3"]
        return info
    }

    static let script = Script(kind: .postInstall, content: Array("#!/bin/sh\nexit 0\n".utf8))
    static let hello = Array("#!/bin/sh\necho hello\n".utf8)
    static let large = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 7) }
    static let longName = "usr/share/" + String(repeating: "n", count: 120)

    @discardableResult
    static func write(to path: FilePath, key: PrivateKey?, in folder: FilePath) throws(Diagnostic) -> Identity {
        let writer = try PackageWriter(workingIn: folder)
        func add(_ path: String, _ content: [UInt8], mode: UInt32 = 0o644) throws(Diagnostic) {
            var entry = TarEntry.file(path, mode: mode)
            entry.size = Int64(content.count)
            try writer.add(entry, content: ArrayReader(content), checksum: .of(content, .sha1))
        }
        func link(_ path: String, _ target: String, _ kind: TarEntry.Kind) throws(Diagnostic) {
            var entry = TarEntry(path: path, kind: kind, mode: 0o777)
            entry.linkTarget = target
            try writer.add(entry)
        }
        try writer.add(TarEntry(path: "usr", kind: .directory, mode: 0o755))
        try writer.add(TarEntry(path: "usr/bin", kind: .directory, mode: 0o755))
        try add("usr/bin/hello", hello, mode: 0o755)
        try link("usr/bin/hi", "usr/bin/hello", .hardLink)
        try link("usr/bin/soft", "hello", .symbolicLink)
        try writer.add(TarEntry(path: "usr/share", kind: .directory, mode: 0o755))
        try add("usr/share/empty", [])
        try add("usr/share/large", large)
        try add(longName, hello)
        return try writer.finish(info, scripts: [script], key: key, to: path)
    }

    /// The members of a file as python's zlib finds them.
    static func members(_ path: FilePath) throws -> [Range<Int>] {
        let script = """
            import sys, zlib
            data, start = open(sys.argv[1], "rb").read(), 0
            while start < len(data):
                member = zlib.decompressobj(31)
                member.decompress(data[start:])
                assert member.eof
                end = len(data) - len(member.unused_data)
                print(start, end)
                start = end
            """
        let output = try Shell.run("python3 -c '\(script)' \(path)")
        return try output.split(separator: "\n").map { line in
            let numbers = line.split(separator: " ").compactMap { Int($0) }
            try #require(numbers.count == 2)
            return numbers[0]..<numbers[1]
        }
    }
}
