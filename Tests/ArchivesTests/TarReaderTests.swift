import Archives
import Diagnostics
import Files
import SystemPackage
import TestSupport
import Testing

/// Archives that GNU tar made, read by `TarReader`.
@Suite(.enabled(if: Shell.has("tar"), "the program tar is not on PATH"))
struct TarReaderTests {
    static let formats = ["ustar", "gnu", "oldgnu", "posix"]
    static let long = String(repeating: "l", count: 99)

    private func archive(_ format: String, _ commands: String, _ body: ([UInt8]) throws -> Void) throws {
        try withScratch { folder in
            try Shell.run(
                "mkdir \(folder)/in && cd \(folder)/in && \(commands) && tar --format=\(format) --sort=name --mtime=@1600000000 -cf ../x.tar *"
            )
            try body(Files.read(folder.appending("x.tar")))
        }
    }

    @Test(arguments: formats)
    func readsFilesLinksModesAndTimes(_ format: String) throws {
        let commands = "mkdir d && printf hello > d/f && chmod 4711 d/f && ln d/f h && ln -s d/f s && : > z && mkfifo p"
        try archive(format, commands) { bytes throws in
            let found = try untar(bytes)
            #expect(found.map(\.entry.path) == ["d", "d/f", "h", "p", "s", "z"])
            #expect(found.map(\.entry.kind) == [.directory, .regular, .hardLink, .fifo, .symbolicLink, .regular])
            #expect(found.map(\.content) == ["", "hello", "", "", "", ""])
            #expect(found.map(\.entry.linkTarget) == ["", "", "d/f", "", "d/f", ""])
            #expect(found[1].entry.mode == 0o4711)
            #expect(found.allSatisfy { $0.entry.modificationTime == 1_600_000_000 })
            #expect(found.allSatisfy { $0.entry.userName == "root" || $0.entry.user != 0 })
        }
    }

    @Test(arguments: ["gnu", "oldgnu", "posix"])
    func readsNamesAndTargetsOfAnyLength(_ format: String) throws {
        let (one, two) = (Self.long + "a/" + Self.long + "b/" + Self.long, String(repeating: "t/", count: 200) + "t")
        try archive(format, "mkdir -p \(one) && echo x > \(one)/f && ln -s \(two) s && ln \(one)/f z && echo last > zz") { bytes throws in
            let found = try untar(bytes)
            #expect(found.map(\.entry.path) == [Self.long + "a", Self.long + "a/" + Self.long + "b", one, one + "/f", "s", "z", "zz"])
            #expect(found[4].entry.linkTarget == two)
            #expect(found[5].entry.linkTarget == one + "/f")
            #expect(found[6].content == "last\n")
        }
    }

    @Test(arguments: ["ustar", "gnu", "posix"])
    func readsNamesInUTF8(_ format: String) throws {
        try archive(format, "mkdir é && echo x > é/日本 && ln -s é/日本 ü") { bytes throws in
            let found = try untar(bytes)
            #expect(found.map(\.entry.path) == ["é", "é/日本", "ü"])
            #expect(found[2].entry.linkTarget == "é/日本")
        }
    }

    @Test func readsLongNamesInUstarByPrefix() throws {
        try archive("ustar", "mkdir -p \(Self.long)/d && echo x > \(Self.long)/d/f") { bytes throws in
            #expect(try untar(bytes).map(\.entry.path) == [Self.long, Self.long + "/d", Self.long + "/d/f"])
        }
    }

    @Test func readsFilesBeyondEightGibibytes() throws {
        try withScratch { folder in
            // Sparse on disk; only the header is read.
            try Shell.run("cd \(folder) && truncate -s 9G big && tar --format=posix -cf - big 2>/dev/null | head -c 4096 > x.tar")
            let reader = try TarReader(FileReader(folder.appending("x.tar")), name: "x.tar")
            #expect(try reader.next()?.size == 9 << 30)
        }
    }

    @Test func anEmptyArchiveHasNoEntries() throws {
        #expect(try untar([]).isEmpty)
        #expect(try untar([UInt8](repeating: 0, count: 10240)).isEmpty)
    }

    @Test func contentMayBeSkippedOrReadInPieces() throws {
        let bytes = try tar([(.file("a"), String(repeating: "a", count: 1500)), (.file("b"), "bb"), (.file("c"), "c")])
        let reader = TarReader(ArrayReader(bytes), name: "x.tar")
        #expect(try reader.next()?.path == "a")
        #expect(try reader.read(upTo: 3) == Array("aaa".utf8))
        #expect(try reader.next()?.path == "b")
        #expect(try reader.next()?.path == "c")
        #expect(try reader.readAll() == Array("c".utf8))
        #expect(try reader.read(upTo: 10) == [])
        #expect(try reader.next() == nil)
    }
}
