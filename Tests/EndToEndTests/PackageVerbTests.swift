import Cryptography
import Files
import SystemPackage
import TestSupport
import Testing

/// The verbs for packages and indexes, also ones made by others: verify, list, scan, sign, sign-index, index.
@Suite struct PackageVerbTests {
    private static let data = Program.project.appending("../shared/data").lexicallyNormalized()
    private static var hasData: Bool { Files.exists(data.appending("keys")) }
    private static let names = ["alpine-baselayout-3.2.0-r23", "hello-0.1.0-r0", "hello-wolfi-2.12.1-r0"]
    private static let indexes = ["alpine-3.16-x86_64", "alpine-3.17-aarch64", "rsa256-signed"]

    private func cuttle(_ folder: FilePath, _ arguments: String...) async throws -> Outcome {
        try await Program.run(Program.cuttle.string, arguments, in: folder)
    }

    /// A folder with a key, and the real packages.
    private func folder() async throws -> TemporaryDirectory {
        let folder = try TemporaryDirectory()
        try #require(try await cuttle(folder.path, "keygen", "my.rsa", "--key-size", "2048").status == 0)
        for name in Self.names {
            try Files.copy(Self.data.appending("\(name).apk"), to: folder.path.appending("\(name).apk"))
        }
        return folder
    }

    @Test(.enabled(if: hasData, "there are no real packages")) func realPackagesAreVerified() async throws {
        let folder = try await folder()
        let keys = Self.data.appending("keys").string
        let all = try await cuttle(
            folder.path,
            "verify",
            "alpine-baselayout-3.2.0-r23.apk",
            "hello-0.1.0-r0.apk",
            "hello-wolfi-2.12.1-r0.apk",
            "-k",
            keys
        )
        #expect(all.status == 1)
        #expect(all.output == "alpine-baselayout-3.2.0-r23.apk: OK\n")
        #expect(all.error.hasPrefix("error: hello-0.1.0-r0.apk is not signed\nhint: sign it with cuttle sign\n"))
        #expect(all.error.contains("error: hello-wolfi-2.12.1-r0.apk is signed with melange.rsa.pub, which is not trusted\n"))
        let unsigned = try await cuttle(folder.path, "verify", "--ignore-signatures", "hello-0.1.0-r0.apk", "hello-wolfi-2.12.1-r0.apk")
        #expect(unsigned.status == 0)
        #expect(unsigned.output == "hello-0.1.0-r0.apk: OK\nhello-wolfi-2.12.1-r0.apk: OK\n")
        for index in Self.indexes {
            let path = Self.data.appending("\(index).APKINDEX.tar.gz").string
            let verified = try await cuttle(folder.path, "verify", path, "-k", keys)
            #expect(verified.output == "\(path): OK\n", "\(verified.error)")
            #expect(try await cuttle(folder.path, "verify", path).status == 1)
        }
        let json = try await cuttle(folder.path, "verify", "--json", "hello-0.1.0-r0.apk", "no.apk")
        #expect(json.status == 1)
        #expect(json.error == "")
        #expect(json.output.contains("\"path\": \"hello-0.1.0-r0.apk\",\n      \"ok\": false,\n"))
        #expect(json.output.contains("\"code\": \"untrusted\""))
        #expect(json.output.contains("\"message\": \"there is no no.apk\""))
    }

    @Test(.enabled(if: hasData, "there are no real packages")) func realPackagesAreListed() async throws {
        let folder = try await folder()
        let hello = try await cuttle(folder.path, "list", "hello-0.1.0-r0.apk")
        #expect(hello.output == "-rwxr-xr-x root/root 21 hello\n")
        let info = try await cuttle(folder.path, "list", "--info", "hello-wolfi-2.12.1-r0.apk")
        #expect(
            info.output == """
                hello-wolfi-2.12.1-r0
                  description: the GNU hello world program
                  license: GPL-3.0-or-later
                  architecture: x86_64
                  origin: hello-wolfi
                  size: 71 KiB
                  on disk: 625 KiB
                  checksum: Q1j9huCmxqWKDR+abKskcY8e/aZMo=
                  needs: so:ld-linux-x86-64.so.2 so:libc.so.6
                  offers: cmd:hello=2.12.1-r0
                  signed with: melange.rsa.pub

                """
        )
        let index = Self.data.appending("alpine-3.16-x86_64.APKINDEX.tar.gz").string
        let listed = try await cuttle(folder.path, "list", index, "--name", "xz*", "--name", "zlib")
        #expect(
            listed.output == """
                xz-5.2.5-r1       x86_64  160 KiB  Library and CLI tools for XZ and LZMA compressed files
                xz-dev-5.2.5-r1   x86_64  504 KiB  Library and CLI tools for XZ and LZMA compressed files (development files)
                xz-doc-5.2.5-r1   x86_64   68 KiB  Library and CLI tools for XZ and LZMA compressed files (documentation)
                xz-libs-5.2.5-r1  x86_64  148 KiB  Library and CLI tools for XZ and LZMA compressed files (libraries)
                zlib-1.2.12-r3    x86_64  108 KiB  A compression/decompression Library

                """
        )
        let json = try await cuttle(folder.path, "list", "--json", "hello-0.1.0-r0.apk")
        #expect(json.output.contains("\"path\": \"hello\",\n          \"type\": \"file\",\n          \"mode\": \"755\",\n"))
        let missing = try await cuttle(folder.path, "list", "no.apk")
        #expect(missing.status == 2)
        #expect(missing.error == "error: there is no no.apk\n")
    }

    @Test(.enabled(if: hasData, "there are no real packages")) func realPackagesAreScanned() async throws {
        let folder = try await folder()
        let same = try await cuttle(folder.path, "scan", "--diff", "hello-wolfi-2.12.1-r0.apk", "hello-0.1.0-r0.apk")
        #expect(same.status == 0)
        #expect(same.output == "")
        let whole = try await cuttle(folder.path, "scan", "hello-0.1.0-r0.apk")
        #expect(whole.output.contains("\npkgname = hello\npkgver = 0.1.0-r0\n"))
    }

    /// What was signed by others is signed with our key; nothing but the signature changes, and apk-tools accepts it.
    @Test(.enabled(if: hasData, "there are no real packages")) func realPackagesAreSignedAgain() async throws {
        let folder = try await folder()
        let files = Self.names.map { "\($0).apk" }
        let signed = try await Program.run(
            Program.cuttle.string,
            ["sign", "--signing-key", "my.rsa", "--out-dir", "signed"] + files,
            in: folder.path
        )
        #expect(signed.status == 0, "\(signed.error)")
        #expect(signed.output == files.map { "signed/\($0): signed with my.rsa.pub\n" }.joined())
        let verified = try await Program.run(
            Program.cuttle.string,
            ["verify", "-k", "my.rsa.pub"] + files.map { "signed/\($0)" },
            in: folder.path
        )
        #expect(verified.status == 0, "\(verified.error)")
        for (name, file) in zip(Self.names, files) {
            let (before, after) = (try Files.read(Self.data.appending(file)), try Files.read(folder.path.appending("signed/\(file)")))
            // The control member begins behind the signature, where there is one.
            let control = try #require(
                after.indices.dropFirst().first {
                    after[$0...].starts(with: [0x1F, 0x8B, 8]) && before.suffix(after.count - $0) == after[$0...]
                }
            )
            #expect(control > 300, "\(name)")
        }
        try Files.makeDirectory(folder.path.appending("keys"))
        try Files.copy(folder.path.appending("my.rsa.pub"), to: folder.path.appending("keys/my.rsa.pub"))
        for apk in ApkTools.found {
            let judged = try apk.verify(files.map { folder.path.appending("signed/\($0)") }, keys: folder.path.appending("keys"))
            #expect(judged.status == 0, "\(apk): \(judged.output)")
            #expect(judged.output.split(separator: "\n").filter { $0.contains("OK") }.count == files.count, "\(judged.output)")
        }
    }

    @Test(.enabled(if: hasData, "there are no real packages")) func aDamagedPackageIsNotSigned() async throws {
        let folder = try await folder()
        let path = folder.path.appending("hello-wolfi-2.12.1-r0.apk")
        try TamperTests.flip(path) { $0 - 400 }
        let before = try Files.read(path)
        let refused = try await cuttle(folder.path, "sign", "--signing-key", "my.rsa", "hello-wolfi-2.12.1-r0.apk", "hello-0.1.0-r0.apk")
        #expect(refused.status == 1)
        #expect(refused.output == "hello-0.1.0-r0.apk: signed with my.rsa.pub\n")
        #expect(refused.error.hasPrefix("error: hello-wolfi-2.12.1-r0.apk is damaged: "), "\(refused.error)")
        #expect(try Files.read(path) == before)
        let twice = try await cuttle(folder.path, "sign", "--signing-key", "my.rsa", "--signing-key", "my.rsa", "hello-0.1.0-r0.apk")
        #expect(twice.status == 2)
        #expect(twice.error.hasPrefix("error: two keys are called my.rsa.pub, and installers tell keys by their names\n"))
    }

    @Test(.enabled(if: hasData, "there are no real packages")) func indexesAreMadeAndSigned() async throws {
        let folder = try await folder()
        let files = Self.names.map { "\($0).apk" }
        let made = try await Program.run(Program.cuttle.string, ["index", "-o", "x86_64/APKINDEX.tar.gz"] + files, in: folder.path)
        #expect(made.status != 0, "the folder is missing")
        try Files.makeDirectory(folder.path.appending("x86_64"))
        let all = try await Program.run(
            Program.cuttle.string,
            ["index", "-o", "x86_64/APKINDEX.tar.gz", "--arch", "x86_64"] + files,
            in: folder.path
        )
        #expect(all.status == 0)
        #expect(all.output == "x86_64/APKINDEX.tar.gz: 2 packages\n")
        #expect(all.error == "warning: alpine-baselayout-3.2.0-r23.apk is for aarch64, and is not listed\n")
        let unsigned = try Files.read(folder.path.appending("x86_64/APKINDEX.tar.gz"))
        let signed = try await cuttle(folder.path, "sign-index", "--signing-key", "my.rsa", "x86_64/APKINDEX.tar.gz")
        #expect(signed.output == "x86_64/APKINDEX.tar.gz: signed with my.rsa.pub\n", "\(signed.error)")
        let once = try Files.read(folder.path.appending("x86_64/APKINDEX.tar.gz"))
        #expect(once.suffix(unsigned.count) == unsigned[...])
        let again = try await cuttle(folder.path, "sign-index", "--signing-key", "my.rsa", "x86_64/APKINDEX.tar.gz")
        #expect(again.status == 0)
        #expect(again.error == "x86_64/APKINDEX.tar.gz: left as it is, signed with my.rsa.pub; see --force\n")
        #expect(try Files.read(folder.path.appending("x86_64/APKINDEX.tar.gz")) == once)
        // One file under two names is signed twice, and stays an index.
        let twice = ["sign-index", "-f", "--signing-key", "my.rsa", "x86_64/APKINDEX.tar.gz", "./x86_64/APKINDEX.tar.gz"]
        #expect(try await Program.run(Program.cuttle.string, twice, in: folder.path).status == 0)
        #expect(try Files.read(folder.path.appending("x86_64/APKINDEX.tar.gz")) == once)
        #expect(try await cuttle(folder.path, "sign-index", "-f", "--signing-key", "my.rsa", "x86_64/APKINDEX.tar.gz").status == 0)
        #expect(try Files.read(folder.path.appending("x86_64/APKINDEX.tar.gz")).suffix(unsigned.count) == unsigned[...])
        // The repository as a whole: packages are asked for beside the index, and their own signatures are worth a word.
        let missing = try await cuttle(folder.path, "verify", ".", "-k", "my.rsa.pub")
        #expect(missing.status == 1)
        #expect(missing.error.contains("error: ./x86_64/hello-0.1.0-r0.apk is missing, although the index lists it\n"), "\(missing.error)")
        for file in files.dropFirst() { try Files.copy(folder.path.appending(file), to: folder.path.appending("x86_64/\(file)")) }
        let whole = try await cuttle(folder.path, "verify", "x86_64", "-k", "my.rsa.pub")
        #expect(whole.status == 0, "\(whole.error)")
        #expect(whole.error.contains("warning: x86_64/hello-0.1.0-r0.apk is not signed: only the index vouches for it\n"))
        // What somebody else has signed is not signed on their word.
        try #require(try await cuttle(folder.path, "keygen", "other.rsa", "--key-size", "2048").status == 0)
        let foreign = try await cuttle(
            folder.path,
            "index",
            "--merge",
            "-o",
            "x86_64/APKINDEX.tar.gz",
            "--signing-key",
            "other.rsa",
            "hello-0.1.0-r0.apk"
        )
        #expect(foreign.status == 1)
        #expect(
            foreign.error == """
                error: x86_64/APKINDEX.tar.gz is signed with my.rsa.pub, which is not trusted
                  trusted: other.rsa.pub
                hint: what it lists would be signed: give its key with --keyring-append, or --ignore-signatures

                """
        )
        // What is listed stays listed with --merge.
        let merged = try await cuttle(
            folder.path,
            "index",
            "--merge",
            "-o",
            "x86_64/APKINDEX.tar.gz",
            "--json",
            "alpine-baselayout-3.2.0-r23.apk"
        )
        #expect(merged.status == 0)
        #expect(merged.error.hasPrefix("warning: x86_64/APKINDEX.tar.gz was signed, and is not any more\n"))
        #expect(merged.output.split(separator: "\n").filter { $0.contains("\"name\"") }.count == 3)
        for apk in ApkTools.found {
            try Files.makeDirectory(folder.path.appending("keys"))
            try Files.copy(folder.path.appending("my.rsa.pub"), to: folder.path.appending("keys/my.rsa.pub"))
            try Files.writeAtomically(once, to: folder.path.appending("x86_64/APKINDEX.tar.gz"))
            let root = folder.path.appending("root\(apk.generation)")
            let command =
                "'\(apk.program)' \(Shell.apkUserOption) --root \(root) --arch x86_64 --keys-dir \(folder.path)/keys --repository \(folder.path)"
            let added = try Shell("\(command) add --initdb --no-scripts && \(command) search -v hello")
            #expect(added.output.contains("hello-wolfi-2.12.1-r0"), "\(apk): \(added.output)")
        }
    }
}
