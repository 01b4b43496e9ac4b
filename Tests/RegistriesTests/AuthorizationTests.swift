import Cryptography
import Diagnostics
import Files
import JSON
import SystemPackage
import Testing

@testable import Registries

/// Being let in.
@Suite(.timeLimit(.minutes(30))) struct AuthorizationTests {
    let folder: TemporaryDirectory
    let layout: SampleLayout
    var auth: FilePath { folder.path.appending("auth.json") }

    init() throws {
        folder = try TemporaryDirectory()
        layout = try SampleLayout(folder.path.appending("layout"), sizes: [1000])
    }

    private func write(_ registry: FaultyRegistry, password: String = "secret") throws {
        let entry = JSON.object(["auth": .string(Base64.encode(Array("user:\(password)".utf8)))])
        let document = JSON.object(["auths": .object([.init(key: registry.host, value: entry)])])
        try Files.writeAtomically(Array(document.text().utf8), to: auth)
    }

    private static let basic = "Basic dXNlcjpzZWNyZXQ="

    @Test func aNameAndAPassword() async throws {
        let registry = try FaultyRegistry(["auth": .string("basic")])
        try write(registry)
        try await push(layout.path, "\(registry.host)/a:1", settings: settings(credentials: auth))
        let told = try await registry.seen().authorizations
        // Only the first request asks what is wanted.
        #expect(told.first == "")
        #expect(told.dropFirst().allSatisfy { $0 == Self.basic })
    }

    @Test func tokensAreAskedForOnceForEachPurpose() async throws {
        let registry = try FaultyRegistry(["auth": .string("bearer"), "user": .boolean(true)])
        try write(registry)
        try await push(layout.path, "\(registry.host)/a:1", settings: settings(credentials: auth))
        #expect(try await registry.seen().tokenRequests == ["\(Self.basic) repository:a:pull,push"])
        try await registry.plan()
        try await push(layout.path, "\(registry.host)/a:1", "\(registry.host)/b:1", settings: settings(credentials: auth))
        #expect(
            try await registry.seen().tokenRequests == [
                "\(Self.basic) repository:a:pull,push", "\(Self.basic) repository:b:pull,push",
                "\(Self.basic) repository:b:pull,push repository:a:pull",
            ]
        )
        // The password is for the token server alone.
        #expect(try await registry.seen().authorizations.allSatisfy { !$0.hasPrefix("Basic") })
    }

    @Test func strangersGetTokensToo() async throws {
        let registry = try FaultyRegistry(["auth": .string("bearer")])
        try await push(layout.path, "\(registry.host)/a:1", settings: settings())
        #expect(try await registry.seen().tokenRequests == ["- repository:a:pull,push"])
    }

    /// A token that serves for few requests is changed for another each time.
    @Test(arguments: [1, 2, 3])
    func tokensRunOut(_ uses: Int64) async throws {
        let registry = try FaultyRegistry(["auth": .string("bearer"), "user": .boolean(true), "uses": .number(uses)])
        try write(registry)
        try await push(layout.path, "\(registry.host)/a:1", settings: settings(credentials: auth))
        let seen = try await registry.seen()
        #expect(seen.tokenRequests.count > 1)
        #expect(seen.tags == ["a:1 \(layout.digest)"])
        #expect(seen.stored.values.allSatisfy { $0 == 1 })
    }

    @Test(arguments: [
        (
            "basic", nil,
            """
            error: HOST does not let you say whether it has SHA in HOST/a
              asked without credentials: there are none for it
            hint: log in: docker login HOST, or podman login HOST

            """
        ),
        (
            "basic", "wrong",
            """
            error: HOST does not let you say whether it has SHA in HOST/a
              asked with the credentials from AUTH

            """
        ),
        (
            "bearer", "wrong",
            """
            error: HOST does not take the credentials from AUTH
            hint: log in again: docker login HOST, or podman login HOST

            """
        ),
        ("bearer", nil, "error: no token for HOST: 127.0.0.1 answers with status 401\n"),
    ])
    func theWrongOnesAreSaid(_ kind: String, _ password: String?, _ shown: String) async throws {
        let registry = try FaultyRegistry(["auth": .string(kind), "user": .boolean(true)])
        if let password { try write(registry, password: password) }
        let found = await problem {
            try await push(layout.path, "\(registry.host)/a:1", settings: settings(credentials: password == nil ? nil : auth))
        }
        let text = found.replacing(registry.host, with: "HOST").replacing(auth.string, with: "AUTH")
        // Which of the two contents was asked for first does not matter.
        #expect(text.replacing(#/sha256:[0-9a-f]{64}/#, with: "SHA") == shown)
        #expect(!found.contains("wrong"))
    }

    @Test(arguments: [
        // The longest name that fits; keys of Docker's kind; what comes first in a file.
        (#"{"auths":{"HOST":{"auth":"YTpi"}}}"#, "HOST/x/y", "a:b"),
        (#"{"auths":{"https://HOST/v1/":{"auth":"YTpi"}}}"#, "HOST/x/y", "a:b"),
        (#"{"auths":{"HOST/x":{"auth":"YTpi"},"HOST":{"auth":"Yzpk"}}}"#, "HOST/x/y", "a:b"),
        (#"{"auths":{"HOST/x":{"auth":"YTpi"},"HOST":{"auth":"Yzpk"}}}"#, "HOST/xy", "c:d"),
        (#"{"auths":{"HOST":{"username":"a","password":"b:c"}}}"#, "HOST/x", "a:b:c"),
        (#"{"auths":{"HOST":{"auth":"YTpiAAA="}}}"#, "HOST/x", "a:b"),
        (#"{"auths":{"HOST":{"identitytoken":"t"}}}"#, "HOST/x", "identity t"),
        (#"{"auths":{"HOST":{"registrytoken":"t"}}}"#, "HOST/x", "registry t"),
        (#"{"auths":{"HOST":{}}}"#, "HOST/x", "none"),
        (#"{"auths":{"HOST:5000":{"auth":"YTpi"}}}"#, "HOST/x", "none"),
        (#"{"auths":{"https://index.docker.io/v1/":{"auth":"YTpi"}}}"#, "hello", "a:b"),
        (#"{"auths":{"docker.io":{"auth":"YTpi"}}}"#, "team/hello", "a:b"),
        (#"{}"#, "hello", "none"),
    ])
    func filesAreRead(_ text: String, _ name: String, _ expected: String) async throws {
        let host = "registry.example:5001"
        try Files.writeAtomically(Array(text.replacing("HOST", with: host).utf8), to: auth)
        var store = CredentialStore { $0 == "REGISTRY_AUTH_FILE" ? auth.string : nil }
        // Other tests may have all processors for long.
        store.helperPatience = .seconds(3_600)
        let found = try await store.credentials(for: RepositoryName(name.replacing("HOST", with: host)))
        let shown: String
        switch found?.kind {
        case .password(let user, let secret)?: shown = "\(user):\(secret)"
        case .identityToken(let token)?: shown = "identity \(token)"
        case .registryToken(let token)?: shown = "registry \(token)"
        case nil: shown = "none"
        }
        #expect(shown == expected)
        // However they are printed, they stay what they are.
        if let found {
            var dumped = ""
            dump(found, to: &dumped)
            #expect("\(found)\(String(reflecting: found))\(dumped)".contains("credentials from \(auth)"))
            #expect(!dumped.contains("secret") && !dumped.contains("password"))
        }
    }

    @Test(arguments: [
        ("nonsense", "error: AUTH is not JSON: no value begins like this\nhint: mend it, or log in again\n"),
        (
            #"{"auths":{"h.example":{"auth":"?"}}}"#,
            "error: AUTH: auth of \"h.example\" is not base64 of user:password\nhint: log in again\n"
        ),
        (#"{"credHelpers":{"h.example":"../x"}}"#, "error: \"../x\" is not the name of a credential helper\n"),
        (
            #"{"credsStore":"cuttle-none"}"#,
            """
            error: docker-credential-cuttle-none cannot be run
              it is named by the file of your credentials
            hint: install it, or take it out of the file and log in again

            """
        ),
    ])
    func filesThatCannotBeUsedAreSaid(_ text: String, _ shown: String) async throws {
        try Files.writeAtomically(Array(text.utf8), to: auth)
        var store = CredentialStore { $0 == "REGISTRY_AUTH_FILE" ? auth.string : nil }
        // Other tests may have all processors for long.
        store.helperPatience = .seconds(3_600)
        let found = await problem { _ = try await store.credentials(for: RepositoryName("h.example/x")) }
        #expect(found.replacing(auth.string, with: "AUTH") == shown)
    }

    @Test func jobsOfGitHubNeedNoFile() async throws {
        let store = CredentialStore { ["GITHUB_TOKEN": "t", "GITHUB_ACTOR": "somebody"][$0] }
        let found = try await store.credentials(for: RepositoryName("ghcr.io/a/b"))
        #expect(found?.basicAuthorization == "Basic \(Base64.encode(Array("somebody:t".utf8)))")
        #expect(try await store.credentials(for: RepositoryName("quay.io/a/b")) == nil)
    }

    /// Files are looked at in order, and the first that knows the registry is taken.
    @Test func severalFiles() async throws {
        let places = ["named.json", "docker/config.json", "run/containers/auth.json", "config/containers/auth.json"]
        let variables = [
            "REGISTRY_AUTH_FILE": "named.json", "DOCKER_CONFIG": "docker", "XDG_RUNTIME_DIR": "run", "XDG_CONFIG_HOME": "config",
        ]
        for (index, place) in places.enumerated() {
            let file = folder.path.appending(place)
            try Files.makeDirectory(file.removingLastComponent())
            let auth = Base64.encode(Array("user:\(index)".utf8))
            try Files.writeAtomically(Array(#"{"auths":{"h.example":{"auth":"\#(auth)"}}}"#.utf8), to: file)
        }
        let store = CredentialStore { name in variables[name].map { folder.path.appending($0).string } }
        for (index, place) in places.enumerated() {
            let found = try await store.credentials(for: RepositoryName("h.example/x"))
            #expect(found?.basicAuthorization == "Basic \(Base64.encode(Array("user:\(index)".utf8)))")
            try Files.writeAtomically(Array("{}".utf8), to: folder.path.appending(place))
        }
        #expect(try await store.credentials(for: RepositoryName("h.example/x")) == nil)
        try Files.removeFile(folder.path.appending("named.json"))
        let shown = await problem { _ = try await store.credentials(for: RepositoryName("h.example/x")) }
        #expect(shown == "error: there is no file \(folder.path)/named.json, which REGISTRY_AUTH_FILE names\n")
    }
}
