import APK
import Archives
import Cryptography
import Diagnostics
import Files
import SystemPackage
import TestSupport
import Testing

@Suite struct PackageIndexTests {
    static let identity = "C:Q12jmj7l5rSw0yVb/vlWAYkK/YBwk="
    static let text = """
        \(identity)
        P:xz
        V:5.8.1-r0
        A:x86_64
        S:123
        I:456
        T:Compression
        U:https://x
        L:0BSD
        o:xz
        m:me
        t:7
        c:abababababababababababababababababababab
        k:5
        D:so:libc.so.6 a>=1
        p:cmd:xz=5.8.1-r0
        i:a b


        """

    @Test func readsAndWritesTheTextOfApkTools() throws {
        let index = try PackageIndex(parsing: Self.text, source: "x")
        let record = try #require(index.records.first)
        #expect(index.records.count == 1)
        #expect(record.fileName == "xz-5.8.1-r0.apk")
        #expect(record.dependencies == ["so:libc.so.6", "a>=1"])
        #expect(record.installIf == ["a", "b"])
        #expect(record.providerPriority == 5)
        #expect((record.size, record.installedSize, record.buildTime) == (123, 456, 7))
        #expect(index.text == Self.text)
    }

    @Test func whatIsEmptyIsLeftOut() throws {
        let text = "\(Self.identity)\nP:a\nV:1\nS:0\nI:0\nT:\nU:\nL:\n\n"
        #expect(try PackageIndex(parsing: text, source: "x").text == text)
        // A commit that is not one is not written.
        #expect(try PackageIndex(parsing: "\(Self.identity)\nP:a\nV:1\nc:unknown\n\n", source: "x").text == text)
    }

    @Test func recordsAreSortedByNameThenVersionInBytes() throws {
        let names = [("b", "1"), ("a", "2"), ("B", "1"), ("a-b", "1"), ("a", "10")]
        let text = names.map { "\(Self.identity)\nP:\($0)\nV:\($1)\n\n" }.joined()
        let index = try PackageIndex(parsing: text, source: "x")
        #expect(index.records.map { "\($0.name) \($0.version)" } == ["B 1", "a 10", "a 2", "a-b 1", "b 1"])
        #expect(try PackageIndex(parsing: index.text, source: "x") == index)
    }

    @Test(arguments: [
        ("", 0), ("\n\n\n", 0), ("\(identity)\nV:1\n\n", 0), ("\(identity)\nP:a\nV:1\n\n", 1),
        ("\(identity)\nP:a\nV:1\nZ:new\nz:newer\n\n", 1),
        ("\(identity)\nP:a\nV:1", 1), ("\n\n\(identity)\nP:a\nV:1\n\n\n\n\(identity)\nP:b\nV:1\n", 2),
        ("\(identity)\nP:a\nV:1\nT:\u{301}accent\nU:\u{200D}\n\n", 1),
    ])
    func readsOtherShapesToo(_ text: String, _ count: Int) throws {
        #expect(try PackageIndex(parsing: text, source: "x").records.count == count)
    }

    @Test(arguments: [
        ("nonsense\n\n", "\"nonsense\" is not a line of an index"),
        ("\(identity)\nP:a\nV:1\nT:a\r\nbb\n\n", "\"bb\" is not a line of an index"),
        ("\(identity)\nP:a/\u{301}b\nV:1\n\n", "it holds the unsafe name \"a/\u{301}b\""),
        ("\(identity)\nP:a\n\n", "\"a\" has no valid version"), ("P:a\nV:1\n\n", "\"a\" has no valid checksum"),
        ("C:Q1short\nP:a\nV:1\n\n", "\"a\" has no valid checksum"), ("\(identity)\nP:../a\nV:1\n\n", "it holds the unsafe name \"../a\""),
        ("\(identity)\nP:a\nV:1/../../x\n\n", "it holds the unsafe name \"1/../../x\""),
        ("\(identity)\nP:.a\nV:1\n\n", "it holds the unsafe name \".a\""),
        ("\(identity)\nP:a\0b\nV:1\n\n", "it holds the unsafe name \"a\0b\""),
        ("\(identity)\nP:a b\nV:1\n\n", "it holds the unsafe name \"a b\""),
        ("\(identity)\nP:a\nV:1\r\n\n", "it holds the unsafe name \"1\r\""),
        ("\(identity)\nP:a\nV:1\nA:../x\n\n", "it holds the unsafe name \"../x\""),
        ("\(identity)\nP:a\nV:1\nA:x/y\n\n", "it holds the unsafe name \"x/y\""),
        ("\n\(identity)\nP:a\nV:1\nS:-1\n\n", "\"S:-1\" in the record of \"a\" (line 5) is not a number"),
        ("\(identity)\nP:a\nV:1\nI:+1\n\n", "\"I:+1\" in the record of \"a\" (line 4) is not a number"),
        ("\(identity)\nP:a\nV:1\nI:0x1\n\n", "\"I:0x1\" in the record of \"a\" (line 4) is not a number"),
        ("\(identity)\nP:a\nV:1\nt:1.5\n\n", "\"t:1.5\" in the record of \"a\" (line 4) is not a number"),
        (
            "\(identity)\nP:a\nV:1\nt:9223372036854775808\n\n",
            "\"t:9223372036854775808\" in the record of \"a\" (line 4) is not a number"
        ),
        ("\(identity)\nP:a\nV:1\nk:high\n\n", "\"k:high\" in the record of \"a\" (line 4) is not a number"),
        ("\(identity)\nP:a\nV:1\nk:2147483648", "\"k:2147483648\" in the record of \"a\" (line 4) is not a number"),
        ("\(identity)\nP:a\nV:1\nD:b\nD:c\n\n", "the record of \"a\" has the line \"D:\" twice (lines 4 and 5)"),
        ("V:0\n\n\(identity)\nP:a\nV:1\nP:b", "the record of \"a\" has the line \"P:\" twice (lines 4 and 6)"),
        ("V:1\nV:2\n\n", "the record of a package has the line \"V:\" twice (lines 1 and 2)"),
        (String(repeating: "x", count: 100) + "\n\n", "\"" + String(repeating: "x", count: 40) + "\" is not a line of an index"),
    ])
    func refusesWhatIsDamagedOrUnsafe(_ text: String, _ message: String) {
        let error = #expect(throws: Diagnostic.self) { try PackageIndex(parsing: text, source: "x") }
        #expect(error == Diagnostic(.damagedIndex, "x is damaged: \(message)"))
    }

    @Test func aNameAndVersionStandsForOnePackage() throws {
        let one = "\(Self.identity)\nP:a\nV:1\n\n"
        let other = "\(Self.identity)\nP:a\nV:1\nD:b\n\n"
        let error = #expect(throws: Diagnostic.self) {
            try PackageIndex(parsing: one + "\(Self.identity)\nP:b\nV:1\n\n" + other, source: "x")
        }
        #expect(
            error
                == Diagnostic(
                    .damagedIndex,
                    "x is damaged: it lists a-1 more than once, as different packages (lines 2 and 10)",
                    hint: "a repository has one package of a name and version; ask whoever made it, or index it again"
                )
        )
        // The same words twice say the same.
        #expect(try PackageIndex(parsing: one + other.replacing("V:1", with: "V:2") + one, source: "x").records.count == 2)
    }

    /// Some builders write them; what is no line of an index may repeat.
    @Test func negativePrioritiesAndLinesOfAnInstalledDatabaseAreRead() throws {
        let index = try PackageIndex(parsing: "\(Self.identity)\nP:a\nV:1\nk:-5\nS:\nF:x\nR:y\nR:z\n", source: "x")
        #expect(index.records.map(\.providerPriority) == [-5])
        #expect(index.records.map(\.size) == [0])
    }

    @Test(.enabled(if: Shell.has("apk"), "the program apk is not on PATH"))
    func aRecordIsTheOneThatApkIndexWrites() throws {
        try withScratch { folder in
            let sample = try Sample(in: folder)
            let output = folder.appending("APKINDEX.tar.gz")
            try Shell.run("apk --keys-dir \(folder)/keys index -o \(output) \(sample.path)")
            let theirs = try PackageIndex(reading: output, keyring: nil)
            let ours = try IndexRecord(PackageFile(sample.path))
            #expect(theirs.records == [ours])
            #expect(try Shell.run("tar -xzOf \(output) APKINDEX") == PackageIndex([ours]).text)
        }
    }

    private static let whole = [
        "C:Q1AAAAAAAAAAAAAAAAAAAAAAAAAAA=", "P:a", "V:1", "A:x86_64", "S:10", "I:0", "T:caf\u{E9}", "U:", "L:MIT", "o:a", "m:Me",
        "t:5", "c:0123456789012345678901234567890123456789", "k:-5", "D:b c", "p:d", "i:e f",
    ]

    /// Records that are written as Cuttle writes them are copied, all others made anew: either way the text is that of the records.
    @Test(arguments: [
        [], ["C:Q1AAAAAAAAAAAAAAAAAAAAAAAAAAB="], ["S:010"], ["S:"], ["I:00"], ["t:0"], ["t:05"], ["t:"], ["k:0"], ["k:-0"], ["k:-05"],
        ["k:"],
        ["c:unknown"], ["c:"], ["D: b c"], ["D:b  c"], ["D:b c "], ["D:"], ["D: "], ["p:"], ["i:e f "], ["A:"], ["o:"], ["m:"],
        ["F:unknown"], ["S:10", "F:x"], ["remove T"], ["remove A"], ["remove S"], ["remove k"], ["reverse"],
        ["no end"],
    ])
    func copiesOnlyWhatItWouldWrite(_ changes: [String]) throws {
        var lines = Self.whole
        for change in changes {
            if change == "reverse" { lines.reverse() }
            if change.hasPrefix("remove ") { lines.removeAll { $0.hasPrefix("\(change.suffix(1)):") } }
            guard change.dropFirst().first == ":" else { continue }
            if let position = lines.firstIndex(where: { $0.hasPrefix(change.prefix(2)) }) {
                lines[position] = change
            } else {
                lines.append(change)
            }
        }
        let text = lines.joined(separator: "\n") + (changes == ["no end"] ? "" : "\n\n")
        let index = try PackageIndex(parsing: text, source: "x")
        #expect(index.text == index.records.map { $0.text + "\n" }.joined())
        #expect(changes.isEmpty ? index.text == text : true)
    }
}
