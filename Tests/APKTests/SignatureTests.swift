import APK
import Archives
import Cryptography
import Diagnostics
import Files
import SystemPackage
import TestSupport
import Testing

/// Which signature decides, and what a person is told when none does.
@Suite struct SignatureTests {
    private struct Setup {
        let path: FilePath
        let control: [UInt8]
        let one: PrivateKey
        let two: PrivateKey

        /// A package with these signature entries in a member of their own each.
        func verify(_ entries: [(name: String, bytes: [UInt8])], trusting keys: [PrivateKey]) throws -> Diagnostic? {
            let signatures = try entries.map { try member([(.file($0.name), $0.bytes)]) }
            try write(signatures.flatMap { $0 } + control, to: path)
            let package = try PackageFile(path)
            let keyring = try Keyring(keys.map { try $0.publicKey() })
            do throws(Diagnostic) {
                try package.signedContent.verify(package.signatures, keyring: keyring, subject: "it")
                return nil
            } catch { return error }
        }
    }

    private func withSetup(_ body: (Setup) throws -> Void) throws {
        try withScratch { folder in
            for name in ["one.rsa", "two.rsa"] { try PrivateKey.generate(folder.appending(name), bits: 2048) }
            try body(
                Setup(
                    path: folder.appending("x.apk"),
                    control: controlMember("pkgname = a\npkgver = 1\n"),
                    one: PrivateKey(folder.appending("one.rsa")),
                    two: PrivateKey(folder.appending("two.rsa"))
                )
            )
        }
    }

    static let wrong = Diagnostic(
        .untrusted,
        "the signature of it is wrong: it was changed after one.rsa.pub signed it",
        hint: "fetch or build it again; when that does not help, the key that is trusted is another one of that name"
    )

    @Test(arguments: [("RSA", HashFunction.sha1), ("RSA256", .sha256), ("RSA512", .sha512)])
    func everyTypeIsAcceptedWithItsDigestOnly(_ type: String, _ function: HashFunction) throws {
        try withSetup { setup in
            for other in [HashFunction.sha1, .sha256, .sha512] {
                let entry = try (".SIGN.\(type).one.rsa.pub", setup.one.sign(setup.control, other))
                #expect(try setup.verify([entry], trusting: [setup.one]) == (other == function ? nil : Self.wrong))
            }
        }
    }

    @Test func theFirstWithATrustedKeyDecides() throws {
        try withSetup { setup in
            let one = try (".SIGN.RSA256.one.rsa.pub", setup.one.sign(setup.control, .sha256))
            let two = try (".SIGN.RSA256.two.rsa.pub", setup.two.sign(setup.control, .sha256))
            let broken = (".SIGN.RSA256.one.rsa.pub", [UInt8](repeating: 1, count: 256))
            let unknown = (".SIGN.DSA.one.rsa.pub", [UInt8](repeating: 1, count: 256))
            #expect(try setup.verify([one, two], trusting: [setup.one]) == nil)
            #expect(try setup.verify([one, two], trusting: [setup.two]) == nil)
            #expect(try setup.verify([unknown, one], trusting: [setup.one]) == nil)
            // No other makes up for a wrong one.
            #expect(try setup.verify([broken, two], trusting: [setup.one, setup.two]) == Self.wrong)
            #expect(try setup.verify([two, broken], trusting: [setup.one, setup.two]) == nil)
        }
    }

    @Test func aKeyThatOnlyBearsTheNameDoesNotPass() throws {
        try withSetup { setup in
            let entry = try (".SIGN.RSA256.one.rsa.pub", setup.two.sign(setup.control, .sha256))
            #expect(try setup.verify([entry], trusting: [setup.one]) == Self.wrong)
        }
    }

    @Test func withoutATrustedKeyItSaysWhoSignedAndWhoIsTrusted() throws {
        try withSetup { setup in
            let one = try (".SIGN.RSA256.one.rsa.pub", setup.one.sign(setup.control, .sha256))
            let other = (".SIGN.RSA256.other key.pub", [UInt8](repeating: 1, count: 256))
            let hint = "give the public key with --keyring-append"
            #expect(
                try setup.verify([one, other], trusting: [setup.two])
                    == Diagnostic(
                        .untrusted,
                        "it is signed with one.rsa.pub, other key.pub, which is not trusted",
                        notes: ["trusted: two.rsa.pub"],
                        hint: hint
                    )
            )
            #expect(
                try setup.verify([one], trusting: [])
                    == Diagnostic(
                        .untrusted,
                        "it is signed with one.rsa.pub, which is not trusted",
                        notes: ["no key is trusted"],
                        hint: hint
                    )
            )
        }
    }

    @Test(arguments: [[], [".SIGN.DSA.one.rsa.pub"], [".SIGN.RSA384.one.rsa.pub"], [".SIGN.RSA256."], [".SIGN.RSA256"]])
    func withoutAKnownSignatureItIsNotSigned(_ names: [String]) throws {
        try withSetup { setup in
            let signature = try setup.one.sign(setup.control, .sha256)
            let info = try member([(.file(".PKGINFO"), Array("pkgname = a\npkgver = 1\n".utf8))])
            try write((names.isEmpty ? [] : member(names.map { (TarEntry.file($0), signature) })) + info, to: setup.path)
            let package = try PackageFile(setup.path)
            let error = #expect(throws: Diagnostic.self) {
                try package.signedContent.verify(package.signatures, keyring: Keyring(), subject: "it")
            }
            #expect(
                error == Diagnostic(.untrusted, "it is not signed", hint: "sign it with cuttle sign")
            )
        }
    }
}
