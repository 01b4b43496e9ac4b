import Cryptography
import Diagnostics
import Files
import SystemPackage
import TestSupport
import Testing

@Suite struct DigestTests {
    @Test(arguments: [
        (HashFunction.sha1, "", "da39a3ee5e6b4b0d3255bfef95601890afd80709"),
        (.sha1, "abc", "a9993e364706816aba3e25717850c26c9cd0d89d"),
        (.sha256, "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        (.sha256, "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            .sha512, "abc",
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"
        ),
    ])
    func computesKnownDigests(_ function: HashFunction, _ text: String, _ hex: String) {
        #expect(Digest.of(text, function).hex == hex)
    }

    @Test(.enabled(if: Shell.has("openssl"), "the program openssl is not on PATH"), arguments: [HashFunction.sha1, .sha256, .sha512])
    func agreesWithOpenSSLOnFilesAndOnPieces(_ function: HashFunction) throws {
        try withScratch { folder in
            let path = folder.appending("file")
            let content = noise(700_001)
            try Files.writeAtomically(content, to: path)
            let digest = try Shell.run("openssl dgst -\(function.name) -r \(path)").split(separator: " ")[0]
            #expect(try Digest.ofFile(path, function).hex == digest)
            let hasher = DigestHasher(function)
            var rest = content[...]
            for size in [0, 1, 63, 64, 65, 4096, 700_000] {
                hasher.write(Array(rest.prefix(size)))
                rest = rest.dropFirst(size)
            }
            #expect(rest.isEmpty)
            #expect(hasher.finish().hex == digest)
        }
    }

    @Test func aMissingFileIsNamed() {
        let error = #expect(throws: Diagnostic.self) { try Digest.ofFile("/nowhere/x") }
        #expect(error?.message == "cannot open /nowhere/x: No such file or directory")
    }

    @Test(arguments: [
        ("00ff", [0, 255]), ("ABcd", [0xAB, 0xCD]), ("", nil), ("0", nil), ("0g", nil), (" 00", nil), ("０0", nil), ("+1", nil),
    ])
    func readsHexadecimal(_ text: String, _ bytes: [UInt8]?) {
        #expect(Digest(hex: text)?.bytes == bytes)
    }
}
