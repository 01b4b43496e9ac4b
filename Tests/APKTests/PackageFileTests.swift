import APK
import Archives
import Cryptography
import Diagnostics
import Files
import SystemPackage
import TestSupport
import Testing

@Suite(.enabled(if: Shell.has("python3"), "python3, which finds the members, is not on PATH"))
struct PackageFileTests {
    @Test func readsWhatWasWritten() throws {
        try withScratch { folder in
            let sample = try Sample(in: folder)
            let package = try PackageFile(sample.path)
            var info = Sample.info
            info.dataHash = try Digest.of(Array(Files.read(sample.path)[sample.members[2]])).hex
            #expect(package.info == info)
            #expect(package.scripts == [Sample.script])
            #expect(package.size == Int64(sample.members[2].upperBound))
            #expect(package.signatures.map(\.keyName) == ["k.rsa.pub"])
            #expect(package.signatures.map(\.function) == [.sha256])
            var found: [String] = []
            try package.readData { entry, content throws(Diagnostic) in
                found.append("\(entry.path) \(entry.kind) \(entry.linkTarget) \(entry.checksum?.hex.prefix(4) ?? "-")")
                if entry.path == "usr/share/large" {
                    var bytes: [UInt8] = []
                    while case let chunk = try content.read(upTo: 1000), !chunk.isEmpty { bytes += chunk }
                    #expect(bytes == Sample.large)
                }
            }
            let hello = Digest.of(Sample.hello, .sha1).hex.prefix(4)
            #expect(
                found == [
                    "usr directory  -", "usr/bin directory  -", "usr/bin/hello regular  \(hello)", "usr/bin/hi hardLink usr/bin/hello -",
                    "usr/bin/soft symbolicLink hello \(Digest.of("hello", .sha1).hex.prefix(4))", "usr/share directory  -",
                    "usr/share/empty regular  da39", "usr/share/large regular  \(Digest.of(Sample.large, .sha1).hex.prefix(4))",
                    "\(Sample.longName) regular  \(hello)",
                ]
            )
        }
    }

    @Test func aFlippedBitAnywhereIsRefused() throws {
        try withScratch { folder in
            let sample = try Sample(in: folder)
            try verify(sample.path, sample.keyring)
            let whole = try Files.read(sample.path)
            let target = folder.appending("damaged.apk")
            let (signature, control, data) = (sample.members[0], sample.members[1], sample.members[2])
            let positions =
                Array(signature) + Array(control) + [Int](data.prefix(30)) + [Int](data.suffix(12))
                + stride(from: data.lowerBound, to: data.upperBound, by: 997)
            for position in positions {
                var bytes = whole
                bytes[position] ^= 1 << UInt8(position % 8)
                try write(bytes, to: target)
                do throws(Diagnostic) {
                    try verify(target, sample.keyring)
                    // Only what says nothing may change: the signature's gzip header, and bits between its stream and trailer.
                    #expect(signature.contains(position), "byte \(position)")
                    #expect(try gunzip(Array(bytes[signature])) == gunzip(Array(whole[signature])))
                } catch {
                    let codes: [Diagnostic.Code] = [.damagedArchive, .damagedPackage, .untrusted]
                    #expect(codes.contains(error.code), "byte \(position): \(error.message)")
                    if control.contains(position) || data.contains(position) { #expect(error.message.contains("\(target)")) }
                }
            }
        }
    }

    @Test func aPackageCutAnywhereIsRefused() throws {
        try withScratch { folder in
            let sample = try Sample(in: folder)
            let whole = try Files.read(sample.path)
            for length in stride(from: 0, to: whole.count, by: 211) + sample.members.flatMap({ [$0.lowerBound, $0.upperBound - 1] }) {
                try write(Array(whole.prefix(length)), to: folder.appending("x"))
                #expect(throws: Diagnostic.self, "length \(length)") { try verify(folder.appending("x"), sample.keyring) }
            }
        }
    }

    /// Packages that are whole as gzip and tar go, but not what they say: name, bytes, message with `{}` for the path.
    private func changed(_ sample: Sample) throws -> [(String, [UInt8], String)] {
        let whole = try Files.read(sample.path)
        let (signature, control, data) = (Array(whole[sample.members[0]]), Array(whole[sample.members[1]]), Array(whole[sample.members[2]]))
        let name = TarEntry.file(".SIGN.RSA256.k.rsa.pub")
        let wrong = "the signature of {} is wrong: it was changed after k.rsa.pub signed it"
        let text = try String(decoding: #require(gunzip(control).first)[512...].prefix { $0 != 0 }, as: UTF8.self)
        let otherControl = try controlMember(text.replacing("sample", with: "simple"))
        let otherData = try member([(.file("evil"), [1])], isCut: false)
        func hash(_ bytes: [UInt8]) -> Substring { Digest.of(bytes).hex.prefix(16) }
        func dataMessage(_ found: [UInt8]) -> String {
            "{} is damaged: its data has the SHA-256 \(hash(found))…, its .PKGINFO says \(hash(data))…"
        }
        let key = sample.key
        func signed(_ control: [UInt8]) throws(Diagnostic) -> [UInt8] { try Signature.member(over: control, key: key, time: 0) + control }
        func info(_ data: [UInt8]) -> String { "pkgname = a\npkgver = 1\narch = x\ndatahash = \(Digest.of(data).hex)\n" }
        var badSum = TarEntry.file("etc/f")
        badSum.records = [.init(key: "APK-TOOLS.checksum.SHA1", value: Array(Digest.of("other", .sha1).hex.utf8))]
        let badSumData = try member([(badSum, [1, 2])], isCut: false)
        var badLink = TarEntry(path: "l", kind: .symbolicLink, mode: 0o777)
        badLink.linkTarget = "there"
        badLink.records = badSum.records
        let badLinkData = try member([(badLink, [])], isCut: false)
        let stray = TarEntry.file("usr/x")
        return try [
            ("other signature", member([(name, [UInt8](repeating: 5, count: 256))]) + control + data, wrong),
            ("empty signature", member([(name, [])]) + control + data, wrong),
            ("other control", signature + otherControl + data, wrong),
            ("other type", member([(.file(".SIGN.RSA.k.rsa.pub"), sample.key.sign(control, .sha256))]) + control + data, wrong),
            ("other data", signature + control + otherData, dataMessage(otherData)),
            ("no data", signature + control, dataMessage([])),
            (
                "two data members", signed(controlMember(info(data + otherData))) + data + otherData,
                "{} is damaged: something follows its data"
            ),
            ("no signature", control + data, "{} is not signed"),
            ("no control", signature, "{} is damaged: it has no control member"),
            ("nothing", [], "{} is damaged: it has no control member"),
            ("no .PKGINFO", member([(.file(".post-install"), [])]), "{} is not a package: it has no .PKGINFO"),
            ("stray file", member([(stray, [])]) + control, "{} is damaged: \"usr/x\" stands before the data"),
            ("hidden folder", member([(.file(".a/b"), [])]) + control, "{} is damaged: \".a/b\" stands before the data"),
            ("wrong sum", signed(controlMember(info(badSumData))) + badSumData, "{} is damaged: the checksum of \"etc/f\" is wrong"),
            ("wrong link sum", signed(controlMember(info(badLinkData))) + badLinkData, "{} is damaged: the checksum of \"l\" is wrong"),
        ]
    }

    @Test func everyBrokenLinkOfTheChainHasItsMessage() throws {
        try withScratch { folder in
            let sample = try Sample(in: folder)
            for (name, bytes, message) in try changed(sample) {
                let path = folder.appending("changed.apk")
                try write(bytes, to: path)
                let error = #expect(throws: Diagnostic.self, "\(name)") { try verify(path, sample.keyring) }
                #expect(error?.message == message.replacing("{}", with: path.string), "\(name)")
            }
        }
    }

    @Test func whatIsNoPackageIsRefused() throws {
        try withScratch { folder in
            let path = folder.appending("x.apk")
            try write(Array("<html>404</html>".utf8), to: path)
            let error = #expect(throws: Diagnostic.self) { try PackageFile(path) }
            #expect(error?.message == "\(path) is damaged: its compressed data is not valid")
            let missing = #expect(throws: Diagnostic.self) { try PackageFile(folder.appending("none")) }
            #expect(missing?.message == "cannot open \(folder)/none: No such file or directory")
        }
    }

    @Test func aControlMemberThatExpandsWithoutEndIsRefused() throws {
        try withScratch { folder in
            let path = folder.appending("x.apk")
            try write(member([(.file(".PKGINFO"), [UInt8](repeating: 0x23, count: 17 << 20))]), to: path)
            let error = #expect(throws: Diagnostic.self) { try PackageFile(path) }
            #expect(error?.message == "\(path) is damaged: \".PKGINFO\" is larger than 4194304 bytes")
        }
    }
}
