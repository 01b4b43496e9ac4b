import APK
import Archives
import Diagnostics
import Files
import Rebuilds
import SystemPackage
import TestSupport
import Testing

/// Every kind of difference has its message.
@Suite struct ComparisonTests {
    private func texts(_ left: Given, _ right: Given) throws -> [String] {
        try withScratch { folder in
            let (one, other) = (try left.write(folder.appending("one.apk")), try right.write(folder.appending("other.apk")))
            return try PackageComparison(names: ("first", "second")).differences(one, other).map { difference in
                difference.text + (difference.cause.map { " [\($0.rawValue)]" } ?? "")
            }
        }
    }

    @Test func equalPackagesDoNotDiffer() throws {
        #expect(try texts(Given(["a": "x\n", "b": ""]), Given(["a": "x\n", "b": ""])) == [])
    }

    /// Contents of one file, and what is said of them.
    static let contents: [(String, String, String)] = [
        ("one\ntwo\n", "one\nzwei\n", "line 2: \"two\" first, \"zwei\" second"),
        ("one\n", "one\ntwo\n", "line 2: \"\" first, \"two\" second"),
        ("at 1764266400\n", "at 1798826400\n", "line 1: \"at 1764266400\" first, \"at 1798826400\" second [time]"),
        ("b\na\n", "a\nb\n", "line 1: \"b\" first, \"a\" second; all lines are the same otherwise [order]"),
        ("in /tmp/x1\n", "in /tmp/y2\n", "line 1: \"in /tmp/x1\" first, \"in /tmp/y2\" second [path]"),
        ("\0\u{1}abcdef\0", "\0\u{1}abcxyz\0", "at byte 5: \"abcdef\" first, \"abcxyz\" second"),
        ("\0\u{1}", "\0\u{2}", "first at byte 1"),
        ("\0\u{1}", "\0\u{1}\u{1}", "first at byte 2; bytes: 2 first, 3 second"),
        (
            "!<arch>\nx.o/            1764266400  0     0     100644  2         `\nab",
            "!<arch>\nx.o/            1798826400  0     0     100644  2         `\nab",
            "the time of the ar member x.o/: 1764266400 first, 1798826400 second [time]"
        ),
        (
            "!<arch>\nx.o/            0           0     0     100644  2         `\nab",
            "!<arch>\nx.o/            0           5     0     100644  2         `\nab",
            "owner and mode of the ar member x.o/: 0:0 100644 first, 5:0 100644 second"
        ),
    ]

    @Test(arguments: contents)
    func saysWhatIsDifferentInside(_ left: String, _ right: String, _ message: String) throws {
        #expect(try texts(Given(["usr/file": left]), Given(["usr/file": right])) == ["data: usr/file: content: " + message])
    }

    @Test func namesEntriesAndTheirAttributes() throws {
        var left = Given(["gone": "", "kept": ""])
        var right = Given(["kept": "", "new": ""])
        left.add("tool", [], mode: 0o755)
        right.add("tool", [], mode: 0o4755)
        left.entries[1].entry.user = 5
        right.entries[0].entry.modificationTime = 7
        var link = TarEntry(path: "way", kind: .symbolicLink, mode: 0o777)
        link.linkTarget = "here"
        left.entries.append((link, []))
        link.linkTarget = "there"
        right.entries.append((link, []))
        #expect(
            try texts(left, right) == [
                "data: gone: missing: only first has it",
                "data: kept: owner: 5:0 (root:root) first, 0:0 (root:root) second",
                "data: kept: time: 0 first, 7 second",
                "data: tool: mode: 0755 first, 04755 second",
                "data: way: link: here first, there second",
                "data: new: added: only second has it",
            ]
        )
    }

    @Test func noticesAnotherOrder() throws {
        #expect(try texts(Given(["a": "", "b": ""]), Given(["b": "", "a": ""])) == ["data: a: order: second has b in its place"])
    }

    @Test func comparesTheControlMemberToo() throws {
        var right = Given(["a": ""])
        right.description = "another"
        right.configuration = "package:\n  name: other\n"
        #expect(
            try texts(Given(["a": ""]), right) == [
                "control: .PKGINFO: content: line 7: \"pkgdesc = a package\" first, \"pkgdesc = another\" second",
                "control: .melange.yaml: content: line 2: \"  name: given\" first, \"  name: other\" second",
            ]
        )
    }

    @Test(.enabled(if: Shell.has("gzip", "touch"), "needs gzip"))
    func looksIntoGzip() throws {
        try withScratch { folder in
            func packed(_ text: String, time: Int) throws -> [UInt8] {
                try Files.writeAtomically(Array(text.utf8), to: folder.appending("x"))
                try Shell.run("cd \(folder) && touch -d @\(time) x && gzip -kf x")
                return try Files.read(folder.appending("x.gz"))
            }
            func message(_ left: [UInt8], _ right: [UInt8]) throws -> [String] {
                var (one, other) = (Given([:]), Given([:]))
                one.add("x.gz", left)
                other.add("x.gz", right)
                return try texts(one, other)
            }
            let found1 = try message(packed("a", time: 1_700_000_000), packed("a", time: 1_800_000_000))
            #expect(
                found1 == [
                    "data: x.gz: content: the time in its gzip header: 1700000000 first, 1800000000 second [time]"
                ]
            )
            let found2 = try message(packed("one\ntwo\n", time: 9), packed("one\nzwei\n", time: 9))
            #expect(
                found2 == [
                    "data: x.gz: content: unpacked, line 2: \"two\" first, \"zwei\" second"
                ]
            )
        }
    }

    @Test(.enabled(if: Shell.has("python3"), "needs python3"))
    func looksIntoZip() throws {
        try withScratch { folder in
            func packed(_ year: Int, _ content: String) throws -> [UInt8] {
                let program = """
                    import zipfile
                    with zipfile.ZipFile("x.zip", "w") as z:
                        z.writestr(zipfile.ZipInfo("inner", (\(year), 1, 2, 3, 4, 6)), "\(content)")
                    """
                try Files.writeAtomically(Array(program.utf8), to: folder.appending("make.py"))
                try Shell.run("cd \(folder) && python3 make.py")
                return try Files.read(folder.appending("x.zip"))
            }
            func message(_ left: [UInt8], _ right: [UInt8]) throws -> [String] {
                var (one, other) = (Given([:]), Given([:]))
                one.add("x.zip", left)
                other.add("x.zip", right)
                return try texts(one, other)
            }
            let found3 = try message(packed(2020, "a"), packed(2021, "a"))
            #expect(found3 == ["data: x.zip: content: the time of the zip entry inner [time]"])
            let found4 = try message(packed(2020, "a"), packed(2020, "b"))
            #expect(found4 == ["data: x.zip: content: the content of the zip entry inner"])
        }
    }

    @Test(.enabled(if: Shell.has("gcc"), "needs gcc"))
    func namesSectionsOfELF() throws {
        try withScratch { folder in
            func compiled(_ word: String) throws -> [UInt8] {
                try Files.writeAtomically(Array("const char *const word = \"built \(word)\";\n".utf8), to: folder.appending("x.c"))
                try Shell.run("cd \(folder) && gcc -shared -fPIC -Wl,--build-id x.c -o x.so")
                return try Files.read(folder.appending("x.so"))
            }
            var (one, other) = (Given([:]), Given([:]))
            one.add("x.so", try compiled("12:34:56"))
            other.add("x.so", try compiled("23:45:01"))
            let found = try texts(one, other)
            #expect(found.count == 1)
            #expect(found[0].hasPrefix("data: x.so: content: ELF sections "), "\(found)")
            #expect(found[0].contains(".note.gnu.build-id") && found[0].contains(".rodata"), "\(found)")
            #expect(found[0].hasSuffix("\"built 12:34:56\" first, \"built 23:45:01\" second [time]"), "\(found)")
        }
    }
}
