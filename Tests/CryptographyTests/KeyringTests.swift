import Cryptography
import Diagnostics
import Files
import SystemPackage
import TestSupport
import Testing

@Suite struct KeyringTests {
    @Test func readsFilesAndFoldersByFileName() throws {
        try withScratch { folder in
            for name in ["b", "a"] { try PrivateKey.generate(folder.appending(name), bits: 2048) }
            try Shell.run(
                "cd \(folder) && mkdir keys && cp a.pub b.pub keys && cp a keys/private && echo x > keys/readme.txt && ln -s keys link"
            )
            #expect(try Keyring(reading: [folder.appending("keys")]).names == ["a.pub", "b.pub"])
            #expect(try Keyring(reading: [folder.appending("link")]).names == ["a.pub", "b.pub"])
            #expect(try Keyring(reading: [folder.appending("b.pub")]).names == ["b.pub"])
            #expect(try Keyring(reading: [folder.appending("b.pub"), folder.appending("keys")]).all.map(\.name) == ["a.pub", "b.pub"])
            #expect(try Keyring(reading: []).names == [])
            #expect(try Keyring(reading: [folder.appending("a.pub")])[name: "b.pub"] == nil)
        }
    }

    @Test func theFirstKeyOfANameWins() throws {
        try withScratch { folder in
            for name in ["a", "b"] { try PrivateKey.generate(folder.appending(name), bits: 2048) }
            let first = try PublicKey(name: "k", pem: Files.read(folder.appending("a.pub")))
            let second = try PublicKey(name: "k", pem: Files.read(folder.appending("b.pub")))
            #expect(Keyring([first, second])[name: "k"] === first)
        }
    }

    @Test func unusableKeysAreExplained() throws {
        try withScratch { folder in
            try PrivateKey.generate(folder.appending("k"), bits: 2048)
            try Files.writeAtomically(Array("nonsense".utf8), to: folder.appending("text.pub"))
            let missing = #expect(throws: Diagnostic.self) { try Keyring(reading: [folder.appending("none.pub")]) }
            #expect(missing == Diagnostic(.missingKey, "there is no public key \(folder)/none.pub"))
            let text = #expect(throws: Diagnostic.self) { try PublicKey(folder.appending("text.pub")) }
            #expect(text == Diagnostic(.badKey, "text.pub is not a public key in PEM form"))
            let secret = #expect(throws: Diagnostic.self) { try PublicKey(folder.appending("k")) }
            #expect(secret == Diagnostic(.badKey, "k is not a public key in PEM form"))
            // One bad file in a folder is not passed over in silence.
            #expect(throws: Diagnostic.self) { try Keyring(reading: [folder]) }
        }
    }

    /// Keys whose form is plain are not shown to OpenSSL before they are used: that must not let in what it refuses, nor keep out what it takes.
    @Test(.enabled(if: Shell.has("openssl"), "the program openssl is not on PATH"))
    func whatIsAKeyIsWhatOpenSSLTakes() throws {
        try withScratch { folder in
            try PrivateKey.generate(folder.appending("k"), bits: 2048)
            let block = try #require(PEMBlock.read(Files.read(folder.appending("k.pub")), limit: 1).first)
            var texts: [[UInt8]] = [block.text, block.text.dropLast(), Array("x\n".utf8) + block.text, block.text + Array("\n\nx".utf8)]
            // Where types and lengths stand, every other value of the lowest bits; then cut and longer ones.
            for position in Array(0..<36) + Array(block.content.count - 8..<block.content.count) {
                for bit in [0x01, 0x02, 0x80] as [UInt8] {
                    var content = block.content
                    content[position] ^= bit
                    texts.append(PEMBlock(label: "PUBLIC KEY", content: content).text)
                }
            }
            for content in [block.content.dropLast(), block.content + [0], []] {
                texts.append(PEMBlock(label: "PUBLIC KEY", content: content).text)
            }
            for (number, text) in texts.enumerated() { try Files.writeAtomically(text, to: folder.appending("\(number).pub")) }
            let script = "for n in $(seq 0 \(texts.count - 1)); do openssl pkey -pubin -in $n.pub -noout 2>/dev/null && echo $n; done; true"
            let taken = Set(try Shell.run("cd \(folder); \(script)").split(separator: "\n").compactMap { Int($0) })
            #expect(taken.count > 1 && taken.count < texts.count)
            for (number, text) in texts.enumerated() {
                let isKey = (try? PublicKey(name: "k", pem: text)) != nil
                #expect(isKey == taken.contains(number), "\(number): \(String(decoding: text, as: UTF8.self))")
            }
        }
    }

    @Test(.enabled(if: Shell.has("openssl"), "the program openssl is not on PATH"))
    func keysOfAnotherKindVerifyNothing() throws {
        try withScratch { folder in
            try Shell.run(
                """
                cd \(folder) && openssl ecparam -name prime256v1 -genkey -noout -out ec && openssl ec -in ec -pubout -out ec.pub
                echo hello > data && openssl dgst -sha256 -sign ec -out sig data
                """
            )
            let key = try PublicKey(folder.appending("ec.pub"))
            #expect(!key.verify(try Files.read(folder.appending("sig")), of: try .ofFile(folder.appending("data")), .sha256))
        }
    }
}
