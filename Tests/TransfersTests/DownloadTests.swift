import Diagnostics
import Files
import SystemPackage
import Testing

@testable import Transfers

/// Downloads from a real server.
@Suite(.timeLimit(.minutes(30))) struct DownloadTests {
    let server: Server
    let folder: TemporaryDirectory
    var target: FilePath { folder.path.appending("file") }

    init() throws {
        server = try Server()
        folder = try TemporaryDirectory()
    }

    /// Attempts without waiting between them.
    private func patience(_ attempts: Int) -> Download.Patience {
        var patience = Download.Patience()
        patience.attempts = attempts
        patience.sleep = { _ in }
        return patience
    }

    private func text(_ path: String, attempts: Int = 3) async throws -> String {
        try await Download.file(server.address(path), to: target, patience: patience(attempts))
        return String(decoding: try Files.read(target), as: UTF8.self)
    }

    @Test(arguments: [("/hello", "hello"), ("/redirect", "hello"), ("/empty", ""), ("/agent", "cuttle")])
    func gives(_ path: String, _ expected: String) async throws {
        #expect(try await text(path) == expected)
    }

    @Test(arguments: ["/once/500", "/once/503", "/once/429", "/cut"])
    func triesAgainWhatMayPass(_ path: String) async throws {
        #expect(try await text(path) == "hello")
        #expect(try await text("/count?\(path)") == "2")
    }

    @Test func aLongerFileTakesNothingOfTheShorterOne() async throws {
        #expect(try await text("/big").utf8.count == 3_000_000)
        #expect(try await text("/hello") == "hello")
    }

    @Test(arguments: [
        ("/always/404", 404, "not-found"), ("/always/410", 410, "not-found"), ("/always/403", 403, "download-failed"),
        ("/always/401", 401, "download-failed"),
    ])
    func givesUpAtOnce(_ path: String, _ status: Int, _ code: String) async throws {
        let error = await #expect(throws: Diagnostic.self) { try await Download.file(server.address(path), to: target) }
        #expect(error?.code.name == code)
        #expect(error?.message == "cannot fetch \(server.address(path)): The requested URL returned error: \(status)")
        #expect(!Files.exists(target))
        #expect(try await text("/count?\(path)") == "1")
    }

    @Test func givesUpInTheEnd() async throws {
        let path = "/always/500"
        let shown = await problem { try await Download.file(server.address(path), to: target, patience: patience(2)) }
        #expect(shown == "error: cannot fetch \(server.address(path)): The requested URL returned error: 500\n")
        #expect(!Files.exists(target))
        #expect(try await text("/count?\(path)") == "2")
    }

    @Test func stopsAtItsLimit() async throws {
        let shown = await problem { try await Download.file(server.address("/big"), to: target, limit: 1_000_000) }
        #expect(shown == "error: the file is larger than 1000000 bytes\n")
        #expect(!Files.exists(target))
    }

    @Test(arguments: [("/loop", "Maximum (10) redirects followed"), ("/file", "Protocol \"file\"")])
    func doesNotFollowEveryRedirection(_ path: String, _ reason: String) async throws {
        let shown = await problem { try await Download.file(server.address(path), to: target) }
        #expect(shown.hasPrefix("error: cannot fetch \(server.address(path)): \(reason)"), "\(shown)")
        #expect(!Files.exists(target))
    }

    @Test(arguments: ["file:///etc/passwd", "ftp://127.0.0.1/x", "gopher://127.0.0.1/x", "nonsense://x", "http://", "", "not an address"])
    func refusesOtherKindsOfAddress(_ address: String) async throws {
        let error = await #expect(throws: Diagnostic.self) { try await Download.file(address, to: target) }
        #expect(error?.code.name == "download-failed")
        #expect(!Files.exists(target))
    }

    @Test func saysWhenNobodyListens() async throws {
        // Port 1 is for nobody on a machine that runs tests.
        let shown = await problem { try await Download.file("http://127.0.0.1:1/x", to: target, patience: patience(1)) }
        #expect(shown.hasPrefix("error: cannot fetch http://127.0.0.1:1/x: Failed to connect to 127.0.0.1 port 1"), "\(shown)")
        #expect(!Files.exists(target))
    }

    @Test func needsAPlaceToWriteTo() async throws {
        let shown = await problem { try await Download.file(server.address("/hello"), to: folder.path.appending("none/file")) }
        #expect(shown == "error: cannot create \(folder.path)/none/file: No such file or directory\n")
    }
}
