import Cryptography
import Diagnostics
import Files
import Store
import SystemPackage
import TestSupport
import Testing

@testable import Repositories

/// Keys that publishers name: Alpine's list of releases, and JSON Web Keys of a repository (IMAGE.md §4.2).
@Suite(.timeLimit(.minutes(30))) struct KeyDiscoveryTests {
    private let folder: TemporaryDirectory
    private let web: FilePath
    private let store: Store
    private let server: WebServer

    init() throws {
        folder = try TemporaryDirectory(prefix: "cuttle-test-")
        web = folder.path.appending("web")
        try Files.makeDirectory(web.appending("repo"))
        for name in ["me@h-1.rsa", "old.rsa", "late.rsa"] { try PrivateKey.generate(web.appending(name), bits: 2048) }
        store = try Store(folder.path.appending("store"))
        server = try WebServer(web)
    }

    private func put(_ name: String, _ text: String) throws {
        try Files.writeAtomically(Array(text.utf8), to: web.appending(name))
    }

    private func discover(
        _ locations: [String],
        _ architecture: String = "x86_64",
        isOffline: Bool = false
    ) async throws -> (names: [String], warnings: [String]) {
        let discovery = KeyDiscovery(
            store,
            isOffline: isOffline,
            credentials: nil,
            releases: "\(server.address)/releases.json",
            today: "2024-06-30"
        )
        var warnings: [String] = []
        let keys = try await discovery.keys(of: locations, architecture: architecture) {
            warnings.append(DiagnosticRenderer(colour: false).render($0))
        }
        return (keys.map(\.name), warnings)
    }

    private func list() throws {
        let place = server.address
        try put(
            "releases.json",
            """
            {"release_branches": [
              {"rel_branch": "v3.0", "keys": {"x86_64": [{"url": "\(place)/none.rsa.pub"}]}},
              {"rel_branch": "v3.1", "keys": {
                "aarch64": [],
                "x86_64": [
                  {"url": "\(place)/me%20h-1.rsa.pub"},
                  {"url": "\(place)/old.rsa.pub", "deprecated_since": "2024-06-30"},
                  {"url": "\(place)/late.rsa.pub", "deprecated_since": "2024-07-01"}
                ]}}
            ]}
            """
        )
    }

    @Test func keysOfAnAlpineRelease() async throws {
        try list()
        let repository = "\(server.address)/alpine/v3.1/main"
        let online = try await discover([repository, "packages", "@local /packages"])
        #expect(online.names == ["late.rsa.pub", "me@h-1.rsa.pub"])
        #expect(online.warnings == [])
        #expect(try await discover([repository], "aarch64").names == [])
        #expect(try await discover(["\(server.address)/alpine/v9/main"]).names == [])
        #expect(try await discover(["@edge \(repository)"]).names == online.names)
        let offline = try await discover([repository], isOffline: true)
        #expect(offline.names == online.names && offline.warnings == [])
        let failed = try await discover(["\(server.address)/alpine/v3.0/main"])
        #expect(failed.names == [])
        #expect(failed.warnings.first?.hasPrefix("warning: cannot fetch \(server.address)/none.rsa.pub: ") == true)
        #expect(failed.warnings.first?.contains("  so no keys of \(server.address)/alpine/v3.0/main were found\n") == true)
    }

    @Test(
        arguments: [
            ("https://dl.example/alpine/v3.1/main", "v3.1"), ("https://h/a/alpine/edge/community", "edge"), ("https://h/alpine/v3.1", nil),
            ("https://h/alpine/v3.1/", nil), ("https://h/alpine/v3.1/main/x", nil), ("https://h/alpine//main", nil),
        ]
    )
    func branches(_ address: String, _ expected: String?) {
        #expect(KeyDiscovery.alpineBranch(of: address) == expected)
    }

    /// The set of keys, as python makes it of a key that OpenSSL made.
    private func keySet(_ name: String) throws -> String {
        let script = """
            import base64, json, re, subprocess, sys
            text = subprocess.run(['openssl', 'rsa', '-pubin', '-in', sys.argv[1], '-noout', '-modulus'], capture_output=True, text=True).stdout
            code = lambda value: base64.urlsafe_b64encode(value).decode().rstrip('=')
            print(json.dumps({'keys': [{'kty': 'RSA', 'kid': 'sepia', 'use': 'sig', 'n': code(bytes.fromhex(text.split('=')[1])), 'e': 'AQAB'}]}))
            """
        try Files.writeAtomically(Array(script.utf8), to: folder.path.appending("set.py"))
        return try Shell.run("python3 '\(folder.path)/set.py' '\(web.appending(name))'")
    }

    @Test func keysOfARepositorysConfiguration() async throws {
        let repository = "\(server.address)/repo"
        // It says nothing.
        let none = try await discover([repository])
        #expect(none.names == [] && none.warnings == [])
        try put("repo/apk-configuration", #"{"jwks_uri": "\#(server.address)/keys.json"}"#)
        try put("keys.json", keySet("old.rsa.pub"))
        let keys = try await KeyDiscovery(store, isOffline: false, credentials: nil, today: "2024-06-30")
            .keys(of: ["\(repository)/"], architecture: "x86_64") { _ in }
        #expect(keys.map(\.name) == ["sepia.rsa.pub"])
        #expect(try keys.map(\.fingerprint) == [PublicKey(web.appending("old.rsa.pub")).fingerprint])
        #expect(try await discover(["@tag \(repository)"]).names == [])
    }

    @Test(
        arguments: [
            ("not JSON", "/keys.json is not JSON: at byte 0: "),
            (#"{"keys": [{"kty": "EC", "kid": "a"}]}"#, "/keys.json holds what is no RSA key with a name: \"a\""),
            (
                #"{"keys": [{"kty": "RSA", "kid": "../a", "n": "AQAB", "e": "AQAB"}]}"#,
                "/keys.json holds what is no RSA key with a name: \"../a\""
            ),
            (#"{"keys": [{"kty": "RSA", "kid": "a", "n": "!", "e": "AQAB"}]}"#, "/keys.json holds what is no RSA key with a name: \"a\""),
            (#"{"keys": [{"kty": "RSA", "kid": "a", "n": "AQAB", "e": "AQAB"}]}"#, "the numbers of a.rsa.pub are no RSA key"),
        ]
    )
    func whatIsNoKeyIsReported(_ text: String, _ expected: String) async throws {
        try put("repo/apk-configuration", #"{"jwks_uri": "\#(server.address)/keys.json"}"#)
        try put("keys.json", text)
        let found = try await discover(["\(server.address)/repo"])
        #expect(found.names == [])
        #expect(found.warnings.count == 1 && found.warnings[0].contains(expected), "\(found.warnings)")
    }

    /// Nobody is asked in the clear, not even to look whether there is something.
    @Test func nothingIsAskedInTheClear() async throws {
        let found = try await discover(["http://packages.example/os"])
        #expect(found.names == [])
        #expect(
            found.warnings == [
                """
                warning: http://packages.example/os/apk-configuration is not asked for keys: it comes over plain HTTP
                  so no keys of http://packages.example/os were found

                """
            ]
        )
    }
}
