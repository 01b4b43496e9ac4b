import APK
import Archives
import Diagnostics
import Testing

@testable import Images

/// The items of `paths` by the rules of apko, where they surprise (IMAGE.md §10).
@Suite(.timeLimit(.minutes(30))) struct PeerPathMutationsTests {
    let workshop: Workshop

    init() throws {
        workshop = try Workshop()
    }

    private func changed(_ items: String..., rules: ImageRules = .apko) throws -> ImageFileSystem {
        let package = try workshop.package(
            "p",
            [
                "d": .ownedDirectory(user: 0, group: 0, mode: 0o755, time: 5), "d/f": .file("old"), "l": .link("d/f"),
                "gone": .link("nothing"),
            ]
        )
        let text = "contents: {repositories: [/r]}\npaths:\n" + items.map { "  - {\($0)}\n" }.joined()
        return try workshop.assembled([package], rules, text).files
    }

    @Test func anEmptiedFileKeepsItsContent() throws {
        let item = "path: d/f, type: empty-file, permissions: 0o600"
        #expect(try changed(item).text("d/f") == "old")
        #expect(try changed(item, rules: .cuttle).text("d/f") == "")
        #expect(try changed(item)["d/f"]?.entry.mode == 0o600)
        // A file of the assembly's own is emptied.
        #expect(try changed("path: etc/apk/arch, type: empty-file, permissions: 0o644").text("etc/apk/arch") == "")
    }

    @Test func aLinkGivesItsPermissionsToWhatItLeadsTo() throws {
        let item = "path: n/s, type: symlink, source: ../d/f, permissions: 0o640, uid: 3"
        #expect(try changed(item).lines(only: ["d/f", "n/s"]) == ["-640 3:0 1000 d/f", "l777 0:0 0 n/s -> ../d/f"])
        #expect(try changed(item, rules: .cuttle).lines(only: ["d/f", "n/s"]) == ["-644 0:0 1000 d/f", "l777 0:0 0 n/s -> ../d/f"])
        #expect(
            problem { _ = try changed("path: s, type: symlink, source: none") }
                .contains("the link \"s\" leads to nothing, which can have no permissions")
        )
        #expect(try changed("path: s, type: symlink, source: none", rules: .cuttle)["s"] != nil)
    }

    @Test func aNewLinkTakesTheTimeOfItsDirectory() throws {
        let item = "path: d/s, type: symlink, source: f, permissions: 0o644"
        #expect(try changed(item).lines(only: ["d/s"]) == ["l777 0:0 5 d/s -> f"])
    }

    @Test func aHardLinkIsTwoFiles() throws {
        let item = "path: h, type: hardlink, source: l, permissions: 0o600"
        let files = try changed(item)
        #expect(files.lines(only: ["d/f", "h"]) == ["-600 0:0 1000 d/f", "-600 0:0 1000 h"])
        // It lies where its file does.
        #expect(files["h"]?.owner == "p")
        #expect(try changed(item, rules: .cuttle).lines(only: ["d/f", "h"]) == ["-600 0:0 1000 d/f", "h600 0:0 1000 h -> d/f"])
        // An existing name is taken; a directory too.
        #expect(try changed("path: l, type: hardlink, source: d/f, permissions: 0o600").lines(only: ["l"]) == ["-600 0:0 1000 l"])
        #expect(try changed("path: opt, type: hardlink, source: d/f, permissions: 0o600").lines(only: ["opt"]) == ["-600 0:0 1000 opt"])
    }

    @Test func changesBelowADirectoryFollowLinks() throws {
        let other = "path: d/out, type: symlink, source: ../etc/apk/arch, permissions: 0o644"
        let item = "path: d, type: permissions, permissions: 0o700, uid: 9, recursive: true"
        #expect(
            try changed(other, item).lines(only: ["d", "d/f", "d/out", "etc/apk/arch"]) == [
                "d700 9:0 5 d", "-700 9:0 1000 d/f", "l777 0:0 5 d/out -> ../etc/apk/arch", "-700 9:0 0 etc/apk/arch",
            ]
        )
        #expect(
            try changed(other, item, rules: .cuttle).lines(only: ["d/f", "etc/apk/arch"]) == [
                "-700 9:0 1000 d/f", "-644 0:0 0 etc/apk/arch",
            ]
        )
        let dangling = "path: d/n, type: directory, permissions: 0o755"
        #expect(
            problem { _ = try changed(dangling, "path: /, type: permissions, permissions: 0o755, recursive: true") }
                .contains("the link \"/gone\" leads to nothing, which can have no permissions")
        )
    }

    @Test(arguments: ImageRules.allCases) func permissionsThatAreLeftOutAreNone(_ rules: ImageRules) throws {
        #expect(try changed("path: d, type: directory", rules: rules).lines(only: ["d"]) == ["d0 0:0 5 d"])
        #expect(
            try changed("path: l, type: permissions, permissions: 0o170600", rules: rules).lines(only: ["d/f"]) == ["-600 0:0 1000 d/f"]
        )
    }
}
