import APK
import Cryptography
import Diagnostics
import Files
import Repositories
import Synchronization
import SystemPackage
import TestSupport
import Testing

@testable import Transfers

/// Repositories on the web: fetched once, checked before they get into the store, used without network from then on.
@Suite(.timeLimit(.minutes(30))) struct RemoteRepositoriesTests {
    /// A server of a repository, which writes down what it is asked for.
    private final class Server {
        private let server: PythonServer
        private let log: FilePath
        let address: String

        /// - Parameter password: what it asks for, as `user:password`; empty for nothing.
        init(_ sample: Sample, password: String = "") throws {
            log = sample.folder.appending("requests")
            let script = """
                import base64, http.server, os, sys
                class Handler(http.server.SimpleHTTPRequestHandler):
                    def log_message(self, *arguments): pass
                    def send_response(self, code, message=None):
                        with open(sys.argv[2], 'a') as log: log.write(f'{int(code)} {self.path}\\n')
                        super().send_response(code, message)
                    def do_GET(self):
                        wanted = 'Basic ' + base64.b64encode(sys.argv[3].encode()).decode()
                        if sys.argv[3] and self.headers['Authorization'] != wanted:
                            self.send_response(401)
                            self.send_header('WWW-Authenticate', 'Basic realm="x"')
                            self.send_header('Content-Length', '0')
                            return self.end_headers()
                        super().do_GET()
                os.chdir(sys.argv[1])
                server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
                print(server.server_port, flush=True)
                server.serve_forever()
                """
            guard let server = PythonServer(script: script, [sample.location.string, log.string, password]) else {
                throw Diagnostic(.internalError, "the server did not start")
            }
            self.server = server
            address = "http://127.0.0.1:\(server.greeting)"
        }

        /// What it was asked for since the last time: the status, and the path.
        func requests() -> [String] {
            guard Files.exists(log) else { return [] }
            defer { try? Files.removeFile(log) }
            return String(decoding: (try? Files.read(log)) ?? [], as: UTF8.self).split(separator: "\n").map(String.init).sorted()
        }
    }

    private let folder: TemporaryDirectory
    private let sample: Sample

    init() throws {
        folder = try TemporaryDirectory(prefix: "cuttle-test-")
        sample = try Sample(in: folder.path)
        try sample.publish([sample.package("a"), sample.package("b+c")])
    }

    /// Refreshes, chooses these packages, fetches them, and reads them.
    @discardableResult
    private func use(
        _ address: String,
        _ names: [String] = ["a", "b+c"],
        isOffline: Bool = false,
        credentials: Credentials? = nil,
        warn: (Diagnostic) -> Void = { _ in }
    ) async throws -> [PackageFile] {
        let remote = RemoteRepositories(sample.store, isOffline: isOffline, credentials: credentials)
        try await remote.refresh([address], architecture: "x86_64", keyring: sample.keyring, warn: warn)
        let repository = try Repository(address, architecture: "x86_64", keyring: sample.keyring, store: sample.store)
        let choices = try RepositorySet([repository]).solve(names.map { name throws(Diagnostic) in try Dependency(name) })
        try await remote.fetch(choices)
        var files: [PackageFile] = []
        for choice in choices {
            let file = try choice.file()
            try file.verify(keyring: sample.keyring)
            files.append(file)
        }
        return files
    }

    private func problem(_ body: () async throws -> Void) async -> String {
        do {
            try await body()
            return "nothing\n"
        } catch {
            return Diagnostic.all(in: error).map { DiagnosticRenderer(colour: false).render($0) }.joined()
        }
    }

    @Test func everythingIsFetchedOnce() async throws {
        let server = try Server(sample)
        // This server tells versions apart by their times alone.
        try Shell.run("touch -d 2020-01-01 \(sample.index)")
        #expect(try await use(server.address, ["a"]).map(\.info.name) == ["a"])
        #expect(server.requests() == ["200 /x86_64/APKINDEX.tar.gz", "200 /x86_64/a-1-r0.apk"])
        // The index is asked for again, and has not changed; only what is not there yet is fetched.
        #expect(try await use("\(server.address)/").count == 2)
        #expect(try await use(server.address).count == 2)
        #expect(server.requests().filter { $0.hasPrefix("304") }.isEmpty == false)
        try sample.publish([sample.package("a", "2-r0")])
        #expect(try await use(server.address, ["a"]).map(\.info.version) == ["2-r0"])
        #expect(server.requests() == ["200 /x86_64/APKINDEX.tar.gz", "200 /x86_64/a-2-r0.apk"])
    }

    @Test func offlineTheStoreServes() async throws {
        var server: Server? = try Server(sample)
        let address = try #require(server?.address)
        try await use(address, ["a"])
        server = nil
        #expect(try await use(address, ["a"], isOffline: true).map(\.info.name) == ["a"])
        #expect(
            await problem { try await use(address, isOffline: true) } == """
                error: the store has not b+c-1-r0.apk of \(address)
                hint: leave --offline out once, so that it is fetched

                """
        )
        #expect(
            await problem { try await use("https://example.org/x", isOffline: true) } == """
                error: the store has no index of https://example.org/x for x86_64
                hint: leave --offline out once, so that it is fetched

                """
        )
        // Without a word about it an old copy is not taken.
        #expect(await problem { try await use(address) }.contains("hint: with --offline the copy in the store is taken\n"))
    }

    @Test func whatIsNotTheRepositoryIsRefused() async throws {
        let server = try Server(sample)
        try await use(server.address, ["a"])
        // Another package under the name of one that is listed.
        try Files.copy(sample.package("b+c", content: "other"), to: sample.directory.appending("b+c-1-r0.apk"))
        let swapped = await problem { try await use(server.address) }
        #expect(
            swapped.hasPrefix("error: \(server.address)/x86_64/b+c-1-r0.apk is not the package that the index of \(server.address) lists\n")
        )
        // An index that somebody else has signed does not take the place of the good one.
        try PrivateKey.generate(folder.path.appending("other.rsa"), bits: 2048)
        try IndexFile(sample.index).sign(with: [PrivateKey(folder.path.appending("other.rsa"))], to: sample.index)
        let foreign = await problem { try await use(server.address, ["a"]) }
        #expect(
            foreign == """
                error: \(server.address)/x86_64/APKINDEX.tar.gz is signed with other.rsa.pub, which is not trusted
                  trusted: k.rsa.pub
                hint: give the public key with --keyring-append

                """
        )
        #expect(try await use(server.address, ["a"], isOffline: true).count == 1)
        let missing = await problem { try await use("\(server.address)/none") }
        #expect(missing.hasPrefix("error: cannot fetch \(server.address)/none/x86_64/APKINDEX.tar.gz: "))
        #expect(missing.hasSuffix("hint: it may have no packages for x86_64: choose with --arch\n"))
        for end in ["/x86_64", "/x86_64/", "/x86_64/APKINDEX.tar.gz"] {
            let deep = await problem { try await use("\(server.address)\(end)") }
            #expect(deep.hasSuffix("hint: give the address above it: \(server.address)\n"), "\(deep)")
        }
    }

    /// What was wrong on its way is not kept: the next time the right one is fetched.
    @Test func whatIsDamagedIsFetchedAgain() async throws {
        let server = try Server(sample)
        let place = sample.directory.appending("a-1-r0.apk")
        let good = try Files.read(place)
        var bad = good
        // The data come last; the length and the control member stay.
        bad[bad.count - 9] ^= 1
        try Files.writeAtomically(bad, to: place)
        let damaged = await problem { try await use(server.address, ["a"]) }
        #expect(damaged.hasPrefix("error: \(server.address)/x86_64/a-1-r0.apk is damaged: its data has the SHA-256 "), "\(damaged)")
        try Files.writeAtomically(good, to: place)
        #expect(try await use(server.address, ["a"]).count == 1)
    }

    /// One package of the future must not silence what is said of all others.
    @Test func anOlderIndexIsReportedBesideAPackageOfTheFuture() async throws {
        let server = try Server(sample)
        let future = try sample.package("future") { $0.buildDate = 4_000_000_000 }
        var warnings: [Diagnostic] = []
        for (version, date) in [("3-r0", 1_700_000_000), ("2-r0", 1_600_000_000)] as [(String, Int64)] {
            try sample.publish([future, sample.package("a", version) { $0.buildDate = date }], replacingAll: true)
            try await use(server.address, ["a"]) { warnings.append($0) }
        }
        #expect(warnings.map(\.code) == [.olderIndex])
    }

    /// What came without a look at its signature counts when somebody has vouched for it, and not before.
    @Test func onlySignedIndexesSayWhatIsNewest() async throws {
        let server = try Server(sample)
        func publish(_ version: String, _ date: Int64) throws {
            try sample.publish([sample.package("a", version) { $0.buildDate = date }], replacingAll: true)
        }
        var warnings: [Diagnostic] = []
        let remote = RemoteRepositories(sample.store, isOffline: false, credentials: nil)
        func refresh(_ keyring: Keyring?) async throws {
            try await remote.refresh([server.address], architecture: "x86_64", keyring: keyring) { warnings.append($0) }
        }
        // Never vouched for.
        try publish("9-r0", 1_720_000_000)
        try PrivateKey.generate(folder.path.appending("other.rsa"), bits: 2048)
        try IndexFile(sample.index).sign(with: [PrivateKey(folder.path.appending("other.rsa"))], to: sample.index)
        try await refresh(nil)
        try IndexFile(sample.index).sign(with: [sample.key], to: sample.index)
        try publish("1-r0", 1_500_000_000)
        try await refresh(sample.keyring)
        #expect(warnings.isEmpty, "\(warnings)")
        // Vouched for when it was there already.
        try publish("3-r0", 1_700_000_000)
        try await refresh(nil)
        try await refresh(sample.keyring)
        try publish("2-r0", 1_600_000_000)
        try await refresh(sample.keyring)
        #expect(warnings.map(\.code) == [.olderIndex])
    }

    @Test func anOlderIndexIsReported() async throws {
        let server = try Server(sample)
        try sample.publish([sample.package("a", "3-r0") { $0.buildDate = 1_700_000_000 }])
        try await use(server.address, ["a"])
        try sample.publish([sample.package("a", "2-r0") { $0.buildDate = 1_600_000_000 }], replacingAll: true)
        var warnings: [Diagnostic] = []
        try await use(server.address, ["a"]) { warnings.append($0) }
        #expect(warnings.map(\.code) == [.olderIndex])
        #expect(
            warnings.first?.message
                == "\(server.address) now has an older index than before: its newest package is of 2020-09-13T12:26:40Z, and was of 2023-11-14T22:13:20Z"
        )
        // What takes the place of the older one is still older than what was there once.
        try sample.publish([sample.package("a", "4-r0") { $0.buildDate = 1_650_000_000 }], replacingAll: true)
        try await use(server.address, ["a"]) { warnings.append($0) }
        #expect(warnings.map(\.code) == [.olderIndex, .olderIndex])
        try sample.publish([sample.package("a", "5-r0") { $0.buildDate = 1_700_000_001 }], replacingAll: true)
        try await use(server.address, ["a"]) { warnings.append($0) }
        #expect(warnings.count == 2)
    }

    @Test func passwordsAreGivenToTheirServerAndShownToNobody() async throws {
        let server = try Server(sample, password: "me:secret")
        let plain = await problem { try await use(server.address) }
        #expect(plain.hasPrefix("error: cannot fetch \(server.address)/x86_64/APKINDEX.tar.gz: "))
        let hint = "it asks for a name and a password: set HTTP_AUTH to basic:127.0.0.1:NAME:PASSWORD, or name 127.0.0.1 in ~/.netrc"
        #expect(plain.hasSuffix("hint: \(hint)\n"), "\(plain)")
        let other = Credentials("basic:example.org:me:secret")
        #expect(await problem { try await use(server.address, credentials: other) } == plain)
        #expect(try await use(server.address, credentials: Credentials("basic:127.0.0.1:me:secret")).count == 2)
        let address = server.address.replacing("http://", with: "http://me:secret@")
        #expect(try await use(address, ["a"]).count == 1)
        let repository = try Repository(address, architecture: "x86_64", keyring: sample.keyring, store: sample.store)
        #expect(repository.name == server.address)
        let wrong = await problem { try await use(address.replacing("secret", with: "hunter2") + "/none") }
        #expect(!wrong.contains("hunter2") && wrong.contains("\(server.address)/none"), "\(wrong)")
    }

    /// Two processes that want the same do not get into each other's way.
    @Test func severalAtATime() async throws {
        let server = try Server(sample)
        let (address, store, keyring) = (server.address, sample.store, sample.keyring)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<6 {
                group.addTask {
                    let remote = RemoteRepositories(store, isOffline: false, credentials: nil)
                    try await remote.refresh([address], architecture: "x86_64", keyring: keyring)
                    let repository = try Repository(address, architecture: "x86_64", keyring: keyring, store: store)
                    let choices = try RepositorySet([repository]).solve([Dependency("a"), Dependency("b+c")])
                    try await remote.fetch(choices)
                    for choice in choices { try choice.file().verify(keyring: keyring) }
                }
            }
            try await group.waitForAll()
        }
        #expect(server.requests().filter { $0.hasSuffix(".apk") } == ["200 /x86_64/a-1-r0.apk", "200 /x86_64/b%2Bc-1-r0.apk"])
    }

    @Test(arguments: [
        ("basic:h:u:p", "https://h/x", "u:p"), ("basic:h:u:p", "https://h:8080/x", "u:p"), ("basic:h:u:p", "https://other/h", nil),
        ("basic:h:u:p", "https://h@other/x", nil), ("basic:h:u:p", "https://h.other/x", nil), ("basic:h:u:", "http://h", "u:"),
        ("bearer:h:u:p", "https://h/x", nil), ("basic:h:u", "https://h/x", nil), ("basic:h:u:p:q", "https://h/x", nil),
    ])
    func credentialsAreForOneHost(_ text: String, _ address: String, _ expected: String?) {
        #expect(Credentials(text)?.text(for: address) == expected)
    }
}
