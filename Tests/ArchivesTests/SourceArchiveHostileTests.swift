import Archives
import Diagnostics
import Files
import SystemPackage
import TestSupport
import Testing

/// Archives of sources never reach outside of the folder that they are unpacked in.
@Suite struct SourceArchiveHostileTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let entries: [TarEntry]
        /// What is said; `{}` stands for the folder.
        let message: String
        var testDescription: String { name }
    }

    static let cases = [
        Case(name: "dots", entries: [.file("../out-file")], message: "x.src holds the path \"../out-file\", which leads out of its folder"),
        Case(
            name: "inner dots",
            entries: [.file("a/../../out-file")],
            message: "x.src holds the path \"a/../../out-file\", which leads out of its folder"
        ),
        Case(name: "absolute", entries: [.file("/tmp/x")], message: "x.src holds the path \"/tmp/x\", which leads out of its folder"),
        Case(name: "directory", entries: [.directory("..")], message: "x.src holds the path \"..\", which leads out of its folder"),
        Case(
            name: "through an absolute link",
            entries: [.link("l", to: "/tmp"), .file("l/cuttle-test-escaped")],
            message: "cannot open directory {}/l: Invalid cross-device link"
        ),
        Case(
            name: "through a relative link",
            entries: [.link("l", to: "../outside"), .file("l/f")],
            message: "cannot open directory {}/l: Invalid cross-device link"
        ),
        Case(
            name: "through two links",
            entries: [.directory("d"), .link("d/up", to: ".."), .link("l", to: "d/up/../outside"), .file("l/f")],
            message: "cannot open directory {}/l: Invalid cross-device link"
        ),
        Case(
            name: "a directory through a link",
            entries: [.link("l", to: "../outside"), .directory("l/d/e")],
            message: "cannot make directory {}/l: File exists"
        ),
        Case(
            name: "a link through a link",
            entries: [.link("l", to: "../outside"), .link("l/d", to: "x")],
            message: "cannot open directory {}/l: Invalid cross-device link"
        ),
        Case(
            name: "hard link outside",
            entries: [.link("h", to: "../outside/precious", .hardLink)],
            message: "x.src holds the path \"../outside/precious\", which leads out of its folder"
        ),
        Case(
            name: "absolute hard link",
            entries: [.link("h", to: "/etc/passwd", .hardLink)],
            message: "x.src holds the path \"/etc/passwd\", which leads out of its folder"
        ),
        Case(
            name: "hard link through a link",
            entries: [.link("l", to: "../outside"), .link("h", to: "l/precious", .hardLink)],
            message: "cannot open directory {}/l: Invalid cross-device link"
        ),
        Case(
            name: "hard link to itself",
            entries: [.file("f"), .link("f", to: "f", .hardLink)],
            message: "cannot link {}/f: No such file or directory"
        ),
        Case(
            name: "behind a combining mark",
            entries: [.link("l", to: "../outside"), .file("l/\u{301}f")],
            message: "cannot open directory {}/l: Invalid cross-device link"
        ),
        Case(
            name: "device",
            entries: [TarEntry(path: "null", kind: .characterDevice, mode: 0o666)],
            message: "x.src holds \"null\", a device or pipe; sources hold only files, folders and links"
        ),
        Case(
            name: "pipe",
            entries: [TarEntry(path: "p", kind: .fifo, mode: 0o666)],
            message: "x.src holds \"p\", a device or pipe; sources hold only files, folders and links"
        ),
    ]

    @Test(arguments: cases)
    func isRefused(_ item: Case) throws {
        try withScratch { folder in
            try Shell.run("cd \(folder) && mkdir out outside && echo precious > outside/precious")
            try write(tar(item.entries.map { ($0, "x") }), to: folder.appending("x"))
            let out = folder.appending("out")
            let error = #expect(throws: Diagnostic.self) {
                try SourceArchive(folder.appending("x"), name: "x.src").extract(to: RootedDirectory(out))
            }
            #expect(error?.message == item.message.replacing("{}", with: out.string))
            #expect(try Files.list(folder) == ["out", "outside", "x"])
            #expect(try Files.list(folder.appending("outside")) == ["precious"])
            #expect(try FileStatus(folder.appending("outside/precious")).linkCount == 1)
            #expect(!Files.exists("/tmp/cuttle-test-escaped"))
        }
    }

    @Test func aFileReplacesALinkAndDoesNotGoThroughIt() throws {
        try withScratch { folder in
            try Shell.run("cd \(folder) && mkdir out outside && echo precious > outside/precious")
            try write(tar([(.link("l", to: "../outside/precious"), ""), (.file("l"), "mine")]), to: folder.appending("x"))
            try SourceArchive(folder.appending("x"), name: "x.src").extract(to: RootedDirectory(folder.appending("out")))
            #expect(try Files.read(folder.appending("outside/precious")) == Array("precious\n".utf8))
            #expect(try Files.read(folder.appending("out/l")) == Array("mine".utf8))
        }
    }

    @Test func expansionIsBounded() throws {
        try withScratch { folder in
            let output = ArrayWriter()
            try TarWriter(output).add(.file("zeros"), bytes: [UInt8](repeating: 0, count: 3 << 20))
            try write(gzip(output.bytes), to: folder.appending("x"))
            try Files.makeDirectory(folder.appending("out"))
            let directory = try RootedDirectory(folder.appending("out"))
            let error = #expect(throws: Diagnostic.self) {
                try SourceArchive(folder.appending("x"), name: "x.src", limit: 2 << 20).extract(to: directory)
            }
            #expect(error == Diagnostic(.limit, "x.src expands to more than 2097152 bytes"))
        }
    }

    @Test(.enabled(if: Shell.has("tar"), "the program tar is not on PATH"))
    func randomDamageNeverLeavesTheFolder() throws {
        try withScratch { folder in
            try Shell.run("cd \(folder) && mkdir -p in/d && seq 300 > in/d/f && ln -s d in/l && ln in/d/f in/h && tar -cf x.tar -C in .")
            let whole = try Files.read(folder.appending("x.tar"))
            let random = noise(4 * 400, seed: 9)
            for turn in 0..<400 {
                var bytes = Array(whole.prefix(5120))
                for index in 0..<2 { bytes[(Int(random[turn * 4 + index]) * 20 + turn) % bytes.count] = random[turn * 4 + index + 2] }
                try write(bytes, to: folder.appending("x"))
                let out = folder.appending("out")
                try Files.makeDirectory(out)
                try? SourceArchive(folder.appending("x"), name: "x.src").extract(to: RootedDirectory(out))
                try Files.removeTree(out)
            }
            #expect(try Files.list(folder) == ["in", "x", "x.tar"])
        }
    }
}
