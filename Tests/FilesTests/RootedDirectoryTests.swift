import Diagnostics
import Files
import Glibc
import SystemPackage
import TestSupport
import Testing

/// Nothing done through a `RootedDirectory` reaches what lies outside of it.
@Suite struct RootedDirectoryTests {
    /// A folder `inside` with links that lead out, next to an `outside` that must stay as it is.
    private func withHostileFolder(_ body: (RootedDirectory, FilePath) throws -> Void) throws {
        try withScratch { folder in
            try Shell.run(
                """
                cd \(folder) && mkdir -p inside/real outside && echo precious > outside/file && chmod 600 outside/file
                touch -d @1000 outside/file && cd inside && touch file && ln -s \(folder)/outside absolute && ln -s ../outside relative
                ln -s real/../../outside crooked && ln -s \(folder)/outside/file leaf && ln -s loop loop && ln -s real good && ln -s /etc etc
                """
            )
            let directory = try RootedDirectory(folder.appending("inside"))
            try body(directory, folder)
            #expect(try Files.list(folder.appending("outside")) == ["file"])
            #expect(try Files.read(folder.appending("outside/file")) == bytes("precious\n"))
            #expect(try modeAndTime(folder.appending("outside/file")) == (0o600, 1000))
            #expect(try Files.list(folder) == ["inside", "outside"])
        }
    }

    @Test(arguments: ["absolute", "relative", "crooked", "..", "real/../..", "real/../../outside", "good/../.."])
    func refusesEveryActionBehindAWayOut(_ way: String) throws {
        try withHostileFolder { directory, folder in
            let message = "cannot open directory \(folder)/inside/\(way): Invalid cross-device link"
            let name = "\(way)/new"
            let actions: [() throws -> Void] = [
                { _ = try directory.createFile(name, mode: 0o644) },
                { try directory.makeDirectory(name) },
                { try directory.makeSymbolicLink(name, to: "x") },
                { try directory.makeHardLink(name, to: "file") },
                { try directory.makeHardLink("new", to: "\(way)/file") },
                { try directory.makeHardLink(name, toHost: folder.appending("inside/file")) },
                { try directory.setMode("\(way)/file", 0o777) },
                { try directory.setModificationTime("\(way)/file", 5) },
                { try directory.removeFile("\(way)/file") },
            ]
            for action in actions {
                let error = #expect(throws: Diagnostic.self) { try action() }
                #expect(error?.message == message)
            }
            let error = #expect(throws: Diagnostic.self) { try directory.readFile("\(way)/file") }
            #expect(error?.message == "cannot open \(folder)/inside/\(way)/file: Invalid cross-device link")
            #expect(throws: Diagnostic.self) { try directory.makeDirectories("\(way)/a/b") }
            #expect(directory.status("\(way)/file") == nil)
        }
    }

    @Test func aFinalLinkIsNeverFollowed() throws {
        try withHostileFolder { directory, folder in
            let exists = #expect(throws: Diagnostic.self) { try directory.createFile("leaf", mode: 0o644) }
            #expect(exists?.message == "cannot create \(folder)/inside/leaf: File exists")
            #expect(throws: Diagnostic.self) { try directory.setMode("leaf", 0o777) }
            try directory.setModificationTime("leaf", 5)
            #expect(try modeAndTime(folder.appending("inside/leaf")).time == 5)
            #expect(directory.status("leaf")?.kind == .symbolicLink)
            #expect(throws: Diagnostic.self) { try directory.readFile("leaf") }
            #expect(throws: Diagnostic.self) { try directory.makeDirectory("absolute") }
            try directory.makeHardLink("another", to: "leaf")
            #expect(directory.status("another")?.kind == .symbolicLink)
            try directory.removeFile("leaf")
            try directory.removeFile("absolute")
        }
    }

    @Test(arguments: ["", ".", "..", "real/", "real/.", "real/..", "/"])
    func refusesNamesThatNameNoFile(_ name: String) throws {
        try withHostileFolder { directory, folder in
            let error = #expect(throws: Diagnostic.self) { try directory.createFile(name, mode: 0o644) }
            #expect(error?.message == "\"\(name)\" is not the name of a file below \(folder)/inside")
            #expect(error?.code == .input("unsafe-path"))
        }
    }

    @Test func aCombiningMarkHidesNoSlash() throws {
        // To Swift "/" and U+0301 are one character; to the system there is a folder and a file.
        try withHostileFolder { directory, folder in
            for action: () throws -> Void in [
                { _ = try directory.createFile("absolute/\u{301}f", mode: 0o644) },
                { try directory.makeDirectories("relative/\u{301}d/\u{301}e") },
                { try directory.makeHardLink("h", to: "absolute/\u{301}f") },
            ] {
                #expect(throws: Diagnostic.self) { try action() }
            }
            try directory.makeDirectories("m/\u{301}n")
            try directory.createFile("m/\u{301}n/\u{301}f", mode: 0o644).write([1])
            #expect(try Files.read(folder.appending("inside/m").appending("\u{301}n").appending("\u{301}f")) == [1])
        }
    }

    @Test func twoSpellingsOfALetterAreTwoFolders() throws {
        try withScratch { folder in
            let directory = try RootedDirectory(folder)
            let names = ["\u{E9}", "e\u{301}"]
            for name in names { try directory.makeDirectory(name) }
            for name in names { try directory.createFile("\(name)/f", mode: 0o644).write([1]) }
            #expect(
                try Files.walk(folder).map { Array($0.path.utf8) }
                    == ["e\u{301}", "e\u{301}/f", "\u{E9}", "\u{E9}/f"].map { Array($0.utf8) }
            )
        }
    }

    @Test func linksInsideAreFollowed() throws {
        try withHostileFolder { directory, folder in
            try directory.createFile("good/new", mode: 0o640).write(bytes("hello"))
            #expect(try Files.read(folder.appending("inside/real/new")) == bytes("hello"))
            #expect(try directory.readFile("good/new") == bytes("hello"))
            #expect(try modeAndTime(folder.appending("inside/real/new")).mode == 0o640)
            let loop = #expect(throws: Diagnostic.self) { try directory.readFile("loop") }
            #expect(loop?.message == "cannot open \(folder)/inside/loop: Too many levels of symbolic links")
        }
    }

    @Test func takenAsRootAbsoluteLinksStayInside() throws {
        try withScratch { folder in
            try Shell.run("cd \(folder) && mkdir -p r/etc && ln -s /etc r/link && ln -s ../../../../etc r/up && ln -s /etc/passwd r/leaf")
            let directory = try RootedDirectory(folder.appending("r"), resolution: .asRoot)
            try directory.createFile("link/passwd", mode: 0o644).write(bytes("inside"))
            #expect(try Files.read(folder.appending("r/etc/passwd")) == bytes("inside"))
            for name in ["up/passwd", "leaf", "/etc/passwd", "../etc/passwd"] { #expect(try directory.readFile(name) == bytes("inside")) }
        }
    }

    @Test func magicLinksOfProcAreRefused() throws {
        let directory = try RootedDirectory("/proc/self", resolution: .asRoot)
        #expect(throws: Diagnostic.self) { try directory.readFile("root/etc/passwd") }
        #expect(throws: Diagnostic.self) { try directory.readFile("cwd/Package.swift") }
    }

    @Test func makesAndDescribesFilesDirectoriesAndLinks() throws {
        try withScratch { folder in
            let directory = try RootedDirectory(folder)
            try directory.makeDirectories("a/b/c", mode: 0o777)
            try directory.makeDirectory("a/b/c", mode: 0o700)
            for name in ["a", "a/b", "a/b/c"] { #expect(directory.status(name)?.mode == 0o777) }
            try directory.createFile("a/b/f", mode: 0o751).write([1, 2])
            try directory.makeHardLink("h", to: "a/b/f")
            try directory.makeSymbolicLink("s", to: "anything at all")
            try directory.setModificationTime("h", 1_600_000_000)
            #expect(directory.status("a/b/f")?.identity == directory.status("h")?.identity)
            #expect(directory.status("h")?.mode == 0o751)
            #expect(try modeAndTime(folder.appending("a/b/f")).time == 1_600_000_000)
            #expect(try Files.readLink(folder.appending("s")) == "anything at all")
            try directory.setMode("a/b", 0o1755)
            #expect(directory.status("a/b")?.mode == 0o1755)
            let error = #expect(throws: Diagnostic.self) { try directory.makeDirectory("h") }
            #expect(error?.message == "cannot make directory \(folder)/h: File exists")
        }
    }

    @Test func aParentReplacedByALinkIsNotWrittenThrough() throws {
        try withScratch { folder in
            try Files.makeDirectory(folder.appending("inside/d"))
            try Files.makeDirectory(folder.appending("outside"))
            let directory = try RootedDirectory(folder.appending("inside"))
            _ = try directory.createFile("d/one", mode: 0o644)
            try Shell.run("cd \(folder)/inside && mv d e && ln -s ../outside d")
            // The folder that was opened first may still be used, wherever it is now; the outside may not.
            _ = try? directory.createFile("d/two", mode: 0o644)
            _ = try? directory.createFile("e/three", mode: 0o644)
            #expect(throws: Diagnostic.self) { try directory.createFile("d/four", mode: 0o644) }
            #expect(try Files.list(folder.appending("outside")) == [])
        }
    }

    /// Seeds unpack hundreds of packages over one another.
    @Test func aDirectoryThatIsThereAlreadyCostsNoDescriptor() throws {
        try withScratch { folder in
            let directory = try RootedDirectory(folder)
            try directory.makeDirectory("there")
            // Other tests run beside this one, and open files of their own.
            let before = try Files.list("/proc/self/fd").count
            for _ in 0..<2000 { try directory.makeDirectory("there") }
            #expect(try Files.list("/proc/self/fd").count < before + 1000)
        }
    }
}
