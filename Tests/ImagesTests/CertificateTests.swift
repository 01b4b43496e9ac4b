import APK
import Archives
import Cryptography
import Diagnostics
import Files
import SystemPackage
import TestSupport
import Testing

@testable import Images

/// Certificates, truststores, checksums beside them, and keys for a running image (IMAGE.md §9.6 to §9.8).
@Suite(.timeLimit(.minutes(30)), .enabled(if: TestSupport.Shell.has("openssl"), "there is no openssl to make certificates with"))
struct CertificateTests {
    let workshop: Workshop
    /// Two certificates and a public key in PEM form.
    let certificates: [String]
    let key: String

    init() throws {
        workshop = try Workshop()
        let folder = workshop.folder.path
        certificates = try ["one", "two"].map { name in
            try TestSupport.Shell.run(
                "cd '\(folder)' && openssl req -x509 -newkey rsa:2048 -nodes -keyout \(name).key -out \(name).pem -days 9 -subj /CN=\(name) 2>/dev/null && cat \(name).pem"
            )
        }
        key = try TestSupport.Shell.run("cd '\(folder)' && openssl rsa -in one.key -pubout 2>/dev/null")
    }

    private func text(_ names: [(String, String)], providers: [String] = [], keys: [(String, String)] = []) -> String {
        func block(_ items: [(String, String)], _ indent: String) -> String {
            items.map { name, content in
                "\(indent)- name: '\(name)'\n\(indent)  content: |\n"
                    + content.split(separator: "\n").map { "\(indent)    \($0)\n" }.joined()
            }.joined()
        }
        var text = "contents:\n  repositories: [/r]\n"
        if !keys.isEmpty { text += "  runtime_keyring:\n" + block(keys, "    ") }
        text += "certificates:\n"
        if !names.isEmpty { text += "  additional:\n" + block(names, "    ") }
        return text + "  providers: [\(providers.joined(separator: ", "))]\n"
    }

    private func fingerprint(_ index: Int) throws -> String {
        Digest.of(try PEMBlock.certificate(Array(certificates[index].utf8)).content).hex
    }

    private func bundle(_ extra: [(String, Content)] = []) throws -> PackageFile {
        try workshop.package(
            "bundle",
            list: [
                ("etc", .directory()), ("etc/ssl", .directory()), ("etc/ssl/certs", .directory()),
                ("etc/ssl/certs/ca-certificates.crt", .file("first\n")),
            ] + extra
        )
    }

    @Test func certificatesAreWrittenAndAddedToBundles() throws {
        let noisy = "some words\n" + certificates[1] + "more words\n"
        let (files, _) = try workshop.assembled([try bundle()], .apko, text([("b", noisy), ("a", certificates[0])]))
        let folder = "usr/local/share/ca-certificates"
        #expect(
            files.lines().filter { $0.contains(folder) } == [
                "d755 0:0 0 \(folder)", "-644 0:0 1000000 \(folder)/a-\(try fingerprint(0)).crt",
                "-644 0:0 1000000 \(folder)/b-\(try fingerprint(1)).crt",
            ]
        )
        // In the order of the configuration.
        let added = try #require(try files.text("etc/ssl/certs/ca-certificates.crt"))
        #expect(added == "first\n\(certificates[1])\n\(certificates[0])\n")
        #expect(
            try files.text("etc/ssl/certs/.ca-certificates.crt.sha256") == "\(Digest.of(added).hex)  ca-certificates.crt\n"
        )
        #expect(
            files.lines().filter { $0.contains("etc/ssl/certs/") } == [
                "-444 0:0 1000000 etc/ssl/certs/.ca-certificates.crt.sha256", "-644 0:0 1000000 etc/ssl/certs/ca-certificates.crt",
            ]
        )
        // Bundles that are not there are not made.
        #expect(files["kaniko"] == nil && files["var/lib"] == nil)
    }

    @Test func checksumsAreThereWithoutCertificatesToo() throws {
        let (files, _) = try workshop.assembled([try bundle()], .cuttle)
        #expect(try files.text("etc/ssl/certs/.ca-certificates.crt.sha256") == "\(Digest.of("first\n").hex)  ca-certificates.crt\n")
        #expect(files["etc/ssl/certs/ca-certificates.crt"]?.entry.modificationTime == 1_000)
    }

    @Test func packagesProvideCertificates() throws {
        let folder = "usr/local/share/ca-certificates"
        let provider = try workshop.package(
            "provider",
            list: [
                ("usr", .directory()), ("usr/local", .directory()), ("usr/local/share", .directory()), (folder, .directory()),
                ("\(folder)/z.pem", .file(certificates[0])), ("\(folder)/a.crt", .file(certificates[1])),
                ("\(folder)/both.crt", .file(certificates[0] + certificates[1])), ("\(folder)/none.crt", .file("nothing")),
                ("\(folder)/a.txt", .file(certificates[0])),
            ]
        ) { $0.provides = ["corporate-ca"] }
        let configuration = text([], providers: ["corporate-ca"])
        let (files, _) = try workshop.assembled([try bundle(), provider], .apko, configuration)
        #expect(try files.text("etc/ssl/certs/ca-certificates.crt") == "first\n\(certificates[1])\n\(certificates[0])\n")
        let (others, _) = try workshop.assembled([try bundle(), provider], .apko, text([], providers: ["corporate"]))
        #expect(try others.text("etc/ssl/certs/ca-certificates.crt") == "first\n")
    }

    @Test(arguments: [
        ("", "it holds no block in PEM form"), ("KEY", "it holds a block of \"PUBLIC KEY\" instead of \"CERTIFICATE\""),
        ("BOTH", "it holds more than one block in PEM form"),
        ("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "what it holds is not a certificate (X.509)"),
    ])
    func whatIsNoCertificateIsRefused(_ content: String, _ reason: String) throws {
        let content = ["KEY": key, "BOTH": certificates.joined()][content] ?? content
        let configuration = text([("a", content)])
        #expect(
            problem { _ = try workshop.assembled([], .apko, configuration) } == "error: the certificate \"a\" cannot be added: \(reason)\n"
        )
    }

    @Test(.enabled(if: TestSupport.Shell.has("keytool"), "there is no keytool")) func aTruststoreOfJavaIsExtended() throws {
        let folder = workshop.folder.path
        try TestSupport.Shell.run(
            "cd '\(folder)' && keytool -importcert -noprompt -storetype JKS -keystore old.jks -storepass changeit -alias Zed -file one.pem"
                + " && keytool -genkeypair -keyalg RSA -storetype JKS -keystore old.jks -storepass changeit -keypass changeit -alias own -dname CN=o"
        )
        let store = try Files.read(folder.appending("old.jks"))
        let package = try bundle([("etc/ssl/certs/java", .directory()), ("etc/ssl/certs/java/cacerts", .bytes(store))])
        let (files, _) = try workshop.assembled([package], .apko, text([("Two", certificates[1])]))
        let written = try #require(try files.read("etc/ssl/certs/java/cacerts"))
        try Files.writeAtomically(written, to: folder.appending("written"))
        let listing = try TestSupport.Shell.run("TZ=UTC keytool -list -storepass changeit -keystore '\(folder)/written' 2>/dev/null")
        let aliases = listing.split(separator: "\n").filter { $0.contains("Entry") }.map { String($0.prefix { $0 != "," }) }
        #expect(aliases == ["own", "two-\(try fingerprint(1))", "zed"])
        #expect(listing.contains("two-\(try fingerprint(1)), Jan 12, 1970, trustedCertEntry"))
        // Aliases stand in byte order, and a store that was read is written as it was.
        #expect(try Truststore(written).bytes == written)
        #expect(files["etc/ssl/certs/java/cacerts"]?.entry.modificationTime == 1_000_000)
        #expect(try files.text("etc/ssl/certs/java/.cacerts.sha256") == "\(Digest.of(written).hex)  cacerts\n")
    }

    @Test(arguments: [
        ([UInt8]("PK".utf8), "is damaged"), ([0x30, 0x82, 1, 2], "is not in the format JKS"),
        ([0xFE, 0xED, 0xFE, 0xED, 0, 0, 0, 3, 0, 0, 0, 0], "is damaged"),
        ([0xFE, 0xED, 0xFE, 0xED, 0, 0, 0, 2, 0xFF, 0xFF, 0xFF, 0xFF], "is damaged"),
        ([0xFE, 0xED, 0xFE, 0xED, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 9], "is damaged"),
        (
            [0xFE, 0xED, 0xFE, 0xED, 0, 0, 0, 2, 0, 0, 0, 0] + [UInt8](repeating: 0, count: 20),
            "is damaged, or its password is not \"changeit\""
        ),
    ])
    func aTruststoreThatIsNoneIsRefused(_ bytes: [UInt8], _ reason: String) {
        #expect(problem { _ = try Truststore(bytes) }.hasPrefix("error: \(reason)\n"))
    }

    @Test func runtimeKeysAreWrittenInOrder() throws {
        let noisy = "words\n\(key)\n"
        let (files, _) = try workshop.assembled([], .apko, text([], keys: [("b.rsa.pub", noisy), ("a.rsa.pub", key)]))
        #expect(
            files.lines().filter { $0.contains("keys/") } == [
                "-644 0:0 1000000 etc/apk/keys/a.rsa.pub", "-644 0:0 1000000 etc/apk/keys/b.rsa.pub",
            ]
        )
        #expect(try files.text("etc/apk/keys/b.rsa.pub") == key)
    }

    @Test func aRuntimeKeyTakesNobodysPlace() throws {
        let package = try workshop.package(
            "p",
            ["etc": .directory(), "etc/apk": .directory(), "etc/apk/keys": .directory(), "etc/apk/keys/k": .link("/away")]
        )
        #expect(
            problem { _ = try workshop.assembled([package], .apko, text([], keys: [("k", key)])) } == """
                error: the key "k" of the runtime keyring has the name of a key that the image has already
                hint: give it another name

                """
        )
        #expect(
            problem { _ = try workshop.assembled([], .apko, text([], keys: [("k", certificates[0])])) }
                == "error: the key \"k\" of the runtime keyring cannot be added: it holds a block of \"CERTIFICATE\" instead of \"PUBLIC KEY\"\n"
        )
        let elliptic = try TestSupport.Shell.run("openssl ecparam -name prime256v1 -genkey -noout | openssl ec -pubout 2>/dev/null")
        #expect(
            problem { _ = try workshop.assembled([], .apko, text([], keys: [("k", elliptic)])) }
                == "error: the key \"k\" of the runtime keyring cannot be added: what it holds is not an RSA key\n"
        )
    }
}
