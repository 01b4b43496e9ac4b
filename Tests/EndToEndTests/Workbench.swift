import Files
import SystemPackage
import Testing

/// A key, a store and a seed that all end-to-end tests share: made once, and kept from run to run.
struct Workbench: Sendable {
    let path: FilePath

    var key: FilePath { path.appending("local.rsa") }
    var publicKey: FilePath { path.appending("local.rsa.pub") }
    var store: FilePath { path.appending("store") }
    var seed: FilePath { path.appending("seed") }
    /// The larger seed, with what Debian has of compilers and tools.
    var toolchains: FilePath { path.appending("toolchains") }

    /// The workbench, or the reason why there can be none: then the tests that need it fail with that reason.
    static func open() async throws -> Workbench { try await shared.value }

    private static let shared = Task {
        let bench = Workbench(path: Program.project.appending(".build/end-to-end"))
        try Files.makeDirectory(bench.path)
        let lock = try FileLock(bench.path.appending(".lock"))
        defer { withExtendedLifetime(lock) {} }
        if !Files.exists(bench.key) {
            let made = try await Program.run(Program.cuttle.string, ["keygen", bench.key.string, "--key-size", "2048"])
            try #require(made.status == 0, "\(made.error)")
        }
        let seeded = try await Program.run(
            Program.cuttle.string,
            ["seed", "--out-dir", bench.seed.string, "--signing-key", bench.key.string, "--store", bench.store.string]
        )
        try #require(seeded.status == 0, "\(seeded.error)")
        return bench
    }

    /// The workbench with the larger seed: two minutes and half a gigabyte the first time.
    static func openWithToolchains() async throws -> Workbench { try await sharedWithToolchains.value }

    private static let sharedWithToolchains = Task {
        let bench = try await open()
        let seeded = try await Program.run(
            Program.project.appending("scripts/seed-toolchains").string,
            [
                Program.cuttle.string, "--out-dir", bench.toolchains.string, "--signing-key", bench.key.string, "--store",
                bench.store.string,
            ]
        )
        try #require(seeded.status == 0, "\(seeded.error)")
        return bench
    }
}

/// A folder of its own for one test, with recipes in it.
struct Desk: Sendable {
    let bench: Workbench
    let directory: TemporaryDirectory
    var path: FilePath { directory.path }

    init() async throws {
        bench = try await Workbench.open()
        directory = try TemporaryDirectory()
    }

    /// Writes a file below the folder.
    func write(_ name: String, _ text: String) throws {
        let file = path.appending(name)
        try Files.makeDirectory(file.removingLastComponent())
        try Files.writeAtomically(Array(text.utf8), to: file)
    }

    /// Runs `cuttle build` in the folder with the shared key, store and seed.
    ///
    /// - Parameter seed: another seed than the usual one.
    func build(_ arguments: [String], seed: FilePath? = nil, environment: [String: String] = [:]) async throws -> Outcome {
        let seed = seed ?? bench.seed
        return try await cuttle(
            ["build"] + arguments + [
                "--signing-key", bench.key.string, "-k", bench.publicKey.string, "-r", seed.string, "--store", bench.store.string,
                "--offline",
            ],
            environment: environment
        )
    }

    /// Runs `cuttle image build` in the folder on what was built there.
    func image(_ arguments: [String]) async throws -> Outcome {
        try await cuttle(
            ["image", "build"] + arguments + ["-k", bench.publicKey.string, "--store", bench.store.string, "--arch", "host"]
        )
    }

    func cuttle(_ arguments: [String], environment: [String: String] = [:]) async throws -> Outcome {
        try await Program.run(Program.cuttle.string, arguments, in: path, environment: environment)
    }

    /// The names of the packages in a repository folder.
    func packages(_ repository: String = "packages") throws -> [String] {
        let folder = path.appending(repository)
        return try Files.walk(folder).map { String($0.name) }.filter { $0.hasSuffix(".apk") }
    }

    /// Runs one shell text as the only step of a build; nothing is to be expected of its package.
    func step(_ script: String, name: String = "probe") async throws -> Outcome {
        let lines = script.split(separator: "\n").map { "      \($0)\n" }.joined()
        try write(
            "\(name).yaml",
            """
            package:
              name: \(name)
              version: "1"
            environment:
              contents:
                packages: [build-base]
            pipeline:
              - runs: |
            \(lines)
            """
        )
        return try await build(["\(name).yaml", "--force"])
    }
}
