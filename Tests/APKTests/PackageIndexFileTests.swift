import APK
import Archives
import Cryptography
import Diagnostics
import Files
import SystemPackage
import TestSupport
import Testing

/// `APKINDEX.tar.gz` as a file: signed, read, damaged.
@Suite(.enabled(if: Shell.has("python3"), "python3, which finds the members, is not on PATH"))
struct PackageIndexFileTests {
    private func withIndex(_ body: (Sample, FilePath, PackageIndex) throws -> Void) throws {
        try withScratch { folder in
            let sample = try Sample(in: folder)
            let index = try PackageIndex([IndexRecord(PackageFile(sample.path))])
            let path = folder.appending("APKINDEX.tar.gz")
            try index.write(to: path, key: sample.key)
            try body(sample, path, index)
        }
    }

    @Test func isReadAsItWasWrittenAndTheSameBytesEachTime() throws {
        try withIndex { sample, path, index in
            #expect(try PackageIndex(reading: path, keyring: sample.keyring) == index)
            #expect(try PackageIndex(reading: path, keyring: nil) == index)
            let again = sample.folder.appending("again")
            try index.write(to: again, key: sample.key)
            #expect(try Files.read(again) == Files.read(path))
        }
    }

    @Test(.enabled(if: Shell.has("openssl", "tar"), "the program openssl is not on PATH"))
    func otherProgramsReadAndVerifyIt() throws {
        try withIndex { sample, path, index in
            let members = try Sample.members(path)
            #expect(members.count == 2)
            let bytes = try Files.read(path)
            for (name, range) in zip(["signature", "index"], members) {
                try write(Array(bytes[range]), to: sample.folder.appending(name))
            }
            let output = try Shell.run(
                """
                cd \(sample.folder) && tar -xzOf signature > sig && openssl dgst -sha256 -verify keys/k.rsa.pub -signature sig index
                tar -tzf \(path)
                """
            )
            #expect(output == "Verified OK\n.SIGN.RSA256.k.rsa.pub\nDESCRIPTION\nAPKINDEX\n")
            #expect(try Shell.run("tar -xzOf \(path) APKINDEX") == index.text)
        }
    }

    @Test(.enabled(if: Shell.has("apk"), "the program apk is not on PATH"), arguments: ["apk", "apk2"])
    func apkInstallsFromIt(_ apk: String) throws {
        if !Shell.has(apk) { return }
        try withIndex { sample, path, _ in
            let folder = sample.folder
            try Shell.run("mkdir -p \(folder)/repo/x86_64 \(folder)/root && cp \(path) \(sample.path) \(folder)/repo/x86_64")
            let options =
                "--root \(folder)/root --arch x86_64 --keys-dir \(folder)/keys --no-cache --no-scripts --repository \(folder)/repo"
            try Shell.run("\(apk) \(options) \(apk == "apk" ? Shell.apkUserOption : "") add --initdb sample")
            #expect(try Files.read(folder.appending("root/usr/bin/hello")) == Sample.hello)
        }
    }

    @Test func aFlippedBitAnywhereIsRefused() throws {
        try withIndex { sample, path, index in
            let whole = try Files.read(path)
            let signature = try #require(Sample.members(path).first)
            let target = sample.folder.appending("damaged")
            for position in whole.indices {
                var bytes = whole
                bytes[position] ^= 1 << UInt8(position % 8)
                try write(bytes, to: target)
                do throws(Diagnostic) {
                    let found = try PackageIndex(reading: target, keyring: sample.keyring)
                    #expect(signature.contains(position), "byte \(position)")
                    #expect(found == index)
                    #expect(try gunzip(Array(bytes[signature])) == gunzip(Array(whole[signature])))
                } catch {
                    #expect(error.message.contains(target.string))
                }
            }
        }
    }

    /// Indexes that are whole as gzip and tar go: name, bytes, message with `{}` for the path.
    private func changed(_ sample: Sample, _ path: FilePath) throws -> [(String, [UInt8], String)] {
        let whole = try Files.read(path)
        let members = try Sample.members(path)
        let (signature, index) = try (Array(whole[#require(members.first)]), Array(whole[#require(members.last)]))
        let other = try member([(.file("APKINDEX"), Array("C:Q12jmj7l5rSw0yVb/vlWAYkK/YBwk=\nP:evil\nV:1\n\n".utf8))], isCut: false)
        let wrong = "the signature of {} is wrong: it was changed after k.rsa.pub signed it"
        let name = TarEntry.file(".SIGN.RSA256.k.rsa.pub")
        let latin = try member([(.file("APKINDEX"), Array("P:a".utf8) + [0xFF, 0x0A])], isCut: false)
        return try [
            ("other content", signature + other, wrong),
            ("added before", signature + other + index, "{} is damaged: it has \"APKINDEX\" twice"),
            ("added behind", signature + index + other, "{} is damaged: it has \"APKINDEX\" twice"),
            ("unsigned", index, "{} is not signed"),
            (
                "signature behind", index + signature,
                "{} is damaged: \".SIGN.RSA256.k.rsa.pub\" stands behind what it could have signed"
            ), ("signature only", signature, "{} is not an index: it holds no APKINDEX"),
            ("nothing", [], "{} is not an index: it holds no APKINDEX"),
            ("another file", member([(.file("OTHER"), [1])]), "{} is not an index: it holds no APKINDEX"),
            ("unknown key", member([(.file(".SIGN.RSA256.x.pub"), [1])]) + index, "{} is signed with x.pub, which is not trusted"),
            (
                "huge signature", member([(name, [UInt8](repeating: 0, count: 65537))]) + index,
                "{} is damaged: its signatures are too long"
            ),
            (
                "name not UTF-8", Signature.member(over: latin, key: sample.key, time: 0) + latin,
                "{} is damaged: \"P:…\" in its line 1 is not UTF-8"
            ),
            (
                "signatures without end", endlessName(2 << 20) + index,
                "{} is damaged: its signatures are too long"
            ),
            ("no gzip", Array("<html>".utf8), "{} is damaged: its compressed data is not valid"),
        ]
    }

    /// A gzip member with a file name of many bytes, which decompress to nothing.
    private func endlessName(_ count: Int) throws -> [UInt8] {
        let bytes = try member([(.file(".SIGN.RSA.x.pub"), [1])])
        return Array(bytes[..<3]) + [8] + bytes[4..<10] + [UInt8](repeating: 0x61, count: count) + [0] + bytes[10...]
    }

    /// What only people read may be of another encoding.
    @Test func descriptionsOfAnotherEncodingAreRead() throws {
        try withScratch { folder in
            let text = Array("C:Q12jmj7l5rSw0yVb/vlWAYkK/YBwk=\nP:a\nV:1\nT:caf".utf8) + [0xE9, 0x0A, 0x0A]
            let path = folder.appending("x")
            try write(member([(.file("APKINDEX"), text)], isCut: false), to: path)
            #expect(try PackageIndex(reading: path, keyring: nil).records.map(\.description) == ["caf\u{FFFD}"])
        }
    }

    @Test func everyChangeHasItsMessage() throws {
        try withIndex { sample, path, _ in
            for (name, bytes, message) in try changed(sample, path) {
                let target = sample.folder.appending("changed")
                try write(bytes, to: target)
                let error = #expect(throws: Diagnostic.self, "\(name)") { try PackageIndex(reading: target, keyring: sample.keyring) }
                #expect(error?.message == message.replacing("{}", with: target.string), "\(name)")
            }
        }
    }
}
