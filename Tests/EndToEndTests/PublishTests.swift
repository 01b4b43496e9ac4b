import APK
import Archives
import Cryptography
import Files
import SystemPackage
import TestSupport
import Testing

/// `cuttle repo publish`, and what the verbs for indexes leave as it is: what people read.
@Suite struct PublishTests {
    private let directory: TemporaryDirectory
    private let key: PrivateKey
    private var path: FilePath { directory.path }

    init() throws {
        directory = try TemporaryDirectory()
        try PrivateKey.generate(directory.path.appending("k.rsa"), bits: 2048)
        key = try PrivateKey(directory.path.appending("k.rsa"))
    }

    private func cuttle(_ arguments: String...) async throws -> Outcome {
        try await Program.run(Program.cuttle.string, arguments, in: path)
    }

    private func make(_ file: String, content: String = "x", architecture: String = "x86_64") throws {
        let writer = try PackageWriter(workingIn: path)
        var entry = TarEntry(path: "stone", kind: .regular, mode: 0o644)
        entry.size = Int64(content.utf8.count)
        try writer.add(entry, content: ArrayReader(Array(content.utf8)), checksum: .of(content, .sha1))
        var info = PackageInfo(name: "stone", version: "1-r0", architecture: architecture)
        info.installedSize = 1
        try writer.finish(info, scripts: [], key: key, to: path.appending(file))
    }

    @Test func publishingIsTold() async throws {
        try make("stone.apk")
        let look = try await cuttle("repo", "publish", "repo", "stone.apk", "-k", "k.rsa.pub", "--dry-run")
        #expect(look.output == "would publish repo/x86_64/stone-1-r0.apk\n", "\(look.error)")
        #expect(!Files.exists(path.appending("repo")))
        let keyless = try await cuttle("repo", "publish", "repo", "stone.apk")
        #expect(keyless.status == 2)
        #expect(keyless.error.hasPrefix("Error: give a key with --signing-key or --signing-command, or --dry-run\n"))
        let done = try await cuttle("repo", "publish", "repo", "stone.apk", "--signing-key", "k.rsa")
        #expect(done.status == 0)
        #expect(done.output == "published repo/x86_64/stone-1-r0.apk\n", "\(done.error)")
        let again = try await cuttle("repo", "publish", "repo", "stone.apk", "--signing-key", "k.rsa")
        #expect(again.status == 0)
        #expect(again.output == "published already, nothing to do: repo/x86_64/stone-1-r0.apk\n")
        let old = try PackageFile(path.appending("stone.apk")).identity
        try make("other.apk", content: "other")
        let new = try PackageFile(path.appending("other.apk")).identity
        let refused = try await cuttle("repo", "publish", "repo", "other.apk", "--signing-key", "k.rsa")
        #expect(refused.status == 2)
        #expect(
            refused.error == """
                error: other.apk is not what is published as repo/x86_64/stone-1-r0.apk
                  published: \(old)
                  to be published: \(new)
                hint: installers keep what they have of a version: raise the epoch and build it again: cuttle bump --epoch RECIPE; or replace it with --force

                """
        )
        let forced = try await cuttle("repo", "publish", "repo", "other.apk", "--signing-key", "k.rsa", "--force", "--json")
        #expect(
            forced.output == """
                {
                  "packages": [
                    {
                      "path": "repo/x86_64/stone-1-r0.apk",
                      "source": "other.apk",
                      "name": "stone",
                      "version": "1-r0",
                      "architecture": "x86_64",
                      "checksum": "\(new)",
                      "outcome": "replaced"
                    }
                  ],
                  "written": true
                }

                """
        )
        #expect(try await cuttle("verify", "repo", "-k", "k.rsa.pub").status == 0)
        try #require(try await cuttle("repo", "withdraw", "repo", "stone-1-r0", "--signing-key", "k.rsa").status == 0)
        let withdrawn = try await cuttle("repo", "publish", "repo", "stone.apk", "--signing-key", "k.rsa")
        #expect(withdrawn.status == 2)
        #expect(
            withdrawn.error == """
                error: stone-1-r0 was withdrawn from repo/x86_64
                hint: raise the epoch and build it again: cuttle bump --epoch RECIPE; or publish it all the same with --force

                """
        )
    }

    @Test(.enabled(if: Shell.has("flock"), "the program flock is not on PATH"))
    func whoeverChangesTheRepositoryIsNamed() async throws {
        try make("stone.apk")
        try Files.makeDirectory(path.appending("repo/x86_64"))
        let lock = try FileLock(path.appending("repo/x86_64/.lock"))
        try lock.write("4194305\n")
        let busy = try await cuttle("repo", "publish", "repo", "stone.apk", "--signing-key", "k.rsa", "--wait", "0")
        #expect(busy.status == 1)
        #expect(
            busy.error == """
                error: repo/x86_64 is being changed by process 4194305
                hint: try again when it is done, or wait longer with --wait

                """
        )
        // The verbs for indexes wait for it too.
        try PackageIndex([]).write(to: path.appending("repo/x86_64/APKINDEX.tar.gz"), key: nil)
        for verb in [["sign-index", "--signing-key", "k.rsa"], ["index", "stone.apk", "-o"]] {
            let waiting = try await Program.run(
                "timeout",
                ["1", Program.cuttle.string] + verb + ["repo/x86_64/APKINDEX.tar.gz"],
                in: path
            )
            #expect(waiting.status == 124 || waiting.status == 1, "\(waiting.output)")
            #expect(waiting.error.hasPrefix("waiting for process 4194305, which is changing repo/x86_64\n"), "\(waiting.error)")
        }
        withExtendedLifetime(lock) {}
    }

    /// What is written anew keeps its mode, its place behind a link, and what it says of itself.
    @Test func indexesKeepWhatIsTheirs() async throws {
        try make("stone.apk")
        try make("arm.apk", architecture: "aarch64")
        let index = path.appending("index.tar.gz")
        let arm = try IndexRecord(PackageFile(path.appending("arm.apk")))
        try PackageIndex([arm], description: Array("stones of the river".utf8)).write(to: index, key: nil)
        try Shell.run("cd \(path) && chmod 664 index.tar.gz && ln -s index.tar.gz link.tar.gz")
        let merged = try await cuttle("index", "--merge", "-o", "link.tar.gz", "stone.apk")
        #expect(merged.status == 0, "a package of one name replaces the other: \(merged.error)")
        func check(_ step: String) throws {
            #expect(try FileStatus(path.appending("link.tar.gz")).kind == .symbolicLink, "\(step)")
            #expect(try FileStatus(index).mode == 0o664, "\(step)")
            #expect(try IndexFile(index).description == Array("stones of the river".utf8), "\(step)")
        }
        try check("merged")
        #expect(try await cuttle("sign-index", "--signing-key", "k.rsa", "link.tar.gz").status == 0)
        try check("signed")
        let sourced = try await cuttle("index", "-s", "link.tar.gz", "-o", "new.tar.gz")
        #expect(sourced.output == "new.tar.gz: 1 package\n", "\(sourced.error)")
        #expect(try IndexFile(path.appending("new.tar.gz")).description == Array("stones of the river".utf8))
        // The architecture that is asked for is that of records of an index too.
        let filtered = try await cuttle("index", "-s", "link.tar.gz", "-o", "arm.tar.gz", "-a", "aarch64")
        #expect(filtered.output == "arm.tar.gz: 0 packages\n", "\(filtered.error)")
        // Packages likewise.
        try Shell.run("cd \(path) && chmod 600 stone.apk && ln -s stone.apk link.apk")
        #expect(try await cuttle("sign", "--signing-key", "k.rsa", "link.apk").status == 0)
        #expect(try FileStatus(path.appending("link.apk")).kind == .symbolicLink)
        #expect(try FileStatus(path.appending("stone.apk")).mode == 0o600)
    }
}
