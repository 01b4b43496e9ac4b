import Files
import SystemPackage
import TestSupport
import Testing

/// Libraries are loaded when they are used.
@Suite struct LibraryTests {
    private static let libraries = [
        "libarchive.so.13", "libcrypto.so.3", "libdeflate.so.0", "libpcre2-8.so.0", "libsodium.so.23", "libyaml-0.so.2", "libz.so.1",
        "libzstd.so.1", "libcurl.so.4",
    ]

    /// Runs `cuttle` where these libraries are empty files.
    private func run(without libraries: [String], _ arguments: String...) async throws -> Outcome {
        let folder = try TemporaryDirectory()
        for name in libraries { try Files.writeAtomically([], to: folder.path.appending(name)) }
        try Files.writeAtomically(Array("package: {name: a, version: 1, epoch: 0}\n".utf8), to: folder.path.appending("a.yaml"))
        let environment = ["LD_LIBRARY_PATH": folder.path.string]
        let outcome = try await Program.run(Program.cuttle.string, arguments, in: folder.path, environment: environment)
        return withExtendedLifetime(folder) { outcome }
    }

    /// Libraries that are built with another version of a library call their own.
    @Test(.enabled(if: Shell.has("nm"), "nm is not installed")) func noLibraryFindsTheirFunctionsInTheProgram() throws {
        #expect(try Shell.run("nm -D --defined-only '\(Program.cuttle)'") == "")
    }

    @Test func whatNeedsNoneStartsWithoutThem() async throws {
        let outcome = try await run(without: Self.libraries, "--version")
        #expect(outcome.status == 0, "\(outcome.error)")
        #expect(!outcome.output.isEmpty)
    }

    @Test func oneThatIsMissingIsNamed() async throws {
        let outcome = try await run(without: ["libyaml-0.so.2"], "check", "a.yaml")
        #expect(outcome.status == 1)
        #expect(outcome.output == "")
        #expect(outcome.error.hasPrefix("error: libyaml-0.so.2 cannot be loaded: "))
        #expect(outcome.error.hasSuffix("hint: install the library, of the version that Cuttle was built with\n"))
        let whole = try await run(without: [], "check", "a.yaml")
        #expect(whole.status == 0, "\(whole.error)")
    }
}
