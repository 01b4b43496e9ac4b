import APK
import Cryptography
import Diagnostics
import Files
import Repositories
import Store
import SystemPackage
import TestSupport
import Testing

@testable import Repositories

/// Keys at addresses: fetched, read strictly, kept, and compared with what they were.
@Suite(.timeLimit(.minutes(30))) struct RemoteKeysTests {
    private let folder: TemporaryDirectory
    private let web: FilePath
    private let store: Store
    private let server: WebServer

    init() throws {
        folder = try TemporaryDirectory(prefix: "cuttle-test-")
        web = folder.path.appending("web")
        try Files.makeDirectory(web)
        for name in ["k.rsa", "other.rsa"] { try PrivateKey.generate(web.appending(name), bits: 2048) }
        // A server tells versions apart by times, which count when they are past.
        try Shell.run("touch -d 2020-01-01 '\(web)'/*")
        store = try Store(folder.path.appending("store"))
        server = try WebServer(web)
    }

    private func pem(_ name: String) throws -> [UInt8] { try Files.read(web.appending(name)) }

    private func put(_ text: [UInt8], _ name: String = "k.rsa.pub", year: Int = 2021) throws {
        try Files.writeAtomically(text, to: web.appending(name))
        try Shell.run("touch -d \(year)-01-01 '\(web.appending(name))'")
    }

    private func keys(_ places: [String], isOffline: Bool = false) async throws -> (keys: [PublicKey], warnings: [Diagnostic]) {
        var warnings: [Diagnostic] = []
        let keys = try await RemoteKeys(store, isOffline: isOffline, credentials: nil).current(places) { warnings.append($0) }
        return (keys, warnings)
    }

    private func problem(_ places: [String], isOffline: Bool = false) async -> String {
        do {
            _ = try await keys(places, isOffline: isOffline)
            return "nothing\n"
        } catch {
            return Diagnostic.all(in: error).map { DiagnosticRenderer(colour: false).render($0) }.joined()
        }
    }

    @Test func isFetchedOnceAndCalledByItsFile() async throws {
        let address = "\(server.address)/k.rsa.pub"
        let (found, warnings) = try await keys([address, web.appending("other.rsa.pub").string])
        #expect(found.map(\.name) == ["k.rsa.pub", "other.rsa.pub"])
        #expect(try found.map(\.pem) == [pem("k.rsa.pub"), pem("other.rsa.pub")])
        #expect(warnings == [])
        #expect(server.requests() == ["200 GET /k.rsa.pub"])
        #expect(try await keys([address]).keys.count == 1)
        #expect(server.requests() == ["304 GET /k.rsa.pub"])
        #expect(try await keys([address], isOffline: true).keys.map(\.name) == ["k.rsa.pub"])
        #expect(server.requests() == [])
    }

    @Test func anotherKeyIsReported() async throws {
        let address = "\(server.address)/k.rsa.pub"
        let old = try await keys([address]).keys[0]
        // The same key, written otherwise, is the same.
        try put(Array("\n".utf8) + pem("k.rsa.pub") + Array("\n".utf8))
        #expect(try await keys([address]).warnings == [])
        try put(pem("other.rsa.pub"), year: 2022)
        let (found, warnings) = try await keys([address])
        let new = try PublicKey(web.appending("other.rsa.pub"))
        #expect(found.map(\.fingerprint) == [new.fingerprint])
        #expect(old.fingerprint != new.fingerprint && new.fingerprint.hasPrefix("SHA256:") && new.fingerprint.count == 71)
        #expect(
            warnings.map { DiagnosticRenderer(colour: false).render($0) } == [
                """
                warning: the key \(address) is another one than before
                  it was \(old.fingerprint)
                  and is \(new.fingerprint)
                hint: it is trusted now: make sure by another way that its owner has changed it

                """
            ]
        )
        #expect(try await keys([address]).warnings == [])
    }

    /// As `openssl pkey -pubin -outform DER | sha256sum` says it.
    @Test func fingerprintsAreThoseOfOpenSSL() throws {
        try #require(Shell.has("openssl", "sha256sum"))
        let expected = try Shell.run("openssl pkey -pubin -in '\(web)/k.rsa.pub' -outform DER | sha256sum | cut -d' ' -f1")
        #expect(try "\(PublicKey(web.appending("k.rsa.pub")).fingerprint)\n" == "SHA256:\(expected)")
    }

    static let strange: [(name: String, text: String)] = [
        ("nothing", ""), ("a page", "<html><pre>PUBLIC</pre></html>\n"), ("a page around it", "<html>PUBLIC</html>"),
        ("a word before it", "hello\nPUBLIC"), ("two", "PUBLICPUBLIC"), ("with the private one", "PUBLICPRIVATE"),
        ("the private one", "PRIVATE"), ("cut", "-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----\n"), ("another kind", "EC"),
        ("too long", "PUBLIC" + String(repeating: "\n", count: 1 << 16)),
    ]

    @Test(arguments: strange.indices) func onlyAKeyIsAKey(_ index: Int) async throws {
        let address = "\(server.address)/k.rsa.pub"
        _ = try await keys([address])
        let (name, text) = Self.strange[index]
        let curve = try Shell.run("openssl ecparam -name prime256v1 -genkey -noout | openssl ec -pubout 2>/dev/null")
        let content = try text.replacing("PUBLIC", with: String(decoding: pem("k.rsa.pub"), as: UTF8.self))
            .replacing("PRIVATE", with: String(decoding: pem("k.rsa"), as: UTF8.self))
        // What was replaced holds the words.
        try put(name == "another kind" ? Array(curve.utf8) : name == "cut" ? Array(text.utf8) : Array(content.utf8))
        let problem = await problem([address])
        let expected =
            name == "too long"
            ? "error: the file is larger than 65536 bytes\nhint: with --offline the copy in the store is taken\n"
            : """
            error: \(address) does not give an RSA public key in PEM form
            hint: it must begin with -----BEGIN PUBLIC KEY-----, and hold nothing else
            hint: with --offline the copy in the store is taken

            """
        #expect(problem == expected, "\(name)")
        // The good one stays.
        #expect(try await keys([address], isOffline: true).keys.count == 1)
    }

    @Test func whatIsNotThereIsSaid() async throws {
        let missing = "\(server.address)/none.rsa.pub"
        #expect(await problem([missing]).hasPrefix("error: cannot fetch \(missing): "))
        let secret = missing.replacing("http://", with: "http://me:secret@")
        #expect(
            await problem([secret], isOffline: true) == """
                error: the store has not the key \(missing)
                hint: leave --offline out once, so that it is fetched

                """
        )
        #expect(await problem(["\(server.address)/"]).hasPrefix("error: \(server.address)/ does not end in the name of a key\n"))
    }

    @Test(
        arguments: [
            ("https://h/k.rsa.pub", "k.rsa.pub"), ("https://h/a/b/me%40h-1.rsa.pub?x=/y#z", "me@h-1.rsa.pub"), ("https://h", nil),
            ("https://h/", nil), ("https://h/%2e%2e", nil), ("https://h/a%2Fb", nil), ("https://h/a%00", nil), ("https://h/a%", nil),
            ("https://h/a%zz", nil), ("https://h/.hidden", nil), ("https://h/%ff", nil), ("https://u:p@h/k", "k"),
        ]
    )
    func names(_ address: String, _ expected: String?) {
        #expect((try? RemoteKeys.name(of: address)) == expected)
    }
}
