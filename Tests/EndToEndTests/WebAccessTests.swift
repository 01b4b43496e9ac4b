import APK
import Cryptography
import Files
import SystemPackage
import TestSupport
import Testing

/// Keys and repositories on the web by way of proxies, names and passwords, and TLS: what the program makes of its surroundings.
@Suite(.timeLimit(.minutes(30))) struct WebAccessTests {
    private let folder: TemporaryDirectory
    private var path: FilePath { folder.path }
    private var web: FilePath { path.appending("web") }

    /// A signed index without packages, its key, and a home with nothing in it.
    init() throws {
        folder = try TemporaryDirectory(prefix: "cuttle-test-")
        for name in ["web/repo/x86_64", "home"] { try Files.makeDirectory(path.appending(name)) }
        try PrivateKey.generate(web.appending("k.rsa"), bits: 2048)
        let record = IndexRecord(identity: Identity(.of("stone", .sha1)), name: "stone", version: "1-r0")
        let index = web.appending("repo/x86_64/APKINDEX.tar.gz")
        try PackageIndex([record]).write(to: index, key: PrivateKey(web.appending("k.rsa")))
        try Files.removeFile(web.appending("k.rsa"))
    }

    /// Asks for the package that the repository lists.
    private func solve(_ repository: String, key: String, _ environment: [String: String] = [:]) async throws -> Outcome {
        var variables = ["HOME": path.appending("home").string]
        variables.merge(environment) { $1 }
        return try await Program.run(
            Program.cuttle.string,
            ["solve", "stone", "-r", repository, "-k", key, "--arch", "x86_64", "--store", "store"],
            in: path,
            environment: variables
        )
    }

    @Test func aKeyAtAnAddressIsTrusted() async throws {
        let server = try WebServer(web)
        let outcome = try await solve("\(server.address)/repo", key: "\(server.address)/k.rsa.pub")
        #expect(outcome.status == 0, "\(outcome.error)")
        #expect(outcome.output.hasPrefix("stone-1-r0 "))
        let index = web.appending("repo/x86_64/APKINDEX.tar.gz").string
        let verified = try await Program.run(
            Program.cuttle.string,
            ["verify", index, "-k", "\(server.address)/k.rsa.pub", "--store", "store"],
            in: path
        )
        #expect(verified.status == 0, "\(verified.error)")
    }

    @Test func proxiesAreUsed() async throws {
        let proxy = try WebServer(web)
        let place = "http://packages.example"
        let variables = ["http_proxy": "http://me:secret@127.0.0.1:\(proxy.port)"]
        let outcome = try await solve("\(place)/repo", key: "\(place)/k.rsa.pub", variables)
        #expect(outcome.status == 0, "\(outcome.error)")
        #expect(
            outcome.error.hasPrefix(
                """
                warning: the key \(place)/k.rsa.pub comes over plain HTTP, where anybody on the way can put another in its place
                hint: take it over https, or compare a copy once and give that

                """
            )
        )
        #expect(
            proxy.requests() == [
                "200 GET \(place)/k.rsa.pub proxy as me:secret", "200 GET \(place)/repo/x86_64/APKINDEX.tar.gz proxy as me:secret",
            ]
        )
        // What the proxy has not is said without its password.
        let missing = try await solve("\(place)/none", key: "\(place)/k.rsa.pub", variables)
        #expect(missing.status == 1)
        #expect(missing.error.contains("error: cannot fetch \(place)/none/x86_64/APKINDEX.tar.gz: ") && !missing.error.contains("secret"))
        _ = proxy.requests()
        // For https the proxy is asked for a connection; this one gives none.
        let secure = try await solve(
            "https://packages.example/repo",
            key: "web/k.rsa.pub",
            ["https_proxy": "http://127.0.0.1:\(proxy.port)"]
        )
        #expect(secure.status == 1)
        #expect(Set(proxy.requests()) == ["403 CONNECT packages.example:443"])
    }

    @Test func noProxyIsHeeded() async throws {
        let (server, proxy) = (try WebServer(web), try WebServer(web))
        let variables = ["http_proxy": "http://127.0.0.1:\(proxy.port)"]
        #expect(try await solve("\(server.address)/repo", key: "web/k.rsa.pub", variables).status == 0)
        #expect(server.requests() == [] && proxy.requests().count == 1)
        let direct = variables.merging(["no_proxy": "example.org,127.0.0.1"]) { $1 }
        #expect(try await solve("\(server.address)/repo", key: "web/k.rsa.pub", direct).status == 0)
        #expect(server.requests().count == 1 && proxy.requests() == [])
    }

    @Test func passwordsComeFromNetrcAndFromAVariable() async throws {
        let server = try WebServer(web, password: "me:secret")
        let (repository, key) = ("\(server.address)/repo", "\(server.address)/k.rsa.pub")
        let refused = try await solve(repository, key: key)
        #expect(refused.status == 1)
        #expect(refused.error.hasPrefix("error: cannot fetch \(key): "))
        #expect(server.requests() == ["401 GET /k.rsa.pub"])
        let other = try await solve(repository, key: key, ["HTTP_AUTH": "basic:localhost:me:secret"])
        #expect(other.status == 1)
        #expect(server.requests() == ["401 GET /k.rsa.pub"])
        let expected = ["200 GET /k.rsa.pub as me:secret", "200 GET /repo/x86_64/APKINDEX.tar.gz as me:secret"]
        func given(_ variables: [String: String]) async throws -> [String] {
            try Files.removeTree(path.appending("store"))
            let outcome = try await solve(repository, key: key, variables)
            #expect(outcome.status == 0, "\(outcome.error)")
            return server.requests()
        }
        #expect(try await given(["HTTP_AUTH": "basic:127.0.0.1:me:secret"]) == expected)
        try Files.writeAtomically(
            Array("machine 127.0.0.1 login me password secret\n".utf8),
            to: path.appending("home/.netrc"),
            mode: 0o600
        )
        // A server is told only when it asks.
        #expect(try await given([:]).filter { $0.hasPrefix("200") } == expected)
    }

    /// A password for one server is not told to another that a redirection names.
    @Test func passwordsAreNotCarriedOn() async throws {
        let (server, other) = (try WebServer(web, password: "me:secret"), try WebServer(web))
        let there = other.address.replacing("127.0.0.1", with: "localhost")
        let outcome = try await solve(
            "\(server.address)/repo",
            key: "\(server.address)/to/\(there)/k.rsa.pub",
            ["HTTP_AUTH": "basic:127.0.0.1:me:secret"]
        )
        #expect(outcome.status == 0, "\(outcome.error)")
        #expect(server.requests().first == "302 GET /to/\(there)/k.rsa.pub as me:secret")
        #expect(other.requests() == ["200 GET /k.rsa.pub"])
    }

    /// TLS with an authority of one's own; from there nothing leads to a key in the clear.
    @Test func encryption() async throws {
        try #require(await Program.exists("openssl"))
        let certificate = path.appending("tls.pem")
        try Shell.run(
            "cd '\(path)' && openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 2 -subj /CN=test "
                + "-addext subjectAltName=IP:127.0.0.1 2>/dev/null && cat key.pem cert.pem >tls.pem"
        )
        let (secure, plain) = (try WebServer(web, certificate: certificate), try WebServer(web))
        let trust = ["SSL_CERT_FILE": path.appending("cert.pem").string]
        let unknown = try await solve("\(secure.address)/repo", key: "\(secure.address)/k.rsa.pub")
        #expect(unknown.status == 1)
        #expect(unknown.error.hasPrefix("error: cannot fetch \(secure.address)/k.rsa.pub: "))
        let known = try await solve("\(secure.address)/repo", key: "\(secure.address)/k.rsa.pub", trust)
        #expect(known.status == 0, "\(known.error)")
        let secured = try await solve("\(secure.address)/repo", key: "\(secure.address)/to/\(secure.address)/k.rsa.pub", trust)
        #expect(secured.status == 0, "\(secured.error)")
        let downgraded = try await solve("\(secure.address)/repo", key: "\(secure.address)/to/\(plain.address)/k.rsa.pub", trust)
        #expect(downgraded.status == 1)
        #expect(plain.requests() == [])
    }
}
