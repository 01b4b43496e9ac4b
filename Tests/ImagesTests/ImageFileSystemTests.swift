import Archives
import Diagnostics
import Testing

@testable import Images

/// Links inside of an image are followed by its own rules, and nothing leads out of it.
@Suite struct ImageFileSystemTests {
    static func files(_ links: KeyValuePairs<String, String>) throws -> ImageFileSystem {
        var files = ImageFileSystem()
        for (path, target) in links {
            var entry = TarEntry(path: path, kind: .symbolicLink, mode: 0o777)
            entry.linkTarget = target
            try files.put(ImageFileSystem.Node(entry: entry))
        }
        return files
    }

    @Test(arguments: [
        ("a", "a"), ("/a", "a"), ("./a/./b", "a/b"), ("a//b/", "a/b"), ("bin/x", "usr/bin/x"), ("bin", "bin"), ("abs/x", "usr/lib/x"),
        ("up/x", "x"), ("above/x", "etc/x"), ("../x", "x"), ("a/../../../x", "x"), ("chain/x", "usr/bin/x"), ("sub/rel/x", "other/x"),
        ("", ""),
        ("bin/../x", "usr/x"), ("deep/x", "usr/bin/x"),
    ])
    func aPathIsResolved(_ path: String, _ expected: String) throws {
        let files = try Self.files([
            "bin": "usr/bin", "abs": "/usr/lib", "up": "..", "above": "../../../etc", "chain": "bin", "sub/rel": "../other",
            "deep": "usr/../bin/.",
        ])
        #expect(try files.resolve(path) == expected)
    }

    @Test func aFinalLinkIsFollowedOnlyOnRequest() throws {
        let files = try Self.files(["a": "b", "b": "/c/d", "c": "e"])
        #expect(try files.resolve("a") == "a")
        #expect(try files.follow("a") == "e/d")
        #expect(try files.follow("nothing") == "nothing")
    }

    @Test(arguments: [["a": "a"], ["a": "b", "b": "a"], ["a": "a/x"]] as [KeyValuePairs<String, String>])
    func aLoopIsFound(_ links: KeyValuePairs<String, String>) throws {
        let files = try Self.files(links)
        #expect(problem { _ = try files.resolve("a/x") } == "error: \"a/x\" leads through a loop of links\n")
        #expect(problem { _ = try files.follow("a") }.hasSuffix("leads through a loop of links\n"))
    }

    @Test func aLongChainIsNotALoop() throws {
        var files = ImageFileSystem()
        for index in 0..<30 {
            var entry = TarEntry(path: "l\(index)", kind: .symbolicLink, mode: 0o777)
            entry.linkTarget = "l\(index + 1)"
            try files.put(ImageFileSystem.Node(entry: entry))
        }
        #expect(try files.follow("l0/x") == "l30/x")
    }

    @Test func directoriesAreMadeThroughLinks() throws {
        var files = try Self.files(["bin": "usr/bin", "dangling": "/somewhere/else"])
        try files.makeDirectory("bin/a", mode: 0o700)
        try files.makeDirectory("dangling/b")
        #expect(
            files.ordered.map(\.entry.path) == [
                "bin", "dangling", "somewhere", "somewhere/else", "somewhere/else/b", "usr", "usr/bin", "usr/bin/a",
            ]
        )
        #expect(files["usr/bin/a"]?.entry.mode == 0o700)
    }

    @Test func aFileIsNoDirectoryAndTheReverse() throws {
        var files = ImageFileSystem()
        try files.write("a/b", [1])
        #expect(problem { try files.makeDirectory("a/b/c") } == "error: \"a/b\" is not a directory\n")
        #expect(problem { try files.write("a/b/c", []) } == "error: \"a/b\" is not a directory\n")
        #expect(problem { try files.write("a", []) } == "error: \"a\" is not a file\n")
        #expect(problem { try files.change("none") { $0.mode = 0 } } == "error: \"none\" does not exist in the image\n")
    }

    @Test func writingKeepsModeTimeAndOwner() throws {
        var files = try Self.files(["link": "etc/passwd"])
        try files.write("etc/passwd", [1], mode: 0o600)
        try files.change("etc/passwd") { $0.modificationTime = 5 }
        try files.write("link", [2, 3])
        let node = try #require(files["etc/passwd"])
        #expect(node.entry.mode == 0o600)
        #expect(node.entry.modificationTime == 5)
        #expect(node.entry.size == 2)
        #expect(try files.read("link") == [2, 3])
        #expect(try files.read("etc") == nil)
        #expect(try files.read("none") == nil)
    }

    @Test func theOrderIsDepthFirstByBytes() throws {
        var files = ImageFileSystem()
        for path in ["a/z", "a-b/c", "a.b", "B", "a/b/c", "ä", "a/b-c"] { try files.write(path, []) }
        #expect(files.ordered.map(\.entry.path) == ["B", "a", "a/b", "a/b/c", "a/b-c", "a/z", "a-b", "a-b/c", "a.b", "ä"])
    }
}
