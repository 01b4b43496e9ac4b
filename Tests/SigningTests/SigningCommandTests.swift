import Cryptography
import Diagnostics
import Files
import Signing
import SystemPackage
import TestSupport
import Testing

/// Keys that another program holds; here the program is openssl, or something worse.
@Suite(.timeLimit(.minutes(30))) struct SigningCommandTests {
    private let folder: TemporaryDirectory
    private let key: PrivateKey
    private let content = Array("some bytes".utf8)

    init() throws {
        folder = try TemporaryDirectory(prefix: "cuttle-test-")
        for name in ["k.rsa", "other.rsa"] { try PrivateKey.generate(folder.path.appending(name), bits: 2048) }
        key = try PrivateKey(folder.path.appending("k.rsa"))
    }

    private func command(_ text: String, seconds: Int = 30) throws -> SigningCommand {
        try SigningCommand("cd '\(folder.path)'; \(text)", key: key.publicKey(), timeLimit: .seconds(seconds))
    }

    /// What a person reads, up to the hint that all have.
    private func problem(_ text: String, seconds: Int = 30) throws -> String {
        let signer = try command(text, seconds: seconds)
        let error = try #require(throws: Diagnostic.self) { try signer.sign(content, .sha256) }
        #expect(error.code == .signingFailed)
        #expect(
            error.hints == ["it gets the bytes to be signed on standard input, and prints the raw PKCS#1 v1.5 signature (docs/KEYS.md)"]
        )
        return ([error.message] + error.notes).joined(separator: "\n")
    }

    @Test(
        arguments: [
            "openssl dgst -sha256 -sign k.rsa",
            // Of the digest alone, as services take it.
            "printf %s \"$CUTTLE_DIGEST\" | xxd -r -p | openssl pkeyutl -sign -inkey k.rsa -pkeyopt digest:\"$CUTTLE_DIGEST_ALGORITHM\"",
            // Of several keys by name; what it says besides is for nobody.
            "echo signing >&2; openssl dgst -sha256 -sign \"${CUTTLE_KEY_NAME%.pub}\"",
            // It leaves something running that has its output open.
            "sleep 60 & openssl dgst -sha256 -sign k.rsa",
        ]
    )
    func signsAsTheKeyItself(_ text: String) throws {
        try #require(Shell.has("openssl", "xxd"))
        let signer = try command(text)
        #expect(try signer.sign(content, .sha256) == key.sign(content, .sha256))
        #expect(signer.publicName == "k.rsa.pub")
        try signer.check()
    }

    /// More than a pipe holds, and a command that does not read it.
    @Test func longContent() throws {
        try #require(Shell.has("openssl"))
        let long = [UInt8](repeating: 7, count: 3_000_000)
        #expect(try command("openssl dgst -sha256 -sign k.rsa").sign(long, .sha256) == key.sign(long, .sha256))
        let unread = try command("printf %s \"$CUTTLE_DIGEST\" >digest; openssl dgst -sha256 -sign k.rsa <digest")
        #expect(throws: Diagnostic.self) { try unread.sign(long, .sha256) }
        #expect(try String(decoding: Files.read(folder.path.appending("digest")), as: UTF8.self) == Digest.of(long).hex)
    }

    @Test(
        arguments: [
            ("exit 3", "it ended with status 3"),
            ("no-such-program-here", "it ended with status 127\nsh: 1: no-such-program-here: not found"),
            ("echo one >&2; printf 'two\\033[31m\\n' >&2; exit 1", "it ended with status 1\none\ntwo[31m"),
            ("kill -TERM $$", "signal 15 ended it"),
            ("true", "it printed nothing"),
            ("echo hello", "it printed 6 bytes, and a signature of k.rsa.pub has 256"),
            ("openssl dgst -sha256 -sign k.rsa | base64", "it printed 349 bytes, and a signature of k.rsa.pub has 256"),
            ("openssl dgst -sha256 -sign k.rsa; echo", "it printed 257 bytes, and a signature of k.rsa.pub has 256"),
            ("head -c 1000000 /dev/zero", "it printed more than 16384 bytes"),
            ("yes", "it printed more than 16384 bytes"),
            (
                "openssl dgst -sha256 -sign other.rsa",
                "what it printed is no sha256 signature of k.rsa.pub: it signs with another key, or signs something else"
            ),
            (
                "openssl dgst -sha1 -sign k.rsa",
                "what it printed is no sha256 signature of k.rsa.pub: it signs with another key, or signs something else"
            ),
            (
                "openssl dgst -sha256 -sign k.rsa </dev/null",
                "what it printed is no sha256 signature of k.rsa.pub: it signs with another key, or signs something else"
            ),
        ]
    )
    func whatGoesWrongIsSaid(_ text: String, _ expected: String) throws {
        #expect(try problem(text) == "the signing command of k.rsa.pub failed: \(expected)")
    }

    /// What hangs is ended, and all that it started.
    @Test func aCommandThatHangsIsEnded() throws {
        #expect(
            try problem("sh -c 'echo $$ >pid; echo waiting >&2; sleep 300'; true", seconds: 1)
                == "the signing command of k.rsa.pub failed: it was still running after 1 s\nwaiting"
        )
        let child = String(decoding: try Files.read(folder.path.appending("pid")), as: UTF8.self).filter(\.isNumber)
        // The system takes a moment to end it; a zombie that nobody reaps counts as ended.
        let state = try Shell(
            "for i in $(seq 100); do grep -q '^State:[[:space:]]*[^ZX]' /proc/\(child)/status || exit 0; sleep 0.05; done; exit 1"
        )
        #expect(state.status == 0)
    }

    /// No terminal: what would ask there fails at once.
    @Test func nobodyIsAsked() throws {
        #expect(try problem("head -c 1 /dev/tty", seconds: 20).contains("it ended with status 1"))
    }

    /// The command may hold a secret, so that no message shows it.
    @Test func theCommandIsNotShown() throws {
        #expect(try !problem("PIN=4711 false").contains("4711"))
    }

    @Test func otherKindsOfKeysAreRefused() throws {
        try #require(Shell.has("openssl"))
        try Shell.run("cd '\(folder.path)' && openssl ecparam -name prime256v1 -genkey -noout | openssl ec -pubout -out ec.pub")
        let publicKey = try PublicKey(folder.path.appending("ec.pub"))
        let error = #expect(throws: Diagnostic.self) { try SigningCommand("true", key: publicKey) }
        #expect(error?.message == "ec.pub is not an RSA key; packages are signed with RSA")
    }
}
