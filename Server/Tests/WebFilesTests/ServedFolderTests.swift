import Files
import Glibc
import SystemPackage
import TestSupport
import Testing
import WebFiles

/// What of a folder can be opened, and what stays inside of it.
@Suite struct ServedFolderTests {
    private func content(_ folder: ServedFolder, _ target: String) throws -> String {
        let file = try folder.open(RequestPath(target))
        var bytes = [UInt8](repeating: 0, count: 100)
        let count = try bytes.withUnsafeMutableBytes { try file.read(into: $0, from: 0) }
        return String(decoding: bytes.prefix(count), as: UTF8.self)
    }

    @Test func filesBeneathAreOpenedAndOthersAreNot() throws {
        try withScratch { scratch in
            try Shell.run(
                """
                cd \(scratch) && mkdir -p served/x86_64 outside && echo -n inside >served/x86_64/a && echo -n secret >outside/secret
                cd served && ln -s x86_64/a link && ln -s x86_64 folder && ln -s ../outside/secret out && ln -s ../outside way
                ln -s \(scratch)/outside/secret absolute && ln -s /proc/self/root/etc/passwd magic && ln -s loop loop && mkfifo pipe
                ln -s x86_64/../../served/x86_64/a around && ln -s /dev/zero device && mkdir 'a b' && echo -n é >'a b/é'
                """
            )
            let folder = ServedFolder(scratch.appending("served"))
            for target in ["/x86_64/a", "/link", "/folder/a", "//x86_64//a"] { #expect(try content(folder, target) == "inside") }
            #expect(try content(folder, "/a%20b/%C3%A9") == "é")
            let missing = [
                "/none", "/x86_64", "/x86_64/a/b", "/out", "/way/secret", "/way", "/absolute", "/magic", "/loop", "/pipe", "/around",
                "/device",
                "/" + String(repeating: "n", count: 300), "/" + String(repeating: "n/", count: 3000) + "n",
            ]
            for target in missing {
                #expect(throws: ServedFolder.Refusal.missing, "\(target.prefix(30))") { try folder.open(RequestPath(target)) }
            }
        }
    }

    @Test(.enabled(if: getuid() != 0, "root may read everything")) func unreadableFiles() throws {
        try withScratch { scratch in
            try Shell.run("echo x >\(scratch)/a && chmod 0 \(scratch)/a")
            #expect(throws: ServedFolder.Refusal.forbidden) { try ServedFolder(scratch).open(RequestPath("/a")) }
        }
    }

    /// An open file keeps its content while another one gets its name; the folder as a whole may be replaced too.
    @Test func openFilesStayWhatTheyAre() throws {
        try withScratch { scratch in
            try Shell.run("cd \(scratch) && mkdir one two && echo -n one >one/a && echo -n two >two/a && ln -s one served")
            let folder = ServedFolder(scratch.appending("served"))
            let file = try folder.open(RequestPath("/a"))
            try Shell.run("cd \(scratch) && ln -sfn two served && echo -n other >one/b && mv one/b one/a")
            var bytes = [UInt8](repeating: 0, count: 3)
            #expect(try bytes.withUnsafeMutableBytes { try file.read(into: $0, from: 0) } == 3)
            #expect(String(decoding: bytes, as: UTF8.self) == "one")
            #expect(try content(folder, "/a") == "two")
            #expect(try folder.open(RequestPath("/a")).version != file.version)
        }
    }
}
