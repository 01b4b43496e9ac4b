import Archives
import Diagnostics
import Files
import Glibc
import SystemPackage
import TestSupport
import Testing

@Suite struct SourceArchiveTests {
    /// Unpacks an archive of these commands' `*` into a folder, and looks at it.
    private func unpack(_ commands: String, _ pack: String, strip: Int = 0, below: String = "", _ body: (FilePath) throws -> Void) throws {
        try withScratch { folder in
            try Shell.run("mkdir \(folder)/in \(folder)/out && cd \(folder)/in && \(commands) && \(pack)")
            let archive = SourceArchive(folder.appending("x"), name: "x.src")
            try archive.extract(to: RootedDirectory(folder.appending("out")), below: below, stripComponents: strip)
            try body(folder.appending("out"))
        }
    }

    static let packers = [
        "tar --format=posix -cf ../x *", "tar --format=gnu -cf ../x *", "tar --format=ustar -cf ../x *", "tar --format=v7 -cf ../x *",
        "tar -czf ../x *",
        "tar -cjf ../x *", "tar -cJf ../x *", "tar --zstd -cf ../x *", "find * -depth | cpio --quiet -o -H newc > ../x",
        "python3 -m zipfile -c ../x *",
    ]

    @Test(.enabled(if: Shell.has("tar", "xz", "zstd", "bzip2", "python3"), "a packing program is not on PATH"), arguments: packers)
    func readsEveryUsualFormat(_ packer: String) throws {
        if packer.contains("cpio"), !Shell.has("cpio") { return }
        try unpack("mkdir -p top/sub top/é && echo hello > top/sub/file && echo x > top/é/ü", packer) { out throws in
            #expect(try Files.walk(out).map(\.path) == ["top", "top/sub", "top/sub/file", "top/é", "top/é/ü"])
            #expect(try Files.read(out.appending("top/sub/file")) == Array("hello\n".utf8))
            #expect(try Files.read(out.appending("top/é/ü")) == Array("x\n".utf8))
        }
    }

    @Test(.enabled(if: Shell.has("tar"), "the program tar is not on PATH"), arguments: ["posix", "gnu"])
    func keepsModesTimesAndLinks(_ format: String) throws {
        let prepare = """
            mkdir d && echo a > d/plain && echo b > d/run && chmod 644 d/plain && chmod 6775 d/run && ln -s plain d/soft && ln d/plain d/hard
            touch -d @1000000 d/plain && touch -d @2000000 d/run && touch -d @3000000 d
            """
        try unpack(prepare, "tar --format=\(format) --sort=name -cf ../x *") { out throws in
            func facts(_ name: String) throws -> [Int] {
                var value = stat()
                try #require(lstat(out.appending(name).string, &value) == 0)
                return [Int(value.st_mode & 0o7777), value.st_mtim.tv_sec]
            }
            #expect(try facts("d") == [0o755, 3_000_000])
            #expect(try facts("d/plain") == [0o644, 1_000_000])
            // As umask 022 leaves them, without setuid and setgid.
            #expect(try facts("d/run") == [0o755, 2_000_000])
            #expect(try Files.readLink(out.appending("d/soft")) == "plain")
            #expect(try FileStatus(out.appending("d/hard")).identity == FileStatus(out.appending("d/plain")).identity)
        }
    }

    @Test(
        .enabled(if: Shell.has("tar"), "the program tar is not on PATH"),
        arguments: [
            (0, "", ["top", "top/a", "top/a/f", "top/g", "top/h", "top/s"]), (1, "", ["a", "a/f", "g", "h", "s"]), (2, "", ["f"]),
            (9, "", []),
            (1, "below/it", ["below", "below/it", "below/it/a", "below/it/a/f", "below/it/g", "below/it/h", "below/it/s"]),
        ]
    )
    func leavesOutLeadingParts(_ strip: Int, _ below: String, _ names: [String]) throws {
        let prepare = "mkdir -p top/a && echo f > top/a/f && echo g > top/g && ln top/g top/h && ln -s g top/s"
        try unpack(prepare, "tar --sort=name -cf ../x ./top", strip: strip, below: below) { out throws in
            #expect(try Files.walk(out).map(\.path) == names)
        }
    }

    @Test func whatTheFilterDoesNotWantIsLeftOut() throws {
        try withScratch { folder in
            try write(tar([(.file("a/keep"), "1"), (.file("a/drop"), "2")]), to: folder.appending("x"))
            try Files.makeDirectory(folder.appending("out"))
            try SourceArchive(folder.appending("x"), name: "x").extract(to: RootedDirectory(folder.appending("out"))) { $0 != "a/drop" }
            #expect(try Files.walk(folder.appending("out")).map(\.path) == ["a", "a/keep"])
        }
    }

    @Test func laterEntriesReplaceEarlierOnes() throws {
        try withScratch { folder in
            let entries = [
                (TarEntry.file("f"), "old"), (.file("f"), "new"), (.link("l", to: "f"), ""), (.file("l"), "own"),
                (.link("f", to: "l", .hardLink), ""),
            ]
            try write(tar(entries), to: folder.appending("x"))
            try Files.makeDirectory(folder.appending("out"))
            try SourceArchive(folder.appending("x"), name: "x").extract(to: RootedDirectory(folder.appending("out")))
            #expect(try Files.read(folder.appending("out/f")) == Array("own".utf8))
            #expect(try FileStatus(folder.appending("out/l")).linkCount == 2)
        }
    }

    @Test(.enabled(if: Shell.has("tar", "gzip"), "the program tar is not on PATH"))
    func damagedArchivesAreExplained() throws {
        try withScratch { folder in
            try Shell.run("cd \(folder) && seq 100000 > f && tar -czf x.tgz f && tar -cf x.tar f && mkdir out")
            let out = try RootedDirectory(folder.appending("out"))
            func message(_ bytes: [UInt8]) throws -> String? {
                try write(bytes, to: folder.appending("x"))
                return #expect(throws: Diagnostic.self) { try SourceArchive(folder.appending("x"), name: "f-1.tgz").extract(to: out) }?
                    .message
            }
            let (packed, plain) = try (Files.read(folder.appending("x.tgz")), Files.read(folder.appending("x.tar")))
            #expect(try message(Array(packed.prefix(5000))) == "cannot unpack f-1.tgz: truncated gzip input")
            #expect(try message(Array(plain.prefix(5000))) == "cannot unpack f-1.tgz: Truncated tar archive")
            #expect(try message(Array("<html>not found</html>\n".utf8)) == "cannot unpack f-1.tgz: Unrecognized archive format")
            let error = #expect(throws: Diagnostic.self) { try SourceArchive(folder.appending("none"), name: "f-1.tgz").extract(to: out) }
            #expect(error?.message == "cannot unpack f-1.tgz: Failed to open '\(folder)/none'")
        }
    }
}
