import Cryptography
import Files
import Glibc
import SystemPackage
import TestSupport
import Testing

/// Why some packages are refused that other readers take: apk-tools 3 sees another package in them than a reader of the first of two.
@Suite(
    .timeLimit(.minutes(30)),
    .enabled(if: ApkTools.found.contains { $0.generation == 3 }, "\(ApkTools.absence)"),
    .enabled(
        if: getuid() == 0 || (try? Shell("unshare --user --map-root-user true"))?.status == 0,
        "packages can be installed by root only"
    )
)
struct RefereeTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let data: [RawEntry]
        /// What apk-tools 3 installs.
        let installed: [String]
    }

    static let cases = [
        Case(
            testDescription: "path twice",
            data: [.file("f").record("path", "first".utf8).record("path", "second".utf8)],
            installed: ["second 644 x"]
        ),
        Case(
            testDescription: "target twice",
            data: [.link("l", to: "x").record("linkpath", "first".utf8).record("linkpath", "second".utf8).with { $0.hasChecksum = false }],
            installed: ["l -> second"]
        ),
        Case(
            testDescription: "two long names",
            data: [.header("L", "first\0".utf8), .header("L", "second\0".utf8), .file("f")],
            installed: ["second 644 x"]
        ),
        Case(
            testDescription: "long name and prefix",
            data: [.directory("d"), .header("L", "first\0".utf8), .file("f").with { $0.prefix = Array("d".utf8) }],
            installed: ["d/ 755", "d/f 644 x"]
        ),
        Case(
            testDescription: "name behind a dot",
            data: [.file(".hidden"), .directory(".d"), .file(".d/f"), .file("seen")],
            installed: ["seen 644 x"]
        ),
        Case(
            testDescription: "size of a hard link, over an entry",
            data: [
                .file("f"), .hardLink("h", to: "f").with { $0.size = RawEntry.octal(512, 11) }, .directory("skipped"), .directory("seen"),
            ],
            installed: ["f 644 x", "h 644 x", "seen/ 755"]
        ),
        Case(
            testDescription: "header without a name before more",
            data: [.file("f"), .directory("").with { $0.prefix = Array("named".utf8) }, .directory("seen")],
            installed: ["f 644 x", "seen/ 755"]
        ),
    ]

    @Test(arguments: cases) func apkToolsTakesTheOther(_ item: Case) throws {
        let tools = try #require(ApkTools.found.first { $0.generation == 3 })
        try withScratch { folder in
            let mine = try Mine(folder)
            try Files.makeDirectory(folder.appending("keys"))
            let key = try Forge.key.get().publicKey()
            try Files.writeAtomically(key.pem, to: folder.appending("keys/k.rsa.pub"))
            try Files.writeAtomically(mine.forge.package(item.data), to: folder.appending("p.apk"))
            let enter = getuid() == 0 ? "" : "unshare --user --map-root-user"
            let options = "--root \(folder)/root --arch x86_64 --keys-dir \(folder)/keys --repositories-file /dev/null --no-cache"
            let shell = try Shell("\(enter) '\(tools.program)' \(options) add --initdb \(folder)/p.apk")
            let own = ["dev", "etc", "lib", "proc", "tmp", "usr", "var"]
            let files = try listing(folder.appending("root")).filter { line in
                !own.contains { line.hasPrefix("\($0)/") }
            }
            #expect(files == item.installed, "\(shell.output)")
        }
    }
}
