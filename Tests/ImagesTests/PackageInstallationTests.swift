import APK
import Archives
import Diagnostics
import Files
import Testing

@testable import Images

/// How the files of packages get into an image, by the rules of apko and by Cuttle's own (IMAGE.md §9.1, §9.2).
@Suite(.timeLimit(.minutes(30))) struct PackageInstallationTests {
    let workshop: Workshop

    init() throws {
        workshop = try Workshop()
    }

    @Test func apkoGivesEverythingToRootAndDropsSpecialBitsOfDirectories() throws {
        let package = try workshop.package(
            "p",
            ["d": .ownedDirectory(user: 5, group: 6, mode: 0o2770, time: 9), "d/f": .owned("x", user: 5, group: 6, mode: 0o4755)]
        )
        let paths: Set = ["d", "d/f"]
        #expect(try workshop.lines([package], only: paths) == ["d770 0:0 9 d", "-4755 0:0 1000 d/f"])
        #expect(try workshop.lines([package], .cuttle, only: paths) == ["d2770 5:6 9 d", "-4755 5:6 1000 d/f"])
        // The database has what the package says.
        let (files, _) = try workshop.assembled([package])
        #expect(try files.record("p") == ["F:d", "M:5:6:2770", "R:f", "a:5:6:4755", "Z:Q1EfatjsUqKYSrqv18O1FlA3hcIHI="])
        // Attributes beside capabilities and those of users are the host's business.
        #expect(files["d"]?.entry.records.map(\.key) == ["SCHILY.xattr.trusted.x"])
        #expect(try workshop.assembled([package], .cuttle).files["d"]?.entry.records.isEmpty == true)
    }

    @Test func theLastPackageGivesADirectoryItsTimeAndTheFirstItsMode() throws {
        let one = try workshop.package("one", ["d": .ownedDirectory(user: 0, group: 0, mode: 0o711, time: 5)])
        let two = try workshop.package("two", ["d": .ownedDirectory(user: 0, group: 0, mode: 0o700, time: 3)])
        #expect(try workshop.lines([one, two], only: ["d"]) == ["d711 0:0 3 d"])
        #expect(try workshop.lines([one, two], .cuttle, only: ["d"]) == ["d700 0:0 3 d"])
    }

    /// What the first and the second package replace, their origins, and whose file it is by both rules; nil: a conflict.
    @Test(
        arguments: [
            (["two"], [], "a", "b", "1", "1"), ([], ["one"], "a", "b", "2", "2"), (["two"], ["one"], "a", "b", "1", "1"),
            (["two<5"], [], "a", "b", nil, "1"), ([], ["one<5"], "a", "b", nil, "2"), ([], ["one>5"], "a", "b", nil, nil),
            ([], [], "a", "a", "2", "2"), ([], [], "", "", "2", nil), (["two"], [], "a", "a", "1", "1"),
        ] as [([String], [String], String, String, String?, String?)]
    )
    func whoseFileItIs(_ first: [String], _ second: [String], _ origin: String, _ other: String, _ apko: String?, _ cuttle: String?) throws
    {
        let one = try workshop.package("one", ["f": .file("1")]) { ($0.replaces, $0.origin) = (first, origin) }
        let two = try workshop.package("two", ["f": .file("2")]) { ($0.replaces, $0.origin) = (second, other) }
        for (rules, expected) in [(ImageRules.apko, apko), (.cuttle, cuttle)] {
            let found = try? workshop.assembled([one, two], rules).files.text("f")
            #expect(found == expected, "\(rules)")
        }
    }

    @Test func prioritiesCountButForApko() throws {
        let one = try workshop.package("one", ["f": .file("1")]) { ($0.replaces, $0.replacesPriority) = (["two"], 1) }
        let two = try workshop.package("two", ["f": .file("2")]) { ($0.replaces, $0.replacesPriority) = (["one"], 2) }
        #expect(try workshop.assembled([one, two], .apko).files.text("f") == "1")
        #expect(try workshop.assembled([one, two], .cuttle).files.text("f") == "2")
    }

    /// What is in `f` of the first and the second package, which may replace it, and who lists it, by both rules.
    @Test(
        arguments: [
            // Written anew as a regular file: the other loses it.
            (.file("1"), .file("2"), [false, true], [false, true]), (.link("x"), .file("2"), [false, true], [false, true]),
            // Only regular files count as written.
            (.link("x"), .link("y"), [true, true], [false, true]), (.file("1"), .link("y"), [true, false], [false, true]),
            // The same in both.
            (.link("x"), .link("x"), [true, true], [true, false]), (.file("1"), .file("1", mode: 0o755), [true, false], [true, false]),
        ] as [(Content, Content, [Bool], [Bool])]
    )
    func whoListsAFile(_ first: Content, _ second: Content, _ apko: [Bool], _ cuttle: [Bool]) throws {
        let one = try workshop.package("one", ["f": first])
        let two = try workshop.package("two", ["f": second]) { $0.replaces = ["one"] }
        for (rules, expected) in [(ImageRules.apko, apko), (.cuttle, cuttle)] {
            let (files, _) = try workshop.assembled([one, two], rules)
            #expect(try ["one", "two"].map { try files.record($0).contains("R:f") } == expected, "\(rules)")
        }
    }

    @Test func equalFilesStayWithTheFirst() throws {
        let one = try workshop.package("one", ["f": .file("same")])
        let two = try workshop.package("two", ["f": .file("same", mode: 0o755)])
        for rules in ImageRules.allCases {
            #expect(try workshop.lines([one, two], rules, only: ["f"]) == ["-644 0:0 1000 f"])
        }
    }

    @Test func aFileAsTheAssemblyMakesItIsTheAssemblys() throws {
        let entries: KeyValuePairs<String, Content> = ["etc": .directory(), "etc/apk": .directory(), "etc/apk/arch": .file("x86_64\n")]
        let (files, _) = try workshop.assembled([try workshop.package("p", entries)])
        #expect(files["etc/apk/arch"]?.entry.modificationTime == 0)
        // It is in the package's record all the same.
        #expect(try files.record("p").contains("R:arch"))
        let other = try workshop.package(
            "q",
            [
                "usr": .directory(), "usr/lib": .directory(), "usr/lib/apk": .directory(), "usr/lib/apk/db": .directory(),
                "usr/lib/apk/db/triggers": .file(""), "etc": .directory(), "etc/apk": .directory(), "etc/apk/arch": .file("other"),
            ]
        )
        #expect(
            problem { _ = try workshop.assembled([other]) } == """
                error: 2 paths of this image are claimed more than once
                  q brings usr/lib/apk/db/triggers, which every image has with content of its own
                  q brings etc/apk/arch, which every image has with content of its own

                """
        )
    }

    @Test func hardLinksAreLinksWhereTheirNamesAreThoseOfThePackage() throws {
        let base = try workshop.package("base", ["usr": .directory(), "usr/b": .directory(), "b": .link("usr/b")])
        let package = try workshop.package(
            "p",
            ["usr": .directory(), "usr/b": .directory(), "usr/b/z": .file("z"), "usr/b/a": .hardLink("usr/b/z")]
        )
        let paths: Set = ["usr/b/a", "usr/b/z", "usr/b/y"]
        // To apko a link may stand before its file; Cuttle turns that round.
        #expect(try workshop.lines([base, package], only: paths) == ["h644 0:0 1000 usr/b/a -> usr/b/z", "-644 0:0 1000 usr/b/z"])
        #expect(
            try workshop.lines([base, package], .cuttle, only: paths) == ["-644 0:0 1000 usr/b/a", "h644 0:0 1000 usr/b/z -> usr/b/a"]
        )
        let through = try workshop.package("q", ["b": .directory(), "b/z": .file("z"), "b/a": .hardLink("b/z")])
        #expect(try workshop.lines([base, through], only: paths) == ["-644 0:0 1000 usr/b/a", "-644 0:0 1000 usr/b/z"])
    }

    @Test func aHardLinkWhoseFileIsReplacedKeepsItsContent() throws {
        let one = try workshop.package("one", ["a": .file("1"), "b": .hardLink("a")])
        let two = try workshop.package("two", ["a": .owned("2", user: 0, group: 0, time: 5)]) { $0.replaces = ["one"] }
        // In a layer of apko the link leads to the new file, with the time of the old one.
        #expect(try workshop.lines([one, two], only: ["a", "b"]) == ["-644 0:0 5 a", "h644 0:0 1000 b -> a"])
        let (files, _) = try workshop.assembled([one, two], .cuttle)
        #expect(files.lines(only: ["a", "b"]) == ["-644 0:0 5 a", "-644 0:0 1000 b"])
        #expect(try files.text("b") == "1")
    }

    @Test func aHardLinkOfAPackageThatLostItsFileIsThePackages() throws {
        let one = try workshop.package("one", ["a": .file("1")]) { $0.replaces = ["two"] }
        let two = try workshop.package("two", ["a": .file("2"), "b": .hardLink("a")])
        let (files, _) = try workshop.assembled([one, two], .cuttle)
        #expect(try files.text("a") == "1")
        #expect(try files.text("b") == "2")
    }

    @Test func aHardLinkOverAnythingIsAConflictForApko() throws {
        let one = try workshop.package("one", ["b": .file("1")])
        let two = try workshop.package("two", ["a": .file("2"), "b": .hardLink("a")]) { $0.replaces = ["one"] }
        #expect(problem { _ = try workshop.assembled([one, two]) } == "error: two brings the hard link b, which exists already\n")
        #expect(try workshop.assembled([one, two], .cuttle).files.text("b") == "2")
    }

    @Test func aDirectoryOverAFileIsAConflict() throws {
        let one = try workshop.package("one", ["d": .file("1")])
        let two = try workshop.package("two", ["d": .directory()])
        for rules in ImageRules.allCases {
            #expect(
                problem { _ = try workshop.assembled([one, two], rules) } == "error: two brings the directory d, which is a file of one\n"
            )
        }
    }

    @Test func theRecordOfAPackageIsThePeers() throws {
        let package = try workshop.package(
            "p",
            [
                "z": .file("z"), "usr": .directory(), "usr/lib": .directory(mode: 0o700), "usr/lib/x": .link("../y"), "usr/a": .file("a"),
                "usr/a-b": .directory(), "usr/a-b/c": .file("c", mode: 0o4755), "h": .hardLink("z"),
            ]
        ) { info in
            info.licenses = ["MIT", "BSD"]
            info.description = "first; second"
            info.url = "https://x/#top"
            info.dependencies = ["b", "a", "b"]
            info.installIf = ["x", "y"]
            info.replaces = ["q"]
            info.origin = "'quoted'"
        }
        let (files, _) = try workshop.assembled([package])
        #expect(
            try files.text("usr/lib/apk/db/installed") == """
                P:p
                V:1-r0
                A:x86_64
                L:MIT
                T:first
                o:quoted
                m:
                U:https://x/
                D:b a
                p:
                r:q
                c:
                i:[x y]
                t:1700000000
                S:\(package.size)
                I:1
                k:0
                C:\(package.identity)
                F:
                R:h
                a:0:0:0777
                R:z
                Z:Q1OV3498UfAHAZyzAgHEnohLRrkvo=
                F:usr
                R:a
                Z:Q1hvfkN/qlp/zhXR3cuerq6jd2Z7g=
                F:usr/a-b
                R:c
                a:0:0:4755
                Z:Q1hKUWhBuneltGSN4s0N/LMOpG27Q=
                F:usr/lib
                M:0:0:0700
                R:x
                a:0:0:0777
                Z:Q15bfwwZqbu+39w2sSzJX9RCleEEY=


                """
        )
    }

    @Test func scriptsAndTriggersAreKept() throws {
        let script = Script(kind: .postInstall, content: Array("#!/bin/sh\n".utf8))
        let package = try workshop.package("p", [:], scripts: [script]) { $0.triggers = ["/a", "/b"] }
        let plain = try workshop.package("q", [:])
        for rules in ImageRules.allCases {
            let (files, _) = try workshop.assembled([package, plain], rules)
            #expect(try files.text("usr/lib/apk/db/triggers") == "\(package.identity) /a /b\n")
            let bytes = try #require(try files.read("usr/lib/apk/db/scripts.tar"))
            #expect(bytes.count == 2 * 512 + 1024)
            let tar = TarReader(ArrayReader(bytes), name: "scripts.tar")
            let entry = try #require(try tar.next())
            #expect(entry.path == "p-1-r0.\(package.identity).post-install")
            #expect(entry.mode == 0o755 && entry.modificationTime == 77 && entry.userName == "root")
            #expect(try tar.next() == nil)
        }
    }
}
