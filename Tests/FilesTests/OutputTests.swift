import Diagnostics
import Files
import SystemPackage
import TestSupport
import Testing

/// Files that users name as outputs.
@Suite struct OutputTests {
    @Test func aLinkGoesOnToLeadToTheFile() throws {
        try withScratch { folder in
            try Shell.run("cd \(folder) && mkdir a && echo old > a/file && chmod 600 a/file && ln -s a/file link && ln -s a/new dangling")
            for (link, file) in [("link", "a/file"), ("dangling", "a/new")] {
                try Files.writeOutput(bytes("new"), to: folder.appending(link))
                #expect(try FileStatus(folder.appending(link)).kind == .symbolicLink)
                #expect(try FileStatus(folder.appending(file)).kind == .regular)
                #expect(try Files.read(folder.appending(file)) == bytes("new"))
            }
            #expect(try modeAndTime(folder.appending("a/file")).mode == 0o600)
            #expect(try Files.list(folder.appending("a")) == ["file", "new"])
        }
    }

    @Test func anOrdinaryFileIsReplacedWhenAllIsWritten() throws {
        try withScratch { folder in
            let path = folder.appending("file")
            try Files.writeAtomically(bytes("old"), to: path)
            func drop() throws { try AtomicFile(replacing: path).write(bytes("new")) }
            try drop()
            #expect(try Files.read(path) == bytes("old"))
            #expect(try Files.list(folder) == ["file"])
        }
    }

    @Test(arguments: ["pipe", "link"]) func aPipeIsWrittenInto(_ name: String) throws {
        try withScratch { folder in
            try Shell.run("cd \(folder) && mkfifo pipe && ln -s pipe link && (cat pipe > read 2> /dev/null &)")
            try Files.writeOutput(bytes("through"), to: folder.appending(name))
            try Shell.run("cd \(folder) && for i in $(seq 500); do test -s read && break; sleep 0.01; done; test \"$(cat read)\" = through")
            #expect(try FileStatus(folder.appending("pipe")).kind == .fifo)
            #expect(try Files.list(folder) == ["link", "pipe", "read"])
        }
    }

    /// A device of its own, of the kind of /dev/full: what is written is refused, and it stays.
    @Test func aDeviceIsWrittenInto() throws {
        try withScratch { folder in
            // Containers may have no right to make one.
            guard try Shell("cd \(folder) && mknod full c 1 7 && ! (echo x > full) && test -c full").status == 0 else { return }
            let error = #expect(throws: Diagnostic.self) { try Files.writeOutput(bytes("x"), to: folder.appending("full")) }
            #expect(error?.message == "cannot write \(folder)/full: No space left on device")
            #expect(try FileStatus(folder.appending("full")).kind == .characterDevice)
            #expect(try Files.list(folder) == ["full"])
        }
    }

    @Test(arguments: [("mkdir", "folder"), ("python3 -c 'import socket, sys; socket.socket(socket.AF_UNIX).bind(sys.argv[1])'", "socket")])
    func whatIsNoFileIsRefused(_ command: String, _ name: String) throws {
        try withScratch { folder in
            try Shell.run("cd \(folder) && \(command) thing && ln -s thing link")
            for path in [folder.appending("thing"), folder.appending("link")] {
                let error = #expect(throws: Diagnostic.self) { try Files.writeOutput(bytes("x"), to: path) }
                #expect(error?.message == "\(path) is a \(name), and the output is one file")
                #expect(error?.code.exitStatus == 2)
            }
            #expect(try Files.list(folder) == ["link", "thing"])
        }
    }
}
