import Cryptography
import Diagnostics
import Files
import SystemPackage
import TestSupport
import Testing

@Suite(.enabled(if: Shell.has("openssl"), "the program openssl is not on PATH"))
struct PrivateKeyTests {
    @Test func makesPairsThatOpenSSLReads() throws {
        try withScratch { folder in
            let path = folder.appending("me.rsa")
            try PrivateKey.generate(path, bits: 2048)
            #expect(try FileStatus(path).mode == 0o600)
            #expect(try FileStatus(folder.appending("me.rsa.pub")).mode == 0o644)
            #expect(
                try Shell.run("head -n 1 \(path) \(path).pub | grep BEGIN")
                    == "-----BEGIN RSA PRIVATE KEY-----\n-----BEGIN PUBLIC KEY-----\n"
            )
            #expect(try Shell.run("openssl rsa -in \(path) -noout -text | head -n 1").contains("2048 bit"))
            let publicText = try String(decoding: Files.read(folder.appending("me.rsa.pub")), as: UTF8.self)
            #expect(try Shell.run("openssl rsa -in \(path) -pubout 2>/dev/null") == publicText)
            #expect(try PrivateKey(path).publicName == "me.rsa.pub")
            #expect(try PrivateKey(path).publicKey().pem == Files.read(folder.appending("me.rsa.pub")))
        }
    }

    @Test(arguments: [HashFunction.sha1, .sha256, .sha512])
    func signaturesAreThoseOfOpenSSL(_ function: HashFunction) throws {
        try withScratch { folder in
            let path = folder.appending("k.rsa")
            try PrivateKey.generate(path, bits: 2048)
            for size in [0, 1, 100_000] {
                let content = noise(size)
                try Files.writeAtomically(content, to: folder.appending("data"))
                let signature = try PrivateKey(path).sign(content, function)
                // PKCS#1 v1.5 has no salt: the same bytes again, from another program.
                try Shell.run("openssl dgst -\(function.name) -sign \(path) -out \(folder)/sig \(folder)/data")
                #expect(try Files.read(folder.appending("sig")) == signature)
                let key = try PublicKey(folder.appending("k.rsa.pub"))
                #expect(key.verify(signature, of: .of(content, function), function))
            }
        }
    }

    @Test func nothingButTheVerySignatureFits() throws {
        try withScratch { folder in
            for name in ["a", "b"] { try PrivateKey.generate(folder.appending(name), bits: 2048) }
            let content = noise(1000)
            let signature = try PrivateKey(folder.appending("a")).sign(content, .sha256)
            let key = try PublicKey(folder.appending("a.pub"))
            let digest = Digest.of(content)
            #expect(key.verify(signature, of: digest, .sha256))
            #expect(try !PublicKey(folder.appending("b.pub")).verify(signature, of: digest, .sha256))
            #expect(!key.verify(signature, of: .of("other"), .sha256))
            #expect(!key.verify(signature, of: .of(content, .sha1), .sha1))
            #expect(!key.verify(signature, of: digest, .sha512))
            #expect(!key.verify(signature, of: Digest(bytes: []), .sha256))
            #expect(!key.verify([], of: digest, .sha256))
            #expect(!key.verify(signature + [0], of: digest, .sha256))
            #expect(!key.verify(Array(signature.dropLast()), of: digest, .sha256))
            #expect(!key.verify([UInt8](repeating: 0xFF, count: 256), of: digest, .sha256))
            for position in stride(from: 0, to: signature.count, by: 5) {
                var damaged = signature
                damaged[position] ^= 1
                #expect(!key.verify(damaged, of: digest, .sha256))
            }
        }
    }

    @Test func readsPKCS8Too() throws {
        try withScratch { folder in
            try Shell.run(
                "openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out \(folder)/k || openssl genpkey -algorithm RSA -out \(folder)/k"
            )
            let signature = try PrivateKey(folder.appending("k")).sign([1], .sha256)
            let key = try PrivateKey(folder.appending("k")).publicKey()
            #expect(key.name == "k.pub")
            #expect(key.verify(signature, of: .of([1]), .sha256))
        }
    }

    @Test func existingKeysAreNeverOverwritten() throws {
        try withScratch { folder in
            for existing in ["k", "k.pub"] {
                let path = folder.appending(existing)
                try Files.writeAtomically([1], to: path)
                let error = #expect(throws: Diagnostic.self) { try PrivateKey.generate(folder.appending("k"), bits: 2048) }
                #expect(error == Diagnostic(.keyExists, "\(path) exists already; it is left as it is", hint: "give another name"))
                #expect(try Files.list(folder) == [existing])
                #expect(try Files.read(path) == [1])
                try Files.removeFile(path)
            }
        }
    }

    @Test func unusableKeysAreExplained() throws {
        try withScratch { folder in
            try Shell.run(
                """
                cd \(folder) && openssl ecparam -name prime256v1 -genkey -noout -out ec && openssl ec -in ec -pubout -out ec.pub
                openssl genrsa -aes128 -passout pass:secret -out locked 2048 && echo nonsense > text && : > empty
                openssl rsa -in locked -passin pass:secret -pubout -out locked.pub
                """
            )
            let hint = "make one: cuttle keygen NAME.rsa"
            let cases: [(String, Diagnostic)] = [
                ("none", Diagnostic(.missingKey, "there is no signing key \(folder)/none", hint: "make one: cuttle keygen \(folder)/none")),
                ("text", Diagnostic(.badKey, "\(folder)/text is not an RSA private key in PEM form", hint: hint)),
                ("empty", Diagnostic(.badKey, "\(folder)/empty is not an RSA private key in PEM form", hint: hint)),
                ("locked", Diagnostic(.badKey, "\(folder)/locked is not an RSA private key in PEM form", hint: hint)),
                ("locked.pub", Diagnostic(.badKey, "\(folder)/locked.pub is not an RSA private key in PEM form", hint: hint)),
                ("ec", Diagnostic(.badKey, "\(folder)/ec is not an RSA key; packages are signed with RSA")),
            ]
            for (name, expected) in cases {
                #expect(#expect(throws: Diagnostic.self) { try PrivateKey(folder.appending(name)) } == expected)
            }
        }
    }
}
