import APK
import Analysis
import Files
import JSON
import SystemPackage
import TestSupport
import Testing

/// What changed since the package that was published before: golden texts.
@Suite struct PackageChangesTests {
    /// A package of what commands put into `$T`.
    private func package(
        _ version: String,
        _ commands: String,
        in folder: FilePath,
        _ change: (inout PackageInfo) -> Void = { _ in },
        scripts: [Script] = []
    ) throws -> PackageFile {
        let place = folder.appending("\(try Files.list(folder).count)")
        try Files.makeDirectory(place)
        let staged = try Staged(commands, in: place)
        var info = PackageInfo(name: "me", version: version, architecture: "x86_64")
        info.installedSize = 1000
        change(&info)
        return try Packed.package(info, scripts: scripts, staged.tree, in: place)
    }

    @Test func everyKindOfChangeIsNamed() throws {
        try withScratch { folder in
            let old = try package(
                "1.0-r0",
                """
                put $T/usr/bin/me one; put $T/usr/bin/gone x; put $T/usr/share/me-1.0-r0.json {}; put $T/usr/bin/tool x; link a $T/usr/lib/l
                put $T/usr/lib/same x; put $T/usr/lib/kind x; chmod 755 $T/usr/bin/tool
                """,
                in: folder
            ) {
                $0.dependencies = ["a", "b>1", "so:libc.so.6", "me-lib=1.0-r0"]
                $0.provides = ["cmd:gone=1.0-r0", "cmd:me=1.0-r0", "so:libme.so.1=1", "virtual=1"]
                $0.installedSize = 4000
            }
            let new = try package(
                "1.1-r2",
                """
                put $T/usr/bin/me three; put $T/usr/bin/new x; put $T/usr/share/me-1.1-r2.json {}; put $T/usr/bin/tool x; link b $T/usr/lib/l
                put $T/usr/lib/same x; link x $T/usr/lib/kind; chmod 4755 $T/usr/bin/tool
                """,
                in: folder,
                {
                    $0.dependencies = ["a", "b>2", "c", "me-lib=1.1-r2"]
                    $0.provides = ["cmd:me=1.1-r2", "so:libme.so.2=2", "virtual=2"]
                    $0.installedSize = 5000
                },
                scripts: [Script(kind: .postInstall, content: Array("#!/bin/sh\n".utf8))]
            )
            let changes = try PackageChanges(from: old, to: new)
            let lines = changes.text.split(separator: "\n").filter { !$0.contains("size") }.joined(separator: "\n")
            #expect(
                lines == """
                    me 1.0-r0 → 1.1-r2
                      + needs c
                      - needs so:libc.so.6
                      ~ needs b>1 → b>2
                      + offers so:libme.so.2=2
                      - offers cmd:gone=1.0-r0
                      - offers so:libme.so.1=1
                      ~ offers virtual=1 → virtual=2
                      + usr/bin/new
                      - usr/bin/gone
                      ~ usr/bin/tool: mode 755 → 4755
                      ~ usr/lib/kind: file → link, mode 644 → 777
                      ~ usr/lib/l: leads to a → b
                      ~ 1 file has other content
                      ~ scripts post-install
                    """
            )
            #expect(changes.text.contains("\n  ~ installed size 3 KiB → 4 KiB (+25 %), package "))
            #expect(
                changes.json["files"]?.text() == """
                    {"added":["usr/bin/new"],"removed":["usr/bin/gone"],"changed":[\
                    {"path":"usr/bin/me","content_size":{"from":3,"to":5}},\
                    {"path":"usr/bin/tool","mode":{"from":"755","to":"4755"}},\
                    {"path":"usr/lib/kind","kind":{"from":"file","to":"link"},"mode":{"from":"644","to":"777"}},\
                    {"path":"usr/lib/l","target":{"from":"a","to":"b"}}]}
                    """
            )
            #expect(
                changes.json["provides"]?.text() == """
                    {"added":["so:libme.so.2=2"],"removed":["cmd:gone=1.0-r0","so:libme.so.1=1"],\
                    "changed":[{"from":"virtual=1","to":"virtual=2"}]}
                    """
            )
            #expect(changes.json["installed_size"]?.text() == #"{"from":4000,"to":5000}"#)
            #expect(changes.json["scripts"]?.text() == #"["post-install"]"#)
        }
    }

    @Test func anotherVersionAloneIsNoChange() throws {
        try withScratch { folder in
            func make(_ version: String, _ commands: String) throws -> PackageFile {
                try package(version, commands, in: folder) {
                    $0.dependencies = ["me-lib=\(version)"]
                    $0.provides = ["cmd:me=\(version)"]
                }
            }
            let old = try make(
                "1-r0",
                "put $T/bin/me x; ln $T/bin/me $T/bin/you; mkdir $T/var; put $T/sbom/me-1-r0.json x; put $T/var/lib/db/sbom/me-1-r0.spdx.json 1"
            )
            // A second name of a file or a copy of it is the same to whoever installs it.
            let new = try make(
                "1-r1",
                "put $T/bin/me x; cp $T/bin/me $T/bin/you; mkdir $T/var; put $T/sbom/me-1-r1.json x; put $T/var/lib/db/sbom/me-1-r1.spdx.json 2"
            )
            let changes = try PackageChanges(from: old, to: new)
            #expect(changes.isEmpty)
            #expect(changes.text == "")
        }
    }

    @Test func aPackageThatIsBuiltAgain() throws {
        try withScratch { folder in
            let old = try package("1-r0", "put $T/f 1; put $T/g 1", in: folder)
            let new = try package("1-r0", "put $T/f 2; put $T/g 2", in: folder)
            let changes = try PackageChanges(from: old, to: new)
            let text = changes.text.split(separator: "\n").filter { !$0.contains("package ") }.joined(separator: "\n")
            #expect(text == "me 1-r0, built again\n  ~ 2 files have other content")
        }
    }

    @Test(
        arguments: [
            (900, 1_000, "900 B → 1000 B (+11 %)"), (2_100, 2_200, "2100 B → 2200 B (+4 %)"),
            (13_107_200, 9_437_184, "12.5 MiB → 9.0 MiB (−28 %)"), (1 << 40, 1 << 41, "1048576.0 MiB → 2097152.0 MiB (+100 %)"),
            (Int64.max / 2, Int64.max, "4398046511103.9 MiB → 8796093022207.9 MiB"),
        ] as [(Int64, Int64, String)]
    )
    func sizesAreTold(_ from: Int64, _ to: Int64, _ text: String) throws {
        try withScratch { folder in
            let old = try package("1-r0", "put $T/f 1", in: folder) { $0.installedSize = from }
            let new = try package("1-r1", "put $T/f 1", in: folder) { $0.installedSize = to }
            #expect(try PackageChanges(from: old, to: new).text.contains("\n  ~ installed size \(text)"))
        }
    }

    @Test func manyChangesAreCounted() throws {
        try withScratch { folder in
            let old = try package("1-r0", "true", in: folder)
            let new = try package("1-r1", "for i in $(seq 10 39); do put $T/f$i x; done", in: folder) {
                $0.dependencies = (10...22).map { "d\($0)" }
            }
            let changes = try PackageChanges(from: old, to: new)
            let lines = changes.text.split(separator: "\n").map(String.init)
            #expect(lines[1...11] == ((10...20).map { "  + needs d\($0)" })[...])
            #expect(lines[12] == "  + needs: and 2 more")
            #expect(lines[13] == "  + f10")
            #expect(lines[24] == "  + paths: and 19 more")
            #expect(changes.json["files"]?["added"]?.items?.count == 30)
        }
    }

    @Test func severalEntriesOfOneNameAreNotPaired() throws {
        try withScratch { folder in
            let old = try package("1-r0", "true", in: folder) { $0.dependencies = ["a>1", "a<2"] }
            let new = try package("1-r1", "true", in: folder) { $0.dependencies = ["a>1", "a<3", "b"] }
            let changes = try PackageChanges(from: old, to: new).dependencies
            #expect(changes.added == ["b"])
            #expect(changes.removed == [])
            #expect(changes.changed.map { "\($0.from) \($0.to)" } == ["a<2 a<3"])
            let third = try package("1-r2", "true", in: folder) { $0.dependencies = ["a>4", "a<5"] }
            let all = try PackageChanges(from: old, to: third).dependencies
            #expect(all.added == ["a<5", "a>4"])
            #expect(all.removed == ["a<2", "a>1"])
            #expect(all.changed == [])
        }
    }
}
