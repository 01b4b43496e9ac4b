import Cryptography
import Diagnostics
import Files
import Glibc
import SystemPackage
import Testing

@testable import ImageConfigurations

/// Finding, including and merging configurations (IMAGE.md §2.2), also hostile ones.
@Suite struct IncludeTests {
    let folder: TemporaryDirectory

    init() throws { folder = try TemporaryDirectory() }

    private func write(_ name: String, _ text: String) throws {
        let path = folder.path.appending(name)
        try Files.makeDirectory(path.removingLastComponent())
        try Files.writeAtomically(Array(text.utf8), to: path)
    }

    private func load(_ name: String, _ includePaths: [String] = ["."]) throws -> ImageConfigurationLoader.Loaded {
        let folders = includePaths.map { folder.path.appending($0) }
        return try ImageConfigurationLoader(includePaths: folders).load(folder.path.appending(name).string)
    }

    @Test func whatIsIncludedIsMerged() throws {
        try write(
            "base.yaml",
            """
            contents:
              repositories: [r1/]
              build_repositories: [b1]
              runtime_repositories: [t1]
              keyring: [k1]
              packages: [p1]
              runtime_keyring: [{name: a, content: x}]
            entrypoint: {command: /base, services: {s: t}}
            cmd: base
            stop-signal: TERM
            work-dir: /base
            accounts:
              run-as: base
              users: [{username: u1, uid: 1}]
              groups: [{groupname: g1, gid: 1}]
            archs: [x86_64]
            environment: {A: base, B: base}
            paths: [{path: /p1, type: directory}]
            vcs-url: https://example.org/base@1
            annotations: {a: base, b: base}
            volumes: [/v1]
            layering: {strategy: origin, budget: 3}
            format: tar
            certificates: {providers: [c1]}
            """
        )
        try write(
            "image.yaml",
            """
            include: base.yaml
            contents:
              repositories: [r2]
              build_repositories: [b2/]
              runtime_repositories: [t2]
              keyring: [k2]
              packages: [p2]
              runtime_keyring: [{name: b, content: y}]
            entrypoint: {shell-fragment: own}
            work-dir: /own
            accounts:
              users: [{username: u2, uid: 2}]
              groups: [{groupname: g2, gid: 2}]
            environment: {B: own, C: own}
            paths: [{path: /p2, type: directory}]
            annotations: {b: own}
            volumes: [/v2]
            layering: {}
            """
        )
        let image = try load("image.yaml").configuration
        #expect(image.contents.repositories == ["r1", "r2"])
        #expect(image.contents.buildRepositories == ["b1", "b2"])
        #expect(image.contents.runtimeRepositories == ["t1", "t2"])
        #expect(image.contents.keyring == ["k1", "k2"])
        #expect(image.contents.packages == ["p1", "p2"])
        #expect(image.packageSpans.map { FilePath($0.file.name).lastComponent?.string } == ["base.yaml", "image.yaml"])
        #expect(image.contents.runtimeKeyring.map(\.name) == ["a", "b"])
        #expect(image.entrypoint == ImageConfiguration.Entrypoint(shellFragment: "own"))
        #expect(image.command == "base")
        #expect(image.stopSignal == "TERM")
        #expect(image.workDirectory == "/own")
        #expect(image.accounts.runAs == "base")
        #expect(image.accounts.users.map(\.name) == ["u1", "u2"])
        #expect(image.accounts.groups.map(\.name) == ["g1", "g2"])
        #expect(image.architectures == ["amd64"])
        #expect(image.environment == ["A": "base", "B": "own", "C": "own"])
        #expect(image.paths.map(\.path) == ["p1", "p2"])
        #expect(image.sourceAddress.isEmpty)
        #expect(image.annotations == ["a": "base", "b": "own"])
        #expect(image.include == "base.yaml")
        #expect(image.volumes == ["/v1", "/v2"])
        #expect(image.layering == ImageConfiguration.Layering())
        #expect(image.formatName == "tar")
        #expect(image.certificates?.providers == ["c1"])
    }

    @Test func theChecksumIsOverAllFilesInTheirOrder() throws {
        try write("c.yaml", "cmd: c\n")
        try write("b.yaml", "include: c.yaml\n")
        try write("a.yaml", "include: b.yaml\n")
        let loaded = try load("a.yaml")
        let digest = Digest.of("include: b.yaml\ninclude: c.yaml\ncmd: c\n")
        #expect(loaded.checksum == "sha256-\(Base64.encode(digest.bytes))")
        #expect(loaded.files.map { $0.lastComponent?.string } == ["a.yaml", "b.yaml", "c.yaml"])
        #expect(loaded.configuration.command == "c")
    }

    @Test func foldersForIncludesAreLookedThroughInOrder() throws {
        try write("one/base.yaml", "cmd: one\n")
        try write("two/base.yaml", "cmd: two\n")
        try write("two/other.yaml", "cmd: other\n")
        try write("image.yaml", "include: base.yaml\n")
        try write("image2.yaml", "include: other.yaml\n")
        #expect(try load("image.yaml", ["one", "two"]).configuration.command == "one")
        #expect(try load("image.yaml", ["two", "one"]).configuration.command == "two")
        #expect(try load("image2.yaml", ["one", "two"]).configuration.command == "other")
        #expect(
            try ImageConfigurationLoader(includePaths: [folder.path.appending("two")]).load("other.yaml").configuration.command == "other"
        )
    }

    @Test func onlyTheFirstDocumentIsRead() throws {
        try write("image.yaml", "cmd: one\n---\nunknown: two\n")
        #expect(try load("image.yaml").configuration.command == "one")
    }

    @Test func filesOutsideMayBeIncludedByAnyPath() throws {
        let other = try TemporaryDirectory()
        try Files.writeAtomically(Array("cmd: base\n".utf8), to: other.path.appending("base.yaml"))
        try write("absolute.yaml", "include: \(other.path)/base.yaml\n")
        symlink(other.path.appending("base.yaml").string, folder.path.appending("link.yaml").string)
        try write("linked.yaml", "include: link.yaml\n")
        #expect(try load("absolute.yaml").configuration.command == "base")
        #expect(try load("linked.yaml").configuration.command == "base")
    }

    /// A configuration of a stranger must not make a message tell what stands in a file of the host.
    @Test(arguments: ["root:$6$secret:1::::::", "root: secret", "- secret", "contents: secret", "include: {secret: a}"])
    func nothingIsShownOfFilesOutside(_ content: String) throws {
        let other = try TemporaryDirectory()
        try Files.writeAtomically(Array("\(content)\n".utf8), to: other.path.appending("shadow"))
        symlink(other.path.appending("shadow").string, folder.path.appending("link.yaml").string)
        for name in ["\(other.path)/shadow", "link.yaml"] {
            try write("image.yaml", "include: \(name)\n")
            let message = problem { _ = try load("image.yaml") }
            #expect(message.contains("is no image configuration\n"), "\(message)")
            #expect(message.contains("nothing of its text is shown"))
            #expect(!message.contains("secret"), "\(message)")
        }
    }

    @Test func pipesAndDevicesAreNotRead() throws {
        mkfifo(folder.path.appending("pipe").string, 0o600)
        for name in ["pipe", "/dev/zero", "/dev/null"] {
            try write("image.yaml", "include: \(name)\n")
            let message = problem { _ = try load("image.yaml") }
            #expect(message.contains("is no file that a configuration can be read from"), "\(message)")
        }
    }

    @Test func linksInCirclesAreNotFollowed() throws {
        symlink("b.yaml", folder.path.appending("a.yaml").string)
        symlink("a.yaml", folder.path.appending("b.yaml").string)
        try write("image.yaml", "include: a.yaml\n")
        #expect(problem { _ = try load("image.yaml") }.contains("there is no file \"a.yaml\" to include"))
    }

    /// The same file by another name is the same file.
    @Test func aLoopByLinksIsFound() throws {
        symlink("image.yaml", folder.path.appending("other.yaml").string)
        try write("image.yaml", "include: other.yaml\n")
        #expect(problem { _ = try load("image.yaml") }.contains("other.yaml includes itself"))
    }

    @Test func chainsHaveAnEnd() throws {
        for number in 0..<ImageConfigurationLoader.mostFiles { try write("\(number).yaml", "include: \(number + 1).yaml\n") }
        try write("\(ImageConfigurationLoader.mostFiles).yaml", "cmd: end\n")
        #expect(try load("1.yaml").configuration.command == "end")
        #expect(problem { _ = try load("0.yaml") }.contains("more than 32 configurations include one another"))
    }

    @Test func textsThatGrowAreRefused() throws {
        var bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...9 { bomb += "a\(level): &a\(level) [\((0..<10).map { _ in "*a\(level - 1)" }.joined(separator: ", "))]\n" }
        try write("bomb.yaml", bomb)
        #expect(problem { _ = try load("bomb.yaml") }.contains("the document has more than 500000 values"))
        try write("deep.yaml", "contents: {packages: \(String(repeating: "[", count: 5000))\n")
        #expect(problem { _ = try load("deep.yaml") }.contains("nested more than 64 deep"))
        try write("long.yaml", "contents:\n  packages:\n\(String(repeating: "  - a\n", count: 600_000))")
        #expect(problem { _ = try load("long.yaml") }.contains("more than 500000 values"))
        try write("large.yaml", "cmd: \(String(repeating: "a", count: 9 << 20))\n")
        #expect(problem { _ = try load("large.yaml") }.contains("is larger than 8388608 bytes"))
        try write("image.yaml", "include: bomb.yaml\n")
        #expect(problem { _ = try load("image.yaml") }.contains("more than 500000 values"))
    }
}
