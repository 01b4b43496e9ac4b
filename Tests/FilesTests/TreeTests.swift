import Diagnostics
import Files
import Glibc
import SystemPackage
import TestSupport
import Testing

@Suite struct TreeTests {
    @Test func walksDepthFirstEachDirectoryInByteOrderBeforeItsContent() throws {
        try withScratch { folder in
            try Shell.run("cd \(folder) && mkdir -p b/y b/x a Z é && touch b/x/2 b/x/10 b-c b.c a/1 'a b' b/.hidden é/1 && ln -s b link")
            #expect(
                try Files.walk(folder).map(\.path) == [
                    "Z", "a", "a/1", "a b", "b", "b/.hidden", "b/x", "b/x/10", "b/x/2", "b/y", "b-c", "b.c", "link", "é", "é/1",
                ]
            )
        }
    }

    @Test func reportsLinksAndSpecialFilesWithoutFollowingThem() throws {
        try withScratch { folder in
            try Shell.run("cd \(folder) && mkdir d && touch d/f && ln -s d l && ln -s /nowhere n && mkfifo p && ln d/f h && chmod 4755 d/f")
            let entries = try Files.walk(folder)
            #expect(entries.map(\.path) == ["d", "d/f", "h", "l", "n", "p"])
            #expect(entries.map(\.status.kind) == [.directory, .regular, .regular, .symbolicLink, .symbolicLink, .fifo])
            #expect(entries[1].status.identity == entries[2].status.identity)
            #expect(entries[1].status.identity != entries[0].status.identity)
            #expect(entries[1].status.linkCount == 2)
            #expect(entries[1].status.mode == 0o4755)
            #expect(entries[1].name == "f")
            #expect(entries[1].directory == "d")
            #expect(entries[0].directory == "")
        }
    }

    @Test func aNameThatIsNotUTF8IsRefused() throws {
        try withScratch { folder in
            try Shell.run("cd \(folder) && mkdir sub && touch \"sub/$(printf 'caf\\351')\"")
            let error = #expect(throws: Diagnostic.self) { try Files.walk(folder) }
            #expect(error?.message == "\(folder)/sub holds \"caf\u{FFFD}\", a name that is not UTF-8")
        }
    }

    @Test func removesTreesWithAnyNamesAndModesAndLeavesLinkTargetsAlone() throws {
        try withScratch { folder in
            try Shell.run(
                """
                cd \(folder) && mkdir -p outside t/deny/sub && touch outside/file t/deny/sub/f && ln -s ../outside t/link
                touch "t/$(printf 'caf\\351')" && mkdir "t/$(printf 'd\\377')" && touch "t/$(printf 'd\\377')/$(printf '\\200')"
                chmod 0 t/deny/sub t/deny
                """
            )
            try Files.removeTree(folder.appending("t"))
            #expect(try Files.list(folder) == ["outside"])
            #expect(try Files.list(folder.appending("outside")) == ["file"])
        }
    }

    @Test func removesTreesDeeperThanAPathCanBeLong() throws {
        try withScratch { folder in
            // What configure scripts leave behind that look for the limit of getcwd.
            let name = String(repeating: "d", count: 200)
            try Shell.run(
                "mkdir \(folder)/t && cd \(folder)/t && for i in $(seq 60); do mkdir \(name) && cd -P ./\(name) || exit 1; done && touch f"
            )
            try Files.removeTree(folder.appending("t"))
            #expect(try Files.list(folder) == [])
        }
    }

    @Test func temporaryDirectoriesArePrivateAndVanish() throws {
        func make() throws -> FilePath {
            let directory = try TemporaryDirectory(prefix: "cuttle-test-")
            try Files.writeAtomically([], to: directory.path.appending("f"))
            #expect(try FileStatus(directory.path).mode == 0o700)
            return directory.path
        }
        #expect(try !Files.exists(make()))
    }
}
