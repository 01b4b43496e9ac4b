import APK
import ELF
import Files
import PackageLinting
import SystemPackage
import TestSupport
import Testing

/// A tree is the same to the rules whether it is staged or packed.
@Suite struct LintedTreeTests {
    @Test func isTheSameFromAPackage() throws {
        try withScratch { folder in
            let commands = """
                prog $T/usr/bin/me; chmod 4755 $T/usr/bin/me; put $T/usr/bin/script '#! /usr/bin/env  -S python3'; large $T/a/x; large $T/b/x
                large $T/c/y; ln $T/c/y $T/d; link ../x $T/e; mkdir -m 1777 $T/tmp; mkfifo $T/pipe; put $T/empty ''
                """
            let staged = try Linted(commands, in: folder).package.tree
            // Packed by other programs, as packages of others are.
            try Shell.run(
                """
                cd \(folder); tar --format=posix --sort=name -C tree -cf data.tar $(ls tree); gzip -n data.tar
                printf 'pkgname = me\\npkgver = 1-r0\\narch = x86_64\\ndatahash = %s\\n' "$(sha256sum data.tar.gz | cut -d' ' -f1)" >.PKGINFO
                tar -cf control.tar .PKGINFO; gzip -n control.tar; cat control.tar.gz data.tar.gz >me.apk
                """
            )
            let packed = try LintedTree(PackageFile(folder.appending("me.apk")))
            #expect(describe(packed).sorted() == describe(staged).sorted())
            #expect(staged.entries.contains { $0.path == "usr/bin/script" && $0.interpreter == "/usr/bin/env -S python3" })
            #expect(staged.entries.filter { $0.binary != nil }.map(\.path) == ["usr/bin/me"])
            #expect(staged.entries.filter(\.isFurtherName).map(\.path) == ["d"])
            #expect(staged.entries.filter { $0.checksum != nil }.map(\.path) == ["a/x", "b/x"])
        }
    }

    @Test func readsWhatOnlyTheOwnerMayExecuteAndLeavesItsMode() throws {
        try withScratch { folder in
            let package = try Linted("prog $T/x; chmod 111 $T/x", in: folder).package
            #expect(package.tree.entries.map(\.mode) == [0o111])
            #expect(package.tree.entries.first?.binary != nil)
            #expect(try FileStatus(folder.appending("tree/x")).mode == 0o111)
        }
    }

    private func describe(_ tree: LintedTree) -> [String] {
        tree.entries.map { entry in
            "\(entry.path) \(entry.kind) \(String(entry.mode, radix: 8)) \(entry.size) \(entry.linkTarget) \(entry.interpreter)"
                + " \(entry.binary?.needed ?? [])"
        }
    }

    /// Packages of others, signed or not, are looked at without complaint about anything but what is in them.
    @Test(
        .enabled(if: RealPackages.isThere, "the folder of real packages is missing"),
        arguments: RealPackages.names
    )
    func looksAtRealPackages(_ name: String) throws {
        let file = try PackageFile(RealPackages.folder.appending(name))
        let package = LintedPackage(name: file.info.name, version: file.info.version, tree: try LintedTree(file))
        let report = try PackageLinter().lint(package)
        #expect(!package.tree.entries.isEmpty)
        #expect(report.items.map { "\($0.rule.name): \($0.finding.message)" } == RealPackages.findings[name])
    }
}

enum RealPackages {
    static let folder = Files.absolute(FilePath(#filePath).appending("../../../../shared/data"))
    static var isThere: Bool { Files.exists(folder) }
    static let names = ["alpine-baselayout-3.2.0-r23.apk", "hello-0.1.0-r0.apk", "hello-wolfi-2.12.1-r0.apk"]
    static let findings = [
        "alpine-baselayout-3.2.0-r23.apk": ["usrmerge: 6 files in a folder that is a link to one below /usr"],
        "hello-0.1.0-r0.apk": [],
        "hello-wolfi-2.12.1-r0.apk": ["maninfo: 1 file of manuals outside of a package named …-doc"],
    ]
}
