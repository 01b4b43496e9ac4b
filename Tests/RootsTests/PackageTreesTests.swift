import APK
import Diagnostics
import Files
import Store
import SystemPackage
import Testing

@testable import Roots

/// Packages unpacked into the store.
@Suite struct PackageTreesTests {
    let workshop: Workshop

    init() throws {
        workshop = try Workshop()
    }

    private func tree(_ package: PackageFile) throws -> FilePath {
        try PackageTrees(store: workshop.store).tree(package)
    }

    @Test func keepModesWithoutWhatOnlyRootMayGive() throws {
        let package = try workshop.package(
            "p",
            [
                "d": .directory(mode: 0o1777), "d/su": .file("x", mode: 0o6755), "d/r": .file("x", mode: 0o600),
                "closed": .directory(mode: 0),
                "closed/f": .file("f"), "l": .link("/etc/passwd"), "h": .hardLink("d/su"), "null": .device,
            ]
        )
        let folder = try tree(package)
        #expect(try FileStatus(folder.appending("d")).mode == 0o1777)
        #expect(try FileStatus(folder.appending("d/su")).mode == 0o755)
        #expect(try FileStatus(folder.appending("closed")).mode == 0o500)
        #expect(try FileStatus(folder.appending("h")).identity == FileStatus(folder.appending("d/su")).identity)
        #expect(try Files.readLink(folder.appending("l")) == "/etc/passwd")
        #expect(try Files.list(folder) == ["closed", "d", "h", "l"])
    }

    @Test func areMadeOnce() throws {
        let package = try workshop.package("p", ["a": .file("a")])
        let folder = try tree(package)
        #expect(folder == workshop.store.path.appending("trees/\(package.info.dataHash)"))
        #expect(try tree(package) == folder)
    }

    /// Hostile paths: nothing is unpacked, and nothing is left outside or inside of the store.
    @Test(
        arguments: [
            ["../out": Content.file("x")], ["a/../../out": .file("x")], ["l": .link("/tmp"), "l/out": .file("x")],
            ["l": .link(".."), "l/out": .file("x")],
            ["h": .hardLink("../../../etc/passwd")], ["h": .hardLink("/etc/passwd")], ["a": .file("x"), "a/b": .file("y")],
            ["a": .file("x"), "a": .file("y")], ["missing/parent": .file("x")], ["..": .directory()],
        ] as [KeyValuePairs<String, Content>]
    )
    func refuseWhatLeadsOut(_ entries: KeyValuePairs<String, Content>) throws {
        let package = try workshop.package("p", entries)
        #expect(throws: Diagnostic.self) { _ = try tree(package) }
        #expect(try Files.list(workshop.store.path.appending("trees")).filter { !$0.hasPrefix(".") }.isEmpty)
        #expect(try Files.list(workshop.store.path.appending("work")).filter { !$0.hasPrefix(".") }.isEmpty)
        #expect(!Files.exists("/tmp/out"))
    }

    @Test func refuseADamagedPackage() throws {
        let package = try workshop.package("p", ["a": .file(String(repeating: "text", count: 1000))])
        var bytes = try Files.read(package.path)
        bytes[bytes.count - 20] ^= 0x40
        try Files.writeAtomically(bytes, to: package.path)
        #expect(throws: Diagnostic.self) { _ = try tree(try PackageFile(package.path)) }
        #expect(try Files.list(workshop.store.path.appending("trees")).filter { !$0.hasPrefix(".") }.isEmpty)
    }

    /// The digest in a package's own description names a folder before anything is read.
    @Test(arguments: ["../roots", "", ".", "abc", "../../../../../../etc"])
    func refuseADigestThatIsAPath(_ hash: String) throws {
        let package = try workshop.package("p", ["a": .file("a")])
        let path = try workshop.forge(package, dataHash: hash)
        #expect(
            problem { _ = try tree(try PackageFile(path)) } == """
                error: \(path) is damaged: its .PKGINFO names "\(hash)" as the SHA-256 of its data
                hint: fetch or build it again

                """
        )
    }
}

/// Texts of `/etc/passwd`, `/etc/group` and the database of installed packages.
@Suite struct DatabaseTests {
    @Test func aPackageIsListedWithItsFilesByDirectory() throws {
        let workshop = try Workshop()
        let package = try workshop.package(
            "p",
            [
                "usr": .directory(), "usr/bin": .directory(mode: 0o750), "usr/bin/b": .file("b", mode: 0o755), "usr/bin/a": .link("b"),
                "usr/bin/c": .hardLink("usr/bin/b"),
                "top": .file("t"),
            ]
        ) { info in
            info.description = "what it is"
            info.dependencies = ["so:libc.so.6", "x"]
            info.provides = ["cmd:b=1-r0"]
            info.replaces = ["q"]
            info.licenses = ["MIT"]
        }
        var entries: [TarEntryOfTest] = []
        try package.readData { entry, _ in entries.append(entry) }
        var database = InstalledDatabase()
        database.add(package, entries: entries)
        #expect(
            database.text == """
                C:\(package.identity)
                P:p
                V:1-r0
                A:x86_64
                S:\(package.size)
                I:1
                T:what it is
                U:
                L:MIT
                o:p
                t:1700000000
                D:so:libc.so.6 x
                p:cmd:b=1-r0
                r:q
                F:
                R:top
                Z:Q1jv2G+3ilalFF7Xc53LAMeFgcU3U=
                F:usr
                F:usr/bin
                M:0:0:750
                R:a
                a:0:0:777
                Z:Q16dcfXufJLW3J6S/9rRe4vUlBj5g=
                R:b
                a:0:0:755
                Z:Q16dcfXufJLW3J6S/9rRe4vUlBj5g=
                R:c
                a:0:0:777
                Z:Q16dcfXufJLW3J6S/9rRe4vUlBj5g=


                """
        )
    }
}
