import Diagnostics
import Files
import Glibc
import SystemPackage
import TestSupport
import Testing

@Suite struct AtomicFileTests {
    @Test func hasNoNameBeforeCommitAndAllContentAfter() throws {
        try withScratch { folder in
            let path = folder.appending("file")
            let file = try AtomicFile(path)
            try file.write(bytes("one "))
            try file.write(bytes("two"))
            #expect(!Files.exists(path))
            #expect(try Files.list(folder) == [file.temporaryPath.lastComponent?.string])
            try file.commit()
            #expect(try Files.read(path) == bytes("one two"))
            #expect(try Files.list(folder) == ["file"])
        }
    }

    @Test func leavesNothingBehindWhenDropped() throws {
        try withScratch { folder in
            func drop() throws {
                let file = try AtomicFile(folder.appending("file"))
                try file.write(bytes("half"))
                #expect(try Files.list(folder).count == 1)
            }
            try drop()
            #expect(try Files.list(folder) == [])
        }
    }

    @Test func leavesTheOldContentWhenDropped() throws {
        try withScratch { folder in
            let path = folder.appending("file")
            try Files.writeAtomically(bytes("old"), to: path)
            func drop() throws { try AtomicFile(path).write(bytes("new")) }
            try drop()
            #expect(try Files.read(path) == bytes("old"))
            try Files.writeAtomically(bytes("new"), to: path)
            #expect(try Files.read(path) == bytes("new"))
            #expect(try Files.list(folder) == ["file"])
        }
    }

    @Test(arguments: [UInt32(0o600), 0o644, 0o666, 0o755])
    func hasTheModeGivenWhateverTheUmask(_ mode: UInt32) throws {
        try withScratch { folder in
            try Files.writeAtomically([], to: folder.appending("file"), mode: mode)
            #expect(try modeAndTime(folder.appending("file")).mode == mode)
        }
    }

    @Test func replacesALinkAndNotTheFileThatItLeadsTo() throws {
        try withScratch { folder in
            try Files.writeAtomically(bytes("precious"), to: folder.appending("target"))
            try Shell.run("ln -s target \(folder)/link")
            try Files.writeAtomically(bytes("new"), to: folder.appending("link"))
            #expect(try Files.read(folder.appending("target")) == bytes("precious"))
            #expect(try FileStatus(folder.appending("link")).kind == .regular)
        }
    }

    @Test func aMissingFolderIsNamed() throws {
        try withScratch { folder in
            let path = folder.appending("no/file")
            let error = #expect(throws: Diagnostic.self) { try AtomicFile(path) }
            #expect(error?.message == "cannot create \(path): No such file or directory")
            #expect(error?.code == .system)
        }
    }

    @Test func aDirectoryInThePlaceIsNotReplaced() throws {
        try withScratch { folder in
            let path = folder.appending("taken")
            try Files.makeDirectory(path)
            let error = #expect(throws: Diagnostic.self) { try Files.writeAtomically(bytes("x"), to: path) }
            #expect(error?.message.hasPrefix("cannot rename \(folder)/.cuttle-") == true)
            #expect(error?.message.hasSuffix(": Is a directory") == true)
            #expect(try Files.list(folder) == ["taken"])
        }
    }
}
