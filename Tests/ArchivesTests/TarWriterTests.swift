import Archives
import Diagnostics
import Files
import SystemPackage
import TestSupport
import Testing

/// Archives that `TarWriter` made, taken apart by GNU tar.
@Suite(.enabled(if: Shell.has("tar", "stat"), "the program tar is not on PATH"))
struct TarWriterTests {
    /// Paths up to 255 bytes in plain USTAR, longer ones and others than ASCII by PAX.
    static let paths = [
        "file", "usr/bin/x", "a b\tc", "-dash", "quote'\"", "naïve/日本語", "😀",
        String(repeating: "n", count: 99), String(repeating: "n", count: 100), String(repeating: "n", count: 101),
        String(repeating: "d/", count: 50) + "f", String(repeating: "p", count: 155) + "/" + String(repeating: "n", count: 100),
        String(repeating: "p", count: 156) + "/" + String(repeating: "n", count: 100), String(repeating: "p/", count: 150) + "n",
        String(repeating: "p", count: 200) + "/" + String(repeating: "q", count: 200) + "/" + String(repeating: "n", count: 200),
        "dir/" + String(repeating: "é", count: 60),
    ]

    private func extract(_ archive: [UInt8], to folder: FilePath) throws {
        try write(archive, to: folder.appending("x.tar"))
        try Shell.run("cd \(folder) && mkdir out && tar -xpf x.tar -C out")
    }

    @Test(arguments: paths)
    func namesOfAnyLengthComeOut(_ path: String) throws {
        try withScratch { folder in
            try extract(tar([(.file(path), "content of \(path)")]), to: folder)
            #expect(try Files.read(folder.appending("out/\(path)")) == Array("content of \(path)".utf8))
            let files = try Files.walk(folder.appending("out")).filter { $0.status.kind == .regular }
            #expect(files.map(\.path) == [path])
        }
    }

    @Test(arguments: paths)
    func ourOwnReaderReadsThemToo(_ path: String) throws {
        for entry in [TarEntry.file(path), .directory(path), .link("l", to: path), .link("h", to: path, .hardLink)] {
            let found = try untar(tar([(entry, "x"), (.file("next"), "y")]))
            #expect(found.map(\.entry.path) == [entry.path, "next"])
            #expect(found.first?.entry.linkTarget == entry.linkTarget)
            #expect(found.last?.content == "y")
        }
    }

    @Test(arguments: ["t", "/abs/olute", "../up", "é", String(repeating: "t", count: 100), String(repeating: "t/", count: 150)])
    func symbolicLinksKeepTheirTargets(_ target: String) throws {
        try withScratch { folder in
            try extract(tar([(.link("link", to: target), "")]), to: folder)
            #expect(try Files.readLink(folder.appending("out/link")) == target)
        }
    }

    @Test func hardLinksAreLinksWhateverTheLength() throws {
        try withScratch { folder in
            let long = String(repeating: "x", count: 140)
            try extract(
                tar([(.file("a"), "same"), (.link("b", to: "a", .hardLink), ""), (.link("c/" + long, to: "a", .hardLink), "")]),
                to: folder
            )
            let identities = try ["a", "b", "c/" + long].map { try FileStatus(folder.appending("out").appending($0)).identity }
            #expect(Set(identities).count == 1)
        }
    }

    @Test(arguments: [0, 1, 511, 512, 513, 1023, 1024, 300_000])
    func contentsOfAnySizeArePaddedAndComeOut(_ size: Int) throws {
        try withScratch { folder in
            let content = noise(size)
            let output = ArrayWriter()
            let writer = TarWriter(output)
            try writer.add(.file("a"), bytes: content)
            try writer.add(.file("b"), bytes: [1])
            try writer.finish()
            #expect(output.bytes.count == 512 + (size + 511) / 512 * 512 + 1024 + 1024)
            try extract(output.bytes, to: folder)
            #expect(try Files.read(folder.appending("out/a")) == content)
            #expect(try Files.read(folder.appending("out/b")) == [1])
        }
    }

    @Test func modesTimesOwnersAndRecordsAreAsGiven() throws {
        try withScratch { folder in
            var file = TarEntry.file("f", mode: 0o6755)
            file.modificationTime = 1_700_000_000
            file.user = 1234
            file.group = 2_097_151
            file.userName = "who"
            file.groupName = "a-very-long-name-of-a-group-that-does-not-fit"
            file.records = [.init(key: "SCHILY.xattr.user.k", value: [1, 0, 2]), .init(key: "A.b", value: Array("é=\n".utf8))]
            var directory = TarEntry.directory("d", mode: 0o1777)
            directory.modificationTime = 5
            let archive = try tar([(directory, ""), (file, "x")])
            try write(archive, to: folder.appending("x.tar"))
            let listing = try Shell.run("tar -tvf \(folder)/x.tar --full-time --utc --numeric-owner 2>/dev/null")
            #expect(
                listing.split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") } == [
                    "drwxrwxrwt 0/0 0 1970-01-01 00:00:05 d", "-rwsr-sr-x 1234/2097151 1 2023-11-14 22:13:20 f",
                ]
            )
            let found = try untar(archive)
            #expect(found[1].entry.records == [file.records[1], file.records[0]])
            #expect(found[1].entry.user == 1234)
            #expect(found[1].entry.group == 2_097_151)
            #expect(found[1].entry.mode == 0o6755)
            #expect(found[1].entry.userName == "who")
            #expect(found[1].entry.record("SCHILY.xattr.user.k") == [1, 0, 2])
        }
    }

    @Test(arguments: [UInt32(2_097_152), 10_000_000, 16_777_216, .max])
    func ownersBeyondTheHeaderFieldAreKept(_ number: UInt32) throws {
        try withScratch { folder in
            var file = TarEntry.file("f")
            file.user = number
            file.group = number
            let archive = try tar([(file, "x")])
            try write(archive, to: folder.appending("x.tar"))
            #expect(try Shell.run("tar -tvf \(folder)/x.tar --numeric-owner").contains(" \(number)/\(number) "))
            #expect(try untar(archive).map(\.entry.user) == [number])
            #expect(try untar(archive).map(\.entry.group) == [number])
        }
    }

    @Test func devicesAndPipesAreListed() throws {
        try withScratch { folder in
            var device = TarEntry(path: "null", kind: .characterDevice, mode: 0o666)
            device.deviceMajor = 1
            device.deviceMinor = 3
            let archive = try tar([(device, ""), (TarEntry(path: "p", kind: .fifo, mode: 0o600), "")])
            try write(archive, to: folder.appending("x.tar"))
            let listing = try Shell.run("tar -tvf \(folder)/x.tar")
            #expect(listing.hasPrefix("crw-rw-rw- 0/0             1,3 "))
            #expect(listing.contains("\nprw------- 0/0 "))
            #expect(try untar(archive).map(\.entry) == [device, TarEntry(path: "p", kind: .fifo, mode: 0o600)])
        }
    }

    @Test(arguments: [Int64(0), 4, 6])
    func aFileThatChangedItsSizeIsNoticed(_ size: Int64) {
        var entry = TarEntry.file("f")
        entry.size = size
        let error = #expect(throws: Diagnostic.self) { try TarWriter(ArrayWriter()).add(entry, content: ArrayReader([1, 2, 3, 4, 5])) }
        #expect(error?.message == "\"f\" changed its size while it was being packed")
    }

    @Test func aCutArchiveHasNoEnd() throws {
        let whole = try tar([(.file("f"), "x")])
        let cut = try tar([(.file("f"), "x")], isCut: true)
        #expect(whole == cut + [UInt8](repeating: 0, count: 1024))
        #expect(cut.count == 1024)
    }
}
