import Files
import SystemPackage
import Testing

/// The built-in pipelines that the tool does itself, outside of the sandbox.
@Suite struct SourcePipelineTests {
    @Test func fetchUnpacksAndRemovesWhatItFetched() async throws {
        let desk = try await Desk()
        try desk.write("archive/stone-1/src/stone", "plop\n")
        let packed = try await Program.run(
            "sh",
            ["-c", "mkdir mirror && tar -czf mirror/stone-1.tar.gz -C archive stone-1 && sha256sum mirror/stone-1.tar.gz"],
            in: desk.path
        )
        try #require(packed.status == 0, "\(packed.error)")
        let source = "uri: https://example.invalid/stone-1.tar.gz, expected-sha256: \(packed.output.prefix(64))"
        try desk.write(
            "stone.yaml",
            """
            package:
              name: stone
              version: "1"
            environment:
              contents:
                packages: [build-base]
            pipeline:
              - uses: fetch
                with: {\(source), delete: true}
              - uses: fetch
                with: {\(source), strip-components: 2, directory: flat, delete: true}
                working-directory: deep
              - uses: fetch
                with: {\(source), extract: false}
                working-directory: packed
              - runs: |
                  find . -type f | sort
                  cat src/stone
            """
        )
        let built = try await desk.build(["stone.yaml", "--force", "--source-mirror", "mirror"])
        try #require(built.status == 0, "\(built.error)")
        #expect(
            try Self.lastLog(desk, "stone") == "./deep/flat/stone\n./packed/stone-1.tar.gz\n./src/stone\nplop\n"
        )
    }

    @Test(.enabled("needs git-checkout") { try await SourcePipelineTests.hasCheckout() })
    func gitCheckoutTakesTheCommitThatIsExpected() async throws {
        let desk = try await Desk()
        let commit = try await Self.makeRepository(desk)
        try desk.write("moss.yaml", Self.checkout(of: desk, "tag: v1, expected-commit: \(commit), destination: tree"))
        let built = try await Self.build(desk)
        try #require(built.status == 0, "\(built.error)")
        #expect(try Self.lastLog(desk, "moss") == "green\n")
        try desk.write("moss.yaml", Self.checkout(of: desk, "tag: v1, expected-commit: \(String(repeating: "1", count: 40))"))
        let refused = try await Self.build(desk)
        #expect(refused.status == 1)
        #expect(refused.error.contains(commit))
    }

    /// Whether this program can check out at all.
    private static func hasCheckout() async throws -> Bool {
        let desk = try await Desk()
        let commit = try await makeRepository(desk)
        try desk.write("moss.yaml", checkout(of: desk, "tag: v1, expected-commit: \(commit)"))
        return try await !build(desk).error.contains("is not supported yet")
    }

    /// Not offline, because a repository is asked; it lies in the same folder.
    private static func build(_ desk: Desk) async throws -> Outcome {
        let bench = desk.bench
        return try await desk.cuttle(
            [
                "build", "moss.yaml", "--force", "--signing-key", bench.key.string, "-k", bench.publicKey.string, "-r", bench.seed.string,
                "--store", bench.store.string,
            ]
        )
    }

    private static func makeRepository(_ desk: Desk) async throws -> String {
        try desk.write("repository/colour", "green\n")
        let script = """
            git init -q -b main && git add . && git -c user.name=T -c user.email=t@example.com commit -qm moss
            git tag v1 && git rev-parse HEAD
            """
        let made = try await Program.run("sh", ["-ec", script], in: desk.path.appending("repository"))
        try #require(made.status == 0, "\(made.error)")
        return String(made.output.prefix(40))
    }

    private static func checkout(of desk: Desk, _ with: String) -> String {
        """
        package:
          name: moss
          version: "1"
        environment:
          contents:
            packages: [build-base]
        pipeline:
          - uses: git-checkout
            with: {repository: "file://\(desk.path)/repository", \(with)}
          - runs: cat tree/colour
        """
    }

    /// What the last step of a build wrote.
    private static func lastLog(_ desk: Desk, _ package: String) throws -> String {
        let folder = desk.path.appending("logs/\(package)")
        let last = try #require(try Files.list(folder).sorted().last)
        return String(decoding: try Files.read(folder.appending(last)), as: UTF8.self)
    }
}
