import APK
import Archives
import Cryptography
import Files
import SystemPackage
import TestSupport
import Testing

/// Packages that `PackageWriter` made, judged by other programs.
@Suite(.enabled(if: Shell.has("python3"), "python3, which finds the members, is not on PATH"))
struct PackageWriterTests {
    private func withMembers(_ body: (Sample) throws -> Void) throws {
        try withScratch { folder in
            let sample = try Sample(in: folder)
            try #require(sample.members.count == 3)
            let bytes = try Files.read(sample.path)
            for (name, range) in zip(["signature", "control", "data"], sample.members) {
                try write(Array(bytes[range]), to: folder.appending("\(name).tar.gz"))
            }
            try body(sample)
        }
    }

    @Test(.enabled(if: Shell.has("tar", "gzip"), "the program tar is not on PATH"))
    func tarAndGzipReadEachMember() throws {
        try withMembers { sample in
            try Shell.run("gzip -t \(sample.path)")
            for name in ["signature", "control", "data"] { try Shell.run("gzip -t \(sample.folder)/\(name).tar.gz") }
            func list(_ name: String) throws -> [String] {
                try Shell.run("tar -tzf \(sample.folder)/\(name).tar.gz 2>/dev/null").split(separator: "\n").map(String.init)
            }
            #expect(try list("signature") == [".SIGN.RSA256.k.rsa.pub"])
            #expect(try list("control") == [".PKGINFO", ".post-install"])
            #expect(
                try list("data") == [
                    "usr", "usr/bin", "usr/bin/hello", "usr/bin/hi", "usr/bin/soft", "usr/share", "usr/share/empty", "usr/share/large",
                    Sample.longName,
                ]
            )
            let folder = sample.folder
            try Shell.run("mkdir \(folder)/out && tar -xzf \(folder)/data.tar.gz -C \(folder)/out 2>/dev/null")
            #expect(try Files.read(folder.appending("out/usr/share/large")) == Sample.large)
            #expect(
                try FileStatus(folder.appending("out/usr/bin/hi")).identity == FileStatus(folder.appending("out/usr/bin/hello")).identity
            )
        }
    }

    @Test(.enabled(if: Shell.has("openssl", "tar"), "the program openssl is not on PATH"))
    func opensslAcceptsTheSignatureOverTheControlMember() throws {
        try withMembers { sample in
            let verify = "openssl dgst -sha256 -verify keys/k.rsa.pub -signature sig"
            let output = try Shell.run("cd \(sample.folder) && tar -xzOf signature.tar.gz > sig && \(verify) control.tar.gz")
            #expect(output == "Verified OK\n")
            #expect(try Shell("cd \(sample.folder) && \(verify) data.tar.gz").status != 0)
        }
    }

    @Test func signatureAndControlAreCutAndDataIsNot() throws {
        try withMembers { sample in
            let contents = try gunzip(Files.read(sample.path))
            let zeros = [UInt8](repeating: 0, count: 512)
            #expect(contents.map { Array($0.suffix(512)) == zeros } == [false, false, true])
            #expect(contents.allSatisfy { $0.count.isMultiple(of: 512) })
            #expect(contents[0].count == 1024)
        }
    }

    @Test(.enabled(if: Shell.has("sha256sum", "sha1sum", "tar"), "sha256sum is not on PATH"))
    func identityAndDataHashAreThoseOfTheMembers() throws {
        try withMembers { sample in
            let folder = sample.folder
            let dataHash = try Shell.run("sha256sum < \(folder)/data.tar.gz").prefix(64)
            #expect(try Shell.run("tar -xzOf \(folder)/control.tar.gz .PKGINFO").hasSuffix("\ndatahash = \(dataHash)\n"))
            let control = try Shell.run("sha1sum < \(folder)/control.tar.gz").prefix(40)
            #expect(sample.identity.digest.hex == control)
            #expect(try PackageFile(sample.path).identity == sample.identity)
        }
    }

    @Test(.enabled(if: Shell.has("apk"), "the program apk is not on PATH"), arguments: ["apk", "apk2"])
    func apkAcceptsIt(_ apk: String) throws {
        if !Shell.has(apk) { return }
        try withScratch { folder in
            let sample = try Sample(in: folder)
            let output = try Shell.run("\(apk) --keys-dir \(folder)/keys verify \(sample.path)")
            #expect(output.contains("OK"))
        }
    }

    @Test(.enabled(if: Shell.has("apk"), "the program apk is not on PATH"))
    func apkInstallsWhatIsInIt() throws {
        try withScratch { folder in
            let sample = try Sample(in: folder)
            let options = "--root \(folder)/root --arch x86_64 --keys-dir \(folder)/keys --no-cache --no-network --no-scripts"
            try Shell.run("mkdir \(folder)/root && apk \(options) \(Shell.apkUserOption) add --initdb \(sample.path)")
            let root = folder.appending("root")
            #expect(try Files.read(root.appending("usr/bin/hello")) == Sample.hello)
            #expect(try Files.read(root.appending("usr/share/large")) == Sample.large)
            #expect(try Files.read(root.appending(Sample.longName)) == Sample.hello)
            #expect(try Files.readLink(root.appending("usr/bin/soft")) == "hello")
            #expect(try FileStatus(root.appending("usr/bin/hi")).identity == FileStatus(root.appending("usr/bin/hello")).identity)
            #expect(try FileStatus(root.appending("usr/bin/hello")).mode == 0o755)
            #expect(try Shell.run("apk --root \(root) audit --system --check-permissions --usermode usr 2>/dev/null || true") == "")
        }
    }

    @Test func writtenTwiceItHasTheSameBytes() throws {
        try withScratch { folder in
            let sample = try Sample(in: folder)
            let again = folder.appending("again.apk")
            try Sample.write(to: again, key: sample.key, in: folder)
            #expect(try Files.read(again) == Files.read(sample.path))
        }
    }

    @Test func nothingIsLeftOfAPackageThatIsDropped() throws {
        try withScratch { folder in
            func drop() throws {
                let writer = try PackageWriter(workingIn: folder)
                try writer.add(TarEntry(path: "usr", kind: .directory, mode: 0o755))
                #expect(try Files.list(folder).count == 1)
            }
            try drop()
            #expect(try Files.list(folder) == [])
        }
    }

    @Test func withoutAKeyThereAreTwoMembers() throws {
        try withScratch { folder in
            let path = folder.appending("x.apk")
            try Sample.write(to: path, key: nil, in: folder)
            #expect(try Sample.members(path).count == 2)
            #expect(try PackageFile(path).signatures == [])
        }
    }
}
