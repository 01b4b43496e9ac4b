import Diagnostics
import Files
import SystemPackage
import Testing

@testable import Transfers

/// Downloads that break off.
@Suite(.timeLimit(.minutes(30))) struct ResumptionTests {
    let server: Server
    let folder: TemporaryDirectory
    var target: FilePath { folder.path.appending("file") }

    init() throws {
        server = try Server()
        folder = try TemporaryDirectory()
    }

    private func fetch(_ path: String, attempts: Int = 3, timeout: Int = 60) async throws -> [UInt8] {
        var patience = Download.Patience()
        patience.attempts = attempts
        patience.timeout = timeout
        patience.sleep = { _ in }
        try await Download.file(server.address(path), to: target, patience: patience)
        return try Files.read(target)
    }

    private func ranges(_ path: String) async throws -> [String] {
        String(decoding: try await fetch("/ranges?\(path)"), as: UTF8.self).split(separator: " ").map(String.init)
    }

    private static func content(from first: UInt8, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8($0 % 250) + first }
    }

    @Test(arguments: [
        // What is there already is not fetched twice.
        ("etag", ["-/-", "bytes=300000-/\"1\"", "bytes=600000-/\"1\""]),
        (
            "date",
            [
                "-/-", "bytes=300000-/Mon,", "01", "Jan", "2024", "00:00:00", "GMT", "bytes=600000-/Mon,", "01", "Jan", "2024", "00:00:00",
                "GMT",
            ]
        ),
        // Without a version that vouches for bytes, each attempt begins at the start.
        ("weak", ["-/-", "-/-", "-/-"]), ("none", ["-/-", "-/-", "-/-"]),
        // The second attempt is refused by the client, and made again at once without a range.
        ("ignored", ["-/-", "bytes=300000-/\"1\"", "-/-"]),
        // So it is where the server knows no such part.
        ("refused", ["-/-", "bytes=300000-/\"1\"", "-/-"]),
    ])
    func whatBrokeOffGoesOn(_ how: String, _ ranges: [String]) async throws {
        #expect(try await fetch("/part/\(how)") == Self.content(from: 0, 1_000_000))
        #expect(try await self.ranges("/part/\(how)") == ranges)
    }

    /// Parts of two versions are never put together.
    @Test(arguments: [("changed", 1_000_000), ("shrunk", 300_000)])
    func aChangedFileIsFetchedAnew(_ how: String, _ count: Int) async throws {
        #expect(try await fetch("/part/\(how)") == Self.content(from: 1, count))
    }

    @Test func aTransferThatStandsStillIsTriedAgain() async throws {
        #expect(try await fetch("/stall", timeout: 1) == Array("hello".utf8))
    }

    @Test func inTheEndNothingIsLeft() async throws {
        let error = await #expect(throws: Diagnostic.self) { _ = try await fetch("/part/etag", attempts: 2) }
        #expect(error?.code == .downloadFailed)
        #expect(!Files.exists(target))
    }

    @Test func cancellationEndsATransferThatStandsStill() async throws {
        let (address, target) = (server.address("/stall"), target)
        let work = Task { try await Download.file(address, to: target) }
        while !Files.exists(target) { try await Task.sleep(for: .milliseconds(20)) }
        let clock = ContinuousClock()
        let start = clock.now
        work.cancel()
        await #expect(throws: CancellationError.self) { try await work.value }
        #expect(clock.now - start < .seconds(60))
        #expect(!Files.exists(target))
    }
}
