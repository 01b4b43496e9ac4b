import Files
import Packaging
import SystemPackage
import TestSupport
import Testing

/// What is found in trees of compiled files (PACKAGE.md §5).
@Suite(.enabled(if: Shell.has("cc"), "a C compiler is not on PATH"))
struct DependencyAnalysisTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let commands: String
        var needs: [String] = []
        var provides: [String] = []
        var vendored: [String] = []
        var testDescription: String { name }
    }

    static let libraries = [
        Case(
            name: "library",
            commands: "lib $T/usr/lib/libx.so.3 libx.so.3",
            provides: ["so:libx.so.3=3", "so-ver:libx.so.3=1-r0"]
        ),
        Case(
            name: "long version",
            commands: "lib $T/lib/f libx.so.1.2.3",
            provides: ["so:libx.so.1.2.3=1.2.3", "so-ver:libx.so.1.2.3=1-r0"]
        ),
        Case(name: "no version", commands: "lib $T/lib64/libx.so libx.so", provides: ["so:libx.so=0", "so-ver:libx.so=1-r0"]),
        Case(name: "odd version", commands: "lib $T/usr/lib64/x libx.so.a1", provides: ["so:libx.so.a1=0", "so-ver:libx.so.a1=1-r0"]),
        Case(name: "two versions", commands: "lib $T/lib/x x.so.1.so.2", provides: ["so:x.so.1.so.2=1", "so-ver:x.so.1.so.2=1-r0"]),
        Case(name: "elsewhere", commands: "lib $T/usr/lib/p/x.so x.so.3", vendored: ["so:x.so.3=3", "so-ver:x.so.3=1-r0"]),
        Case(
            name: "elsewhere, named in ld.so.conf.d",
            commands: "lib $T/usr/lib/p/x.so x.so.3; put $T/etc/ld.so.conf.d/p.conf '# comment\\n/usr/lib/p\\n'",
            provides: ["so:x.so.3=3", "so-ver:x.so.3=1-r0"]
        ),
        Case(
            name: "named in a folder of a sibling's ld.so.conf.d",
            commands: "lib $T/opt/l/x.so x.so.3; put $S/etc/ld.so.conf.d/sub/p.conf '/opt/l'",
            provides: ["so:x.so.3=3", "so-ver:x.so.3=1-r0"]
        ),
        Case(
            name: "ld.so.conf.d without configuration",
            commands:
                "lib $T/opt/x.so x.so.3; mkdir -p $T/etc/ld.so.conf.d/a.conf; link /none $T/etc/ld.so.conf.d/b.conf; put $T/etc/ld.so.conf.d/c '/opt'",
            vendored: ["so:x.so.3=3", "so-ver:x.so.3=1-r0"]
        ),
        Case(
            name: "a link in ld.so.conf.d to the host",
            commands: "lib $T/opt/x.so x.so.3; put $H/c '/opt'; link $H/c $T/etc/ld.so.conf.d/c.conf",
            vendored: ["so:x.so.3=3", "so-ver:x.so.3=1-r0"]
        ),
        Case(
            name: "needed libraries with a version",
            commands: """
                lib $H/liba.so.1 liba.so.1; lib $H/libb.so libb.so
                lib $T/usr/lib/x.so x.so.3 -Wl,--no-as-needed $H/liba.so.1 $H/libb.so
                """,
            needs: ["so:liba.so.1"],
            provides: ["so:x.so.3=3", "so-ver:x.so.3=1-r0"]
        ),
        Case(
            name: "soname that is no name",
            commands:
                "lib $T/usr/lib/x.so.1 'x.so.1 evil=2'; lib $T/usr/lib/y.so.1 'y.so.1=9'; lib $T/usr/lib/z.so.1 \"$(printf 'z.so.1\\nreplaces = all')\""
        ),
    ]

    static let links = [
        Case(
            name: "link to the library of a sibling",
            commands: "lib $S/usr/lib/libx.so.3 libx.so.3; link libx.so.3 $T/usr/lib/libx.so",
            needs: ["so:libx.so.3"]
        ),
        Case(
            name: "absolute link, library elsewhere in the search path",
            commands: "lib $S/lib/libx.so.3.1 libx.so.3; link /lib/libx.so.3.1 $T/usr/lib/libx.so",
            needs: ["so:libx.so.3"]
        ),
        Case(name: "link to nothing", commands: "link libx.so.3 $T/usr/lib/libx.so"),
        Case(name: "link to a folder above", commands: "link .. $T/usr/lib/libx.so; link / $T/usr/lib/liby.so"),
        Case(name: "link of another name", commands: "lib $S/usr/lib/libx.so.3 libx.so.3; link libx.so.3 $T/usr/lib/x"),
        Case(
            name: "link to a library outside of the search path",
            commands: "lib $S/opt/libx.so.3 libx.so.3; link /opt/libx.so.3 $T/usr/lib/libx.so"
        ),
        Case(
            name: "folders that lead to the host say nothing",
            commands: "lib $H/libx.so.3 libx.so.3; link $H $S/usr/lib; link ../../host $S/lib; link libx.so.3 $T/usr/lib/libx.so"
        ),
    ]

    static let commands = [
        Case(
            name: "program",
            commands: "prog $T/usr/bin/me",
            needs: ["so:ld-linux-x86-64.so.2", "so:libc.so.6"],
            provides: ["cmd:me=1-r0"]
        ),
        Case(
            name: "program of musl",
            commands: "prog $T/usr/libexec/me -nostdlib -nostartfiles -Wl,--dynamic-linker=/lib/ld-musl-x86_64.so.1",
            needs: ["so:libc.musl-x86_64.so.1"]
        ),
        Case(
            name: "scripts in the four folders",
            commands:
                "for d in bin sbin usr/bin usr/sbin usr/local/bin usr/bin/sub opt; do put $T/$d/x-$(basename $d) x; done; chmod -R 755 $T",
            provides: ["cmd:x-bin=1-r0", "cmd:x-bin=1-r0", "cmd:x-sbin=1-r0", "cmd:x-sbin=1-r0"]
        ),
        Case(
            name: "modes",
            commands: "for m in 755 555 744 644 711 4755; do put $T/bin/m$m x; chmod $m $T/bin/m$m; done",
            provides: ["cmd:m4755=1-r0", "cmd:m555=1-r0", "cmd:m755=1-r0"]
        ),
        Case(name: "links are no commands", commands: "put $T/opt/x x; chmod 755 $T/opt/x; link /opt/x $T/usr/bin/x"),
        Case(
            name: "names that cannot stand in a dependency",
            commands:
                "for n in 'a b' 'a=1' 'a>b' '[' 'ü' \"$(printf 'a\\nb')\" 'a@b' 'g++'; do put \"$T/usr/bin/$n\" x; done; chmod 755 $T/usr/bin/*",
            provides: ["cmd:[=1-r0", "cmd:g++=1-r0", "cmd:ü=1-r0"]
        ),
    ]

    static let modules = [
        Case(
            name: "module",
            commands:
                "put $T/usr/lib/pkgconfig/x.pc 'Name: x\\nRequires: a >= 1.2, b c<2\\nRequires.private:d\\nRequires.internal: e\\nLibs: -lx\\n'",
            needs: ["pc:a", "pc:b", "pc:c", "pc:d", "pc:e"],
            provides: ["pc:x=1-r0"]
        ),
        Case(
            name: "variables, comments and continued lines",
            commands: "put $T/usr/share/pkgconfig/x.pc 'p=aa\\nq=${p}-b\\nRequires: ${q} ${none} \\\\\\n  z # y\\n# Requires: no\\n'",
            needs: ["pc:aa-b", "pc:z"],
            provides: ["pc:x=1-r0"]
        ),
        Case(
            name: "lines that end as on Windows",
            commands: "put $T/usr/lib/pkgconfig/x.pc 'p=a\\r\\nRequires: ${p} b\\r\\nRequires.private: c\\r\\n'",
            needs: ["pc:a", "pc:b", "pc:c"],
            provides: ["pc:x=1-r0"]
        ),
        Case(name: "elsewhere", commands: "put $T/usr/lib/p/pkgconfig/x.pc 'Requires: a\\n'", vendored: ["pc:x=1-r0"]),
        Case(name: "a link", commands: "link y.pc $T/usr/lib/pkgconfig/x.pc"),
        Case(name: "no text", commands: "put $T/usr/lib/pkgconfig/x.pc '\\377\\000Requires: a'", provides: ["pc:x=1-r0"]),
    ]

    @Test(arguments: libraries + links + commands + modules)
    func finds(_ item: Case) throws {
        try withScratch { folder in
            let staged = try Staged(item.commands, in: folder)
            let analysis = try DependencyAnalysis(staged.package, siblings: [staged.tree, staged.sibling])
            #expect(analysis.dependencies.map(\.text).sorted() == item.needs.sorted())
            #expect(analysis.provides.map(\.text).sorted() == item.provides.sorted())
            #expect(analysis.vendored.map(\.text).sorted() == item.vendored.sorted())
        }
    }

    @Test func findingsNameTheirFiles() throws {
        try withScratch { folder in
            let staged = try Staged("lib $T/usr/lib/libx.so.3 libx.so.3; prog $T/usr/bin/me", in: folder)
            let analysis = try DependencyAnalysis(staged.package, siblings: [])
            #expect(Set(analysis.dependencies.map(\.path)) == ["usr/bin/me"])
            #expect(analysis.provides.map(\.path) == ["usr/bin/me", "usr/lib/libx.so.3", "usr/lib/libx.so.3"])
        }
    }
}
