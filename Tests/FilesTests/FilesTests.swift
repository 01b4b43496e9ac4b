import Diagnostics
import Files
import Glibc
import SystemPackage
import TestSupport
import Testing

@Suite struct FilesTests {
    @Test(arguments: [(0, 10), (9, 10), (10, 10), (300_000, 300_000)])
    func readsFilesUpToTheLimit(_ size: Int, _ limit: Int) throws {
        try withScratch { folder in
            let content = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31) }
            try Files.writeAtomically(content, to: folder.appending("file"))
            #expect(try Files.read(folder.appending("file"), limit: limit) == content)
        }
    }

    @Test(arguments: [(11, 10), (300_001, 300_000)])
    func refusesFilesBeyondTheLimit(_ size: Int, _ limit: Int) throws {
        try withScratch { folder in
            let path = folder.appending("file")
            try Files.writeAtomically([UInt8](repeating: 7, count: size), to: path)
            let error = #expect(throws: Diagnostic.self) { try Files.read(path, limit: limit) }
            #expect(error == Diagnostic(.limit, "\(path) is larger than \(limit) bytes"))
        }
    }

    @Test func anEndlessFileIsRefusedToo() {
        let error = #expect(throws: Diagnostic.self) { try Files.read("/dev/zero", limit: 1 << 20) }
        #expect(error?.message == "/dev/zero is larger than 1048576 bytes")
    }

    @Test func errorsNameActionPathAndReason() throws {
        try withScratch { folder in
            let missing = folder.appending("missing")
            let file = folder.appending("file")
            try Files.writeAtomically([], to: file)
            let cases: [(() throws -> Void, String)] = [
                ({ _ = try Files.read(missing) }, "cannot open \(missing): No such file or directory"),
                ({ _ = try Files.read(folder) }, "cannot read \(folder): Is a directory"),
                ({ _ = try Files.list(file) }, "cannot list \(file): Not a directory"),
                ({ _ = try Files.readLink(file) }, "cannot read link \(file): Invalid argument"),
                ({ _ = try FileStatus(missing) }, "cannot examine \(missing): No such file or directory"),
                ({ try Files.rename(missing, to: file) }, "cannot rename \(missing): No such file or directory"),
                ({ try Files.removeFile(folder) }, "cannot remove \(folder): Is a directory"),
                ({ try Files.makeDirectory(file) }, "cannot make directory \(file): Not a directory"),
                ({ try Files.makeDirectory(file.appending("x")) }, "cannot make directory \(file)/x: Not a directory"),
                ({ _ = try FileWriter(missing.appending("x")) }, "cannot create \(missing)/x: No such file or directory"),
                ({ _ = try TemporaryDirectory(in: missing) }, "cannot make a temporary directory in \(missing): No such file or directory"),
                ({ _ = try RootedDirectory(file) }, "cannot open \(file): Not a directory"),
                ({ _ = try FileLock(directory: missing) }, "cannot open \(missing): No such file or directory"),
            ]
            for (action, message) in cases {
                let error = #expect(throws: Diagnostic.self) { try action() }
                #expect(error?.message == message)
                #expect(error?.code == .system)
            }
        }
    }

    @Test func aFullDiskHasAHint() {
        #expect(Diagnostic.system("write", "/x", .noSpace).hints == ["free some space on that file system"])
        let error = #expect(throws: Diagnostic.self) { try FileWriter("/dev/full").write([1]) }
        #expect(error?.message == "cannot write /dev/full: No space left on device")
    }

    @Test(arguments: [UInt32(0o600), 0o666, 0o777])
    func copiesContentWithThePermissionsGiven(_ mode: UInt32) throws {
        try withScratch { folder in
            let content = (0..<2_500_000).map { UInt8(truncatingIfNeeded: $0 &* 7 >> 3) }
            try Files.writeAtomically(content, to: folder.appending("a"))
            try Files.copy(folder.appending("a"), to: folder.appending("b"), mode: mode)
            #expect(try Files.read(folder.appending("b")) == content)
            #expect(try modeAndTime(folder.appending("b")).mode == mode)
        }
    }

    @Test func makesDirectoriesWithParentsAndIsContentWithOldOnes() throws {
        try withScratch { folder in
            try Files.makeDirectory(folder.appending("a/b/c"))
            try Files.makeDirectory(folder.appending("a/b/c"))
            #expect(try FileStatus(folder.appending("a/b/c")).kind == .directory)
        }
    }

    @Test func removingWhatIsNotThereIsNoError() throws {
        try withScratch { folder in
            try Files.removeFile(folder.appending("x"))
            try Files.removeTree(folder.appending("x"))
        }
    }

    @Test func aLinkTargetThatIsNotUTF8IsRefusedAndNotChanged() throws {
        try withScratch { folder in
            try Shell.run("ln -s \"$(printf 'caf\\351')\" \(folder)/link")
            let error = #expect(throws: Diagnostic.self) { try Files.readLink(folder.appending("link")) }
            #expect(error?.message == "cannot read link \(folder)/link: its target is not UTF-8")
        }
    }

    @Test(arguments: [("/a/../b/./c", "/b/c"), ("/", "/"), ("/a//b/", "/a/b")])
    func absolutePathsAreNormalized(_ path: String, _ absolute: String) {
        #expect(Files.absolute(FilePath(path)).string == absolute)
    }

    @Test func relativePathsAreTakenFromTheCurrentDirectory() throws {
        let current = try Shell.run("pwd -P").split(separator: "\n")[0]
        #expect(Files.absolute("x/../y").string == "\(current)/y")
        #expect(try Files.freeSpace(at: "/") > 0)
    }
}
