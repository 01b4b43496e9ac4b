import Archives
import Diagnostics
import Testing

@testable import Images

/// Links inside of an image are followed by its own rules, and nothing leads out of it.
@Suite struct ImageFileSystemTests {
    static func files(_ links: KeyValuePairs<String, String>) throws -> ImageFileSystem {
        var files = ImageFileSystem()
        for (path, target) in links {
            try files.makeDirectories(path.parentPath ?? "")
            try files.link(path, to: target)
        }
        return files
    }

    /// The path without links that a path stands for; nil when a directory on the way is missing.
    static func resolve(_ path: String, in files: ImageFileSystem, followsLast: Bool = false) throws -> String? {
        try files.place(path, followsLast: followsLast)?.path
    }

    @Test(
        arguments: [
            ("a", "a"), ("/a", "a"), ("./etc/./b", "etc/b"), ("etc//b/", "etc/b"), ("bin/x", "usr/bin/x"), ("bin", "bin"),
            ("abs/x", "usr/lib/x"), ("up/x", "x"), ("above/x", "etc/x"), ("../x", "x"), ("etc/../../../x", "x"), ("chain/x", "usr/bin/x"),
            ("sub/rel/x", "other/x"), ("", ""), ("bin/../x", "usr/x"), ("deep/x", "usr/bin/x"), ("bin/.", "usr/bin"), ("etc/..", ""),
            ("none/x", nil), ("dangling/x", nil), ("file/x", nil), ("bin/none/..", nil),
        ] as [(String, String?)]
    )
    func aPathIsResolved(_ path: String, _ expected: String?) throws {
        var files = try Self.files([
            "usr/bin/y": "y", "usr/lib/y": "y", "etc/y": "y", "other/y": "y", "bin": "usr/bin", "abs": "/usr/lib", "up": "..",
            "above": "../../../etc", "chain": "bin", "sub/rel": "../other", "deep": "usr/../bin/.", "dangling": "away",
        ])
        try files.write("file", [])
        #expect(try Self.resolve(path, in: files) == expected)
    }

    @Test func aFinalLinkIsFollowedOnlyOnRequest() throws {
        let files = try Self.files(["e/y": "y", "a": "b", "b": "/c/d", "c": "e"])
        #expect(try Self.resolve("a", in: files) == "a")
        #expect(try Self.resolve("a", in: files, followsLast: true) == "e/d")
        #expect(try Self.resolve("nothing", in: files, followsLast: true) == "nothing")
        #expect(try files.find("a") == nil)
        #expect(try files.find("c") == files.find("e"))
    }

    @Test(arguments: [["a": "a"], ["a": "b", "b": "a"], ["a": "a/x"]] as [KeyValuePairs<String, String>])
    func aLoopIsFound(_ links: KeyValuePairs<String, String>) throws {
        let files = try Self.files(links)
        #expect(problem { _ = try files.place("a/x") } == "error: \"a/x\" leads through a loop of links\n")
        #expect(problem { _ = try files.find("a") }.hasSuffix("leads through a loop of links\n"))
        var copy = files
        #expect(problem { try copy.makeDirectories("a/x") }.hasSuffix("leads through a loop of links\n"))
        #expect(problem { try copy.write("a", []) }.hasSuffix("leads through a loop of links\n"))
    }

    @Test func aLongChainIsNotALoop() throws {
        var files = ImageFileSystem()
        for index in 0..<30 { try files.link("l\(index)", to: "l\(index + 1)") }
        try files.makeDirectories("l30")
        #expect(try Self.resolve("l0/x", in: files) == "l30/x")
    }

    @Test func directoriesAreMadeThroughLinks() throws {
        var files = try Self.files(["usr/bin/y": "y", "bin": "usr/bin", "dangling": "/somewhere/else"])
        try files.makeDirectories("bin/a/b", mode: 0o700)
        #expect(files.ordered.map(\.entry.path) == ["bin", "dangling", "usr", "usr/bin", "usr/bin/a", "usr/bin/a/b", "usr/bin/y"])
        #expect(files["usr/bin/a"]?.entry.mode == 0o700)
        for path in ["dangling", "dangling/b"] {
            #expect(problem { try files.makeDirectories(path) } == "error: \"\(path)\" leads through a link to nothing\n")
        }
    }

    @Test func aFileIsNoDirectoryAndTheReverse() throws {
        var files = ImageFileSystem()
        try files.write("a/b", [1])
        #expect(problem { try files.makeDirectories("a/b/c") } == "error: \"a/b/c\" leads through something that is not a directory\n")
        #expect(problem { try files.makeDirectories("a/b") } == "error: \"a/b\" is not a directory\n")
        #expect(problem { try files.write("a/b/c", []) } == "error: \"a/b\" is not a directory\n")
        #expect(problem { try files.write("a", []) } == "error: \"a\" is not a file\n")
    }

    @Test func writingKeepsModeTimeAndOwner() throws {
        var files = try Self.files(["link": "etc/passwd"])
        let id = try files.write("etc/passwd", [1], mode: 0o600)
        files[id].modificationTime = 5
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
