import TestSupport
import Testing

/// Libraries and what is linked with them (PACKAGE.md §5.1, §5.2, §5.3).
@Suite(.enabled(if: Shell.has("cc"), "a C compiler is not on PATH"))
struct SharedObjectTests {
    static let libraries = [
        Case(
            name: "library",
            commands: "lib $T/usr/lib/libx.so.3 libx.so.3",
            provides: ["so-ver:libx.so.3=1-r0", "so:libx.so.3=3"]
        ),
        Case(
            name: "long version",
            commands: "lib $T/lib/f libx.so.1.2.3",
            provides: ["so-ver:libx.so.1.2.3=1-r0", "so:libx.so.1.2.3=1.2.3"]
        ),
        Case(name: "no version", commands: "lib $T/lib64/libx.so libx.so", provides: ["so-ver:libx.so=1-r0", "so:libx.so=0"]),
        Case(name: "odd version", commands: "lib $T/usr/lib64/x libx.so.a1", provides: ["so-ver:libx.so.a1=1-r0", "so:libx.so.a1=0"]),
        Case(name: "two versions", commands: "lib $T/lib/x x.so.1.so.2", provides: ["so-ver:x.so.1.so.2=1-r0", "so:x.so.1.so.2=1"]),
        Case(name: "elsewhere", commands: "lib $T/usr/lib/p/x.so x.so.3", vendored: ["so-ver:x.so.3=1-r0", "so:x.so.3=3"]),
        Case(
            name: "elsewhere, named in ld.so.conf.d",
            commands: "lib $T/usr/lib/p/x.so x.so.3; put $T/etc/ld.so.conf.d/p.conf '# comment\\n/usr/lib/p\\n'",
            provides: ["so-ver:x.so.3=1-r0", "so:x.so.3=3"]
        ),
        Case(
            name: "named in a folder of a sibling's ld.so.conf.d",
            commands: "lib $T/opt/l/x.so x.so.3; put $S/etc/ld.so.conf.d/sub/p.conf '/opt/l'",
            provides: ["so-ver:x.so.3=1-r0", "so:x.so.3=3"]
        ),
        Case(
            name: "ld.so.conf.d without configuration",
            commands:
                "lib $T/opt/x.so x.so.3; mkdir -p $T/etc/ld.so.conf.d/a.conf; link /none $T/etc/ld.so.conf.d/b.conf; put $T/etc/ld.so.conf.d/c '/opt'",
            vendored: ["so-ver:x.so.3=1-r0", "so:x.so.3=3"]
        ),
        Case(
            name: "a link in ld.so.conf.d to the host",
            commands: "lib $T/opt/x.so x.so.3; put $H/c '/opt'; link $H/c $T/etc/ld.so.conf.d/c.conf",
            vendored: ["so-ver:x.so.3=1-r0", "so:x.so.3=3"]
        ),
        Case(
            name: "needed libraries with a version",
            commands: """
                lib $H/liba.so.1 liba.so.1; lib $H/libb.so libb.so
                lib $T/usr/lib/x.so x.so.3 -Wl,--no-as-needed $H/liba.so.1 $H/libb.so
                """,
            needs: ["so:liba.so.1"],
            provides: ["so-ver:x.so.3=1-r0", "so:x.so.3=3"]
        ),
        Case(
            name: "soname that is no name",
            commands:
                "lib $T/usr/lib/x.so.1 'x.so.1 evil=2'; lib $T/usr/lib/y.so.1 'y.so.1=9'; lib $T/usr/lib/z.so.1 \"$(printf 'z.so.1\\nreplaces = all')\""
        ),
        Case(
            name: "folders below the linker's are none of them",
            commands: "lib $T/usr/lib/sub/x.so x.so.3; put $T/etc/ld.so.conf.d/p.conf '/usr/lib/sub2\\n# /usr/lib/sub\\n usr/lib/sub\\n'",
            vendored: ["so-ver:x.so.3=1-r0", "so:x.so.3=3"]
        ),
        Case(name: "without soname", commands: "mkdir -p $T/usr/lib; cc -x c /dev/null -shared -nostdlib -fPIC -o $T/usr/lib/x.so"),
        Case(name: "an object file", commands: "mkdir -p $T/usr/lib; cc -x c /dev/null -c -o $T/usr/lib/x.so"),
        Case(name: "a text that is called like a library", commands: "put $T/usr/lib/libx.so.3 'INPUT(-lx)'"),
        Case(
            name: "any mode and any place",
            commands: "lib $H/libz.so.1 libz.so.1; lib $T/opt/x.so x.so.3 -Wl,--no-as-needed $H/libz.so.1; chmod 111 $T/opt/x.so",
            needs: ["so:libz.so.1"],
            vendored: ["so-ver:x.so.3=1-r0", "so:x.so.3=3"]
        ),
        Case(
            name: "a program with a soname",
            commands: "prog $T/usr/lib/java -Wl,-soname,libjava.so.1 -nostdlib -nostartfiles -Wl,--dynamic-linker=/l/ld.so.2",
            needs: ["so:ld.so.2"]
        ),
        Case(
            name: "a program that is a library too",
            commands: "prog $T/usr/lib/libc.so.6 -Wl,-soname,libc.so.6 -nostdlib -nostartfiles -Wl,--dynamic-linker=/l/ld.so.2",
            needs: ["so:ld.so.2"],
            provides: ["so-ver:libc.so.6=1-r0", "so:libc.so.6=6"]
        ),
        Case(
            name: "libraries of NVIDIA's driver",
            commands: """
                for n in libcuda.so.1 libnvidia-ml.so.1 libnvidia-none.so.1; do lib $H/$n $n; done
                lib $T/usr/lib/x.so x.so.1 -Wl,--no-as-needed $H/lib*
                lib $T/usr/lib/libcuda.so.1 libcuda.so.1; lib $T/opt/libnvidia-tls.so.1 libnvidia-tls.so.1; link libcuda.so.1 $T/usr/lib/libcuda.so
                """,
            needs: ["so:libnvidia-none.so.1"],
            provides: ["so-ver:x.so.1=1-r0", "so:x.so.1=1"]
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
        Case(
            name: "a library and its link in one package",
            commands: "lib $T/usr/lib/libx.so.3.1 libx.so.3; link libx.so.3.1 $T/usr/lib/libx.so.3; link libx.so.3 $T/usr/lib/libx.so",
            provides: ["so-ver:libx.so.3=1-r0", "so:libx.so.3=3"]
        ),
        Case(
            name: "a link in a folder of the linker to a library elsewhere",
            commands: "lib $T/opt/x/libx.so.3 libx.so.3; link ../../opt/x/libx.so.3 $T/usr/lib/libx.so.3",
            provides: ["so-ver:libx.so.3=1-r0", "so:libx.so.3=3"],
            vendored: ["so-ver:libx.so.3=1-r0", "so:libx.so.3=3"]
        ),
        Case(
            name: "an absolute link stays in the package",
            commands: "lib $T/opt/libx.so.3 libx.so.3; link /opt/libx.so.3 $T/usr/lib/x",
            provides: ["so-ver:libx.so.3=1-r0", "so:libx.so.3=3"],
            vendored: ["so-ver:libx.so.3=1-r0", "so:libx.so.3=3"]
        ),
        Case(
            name: "an absolute link to a library of the host",
            commands: "lib $H/libx.so.3 libx.so.3; link $H/libx.so.3 $T/usr/lib/libx.so"
        ),
        Case(name: "links in a circle", commands: "link b.so $T/usr/lib/a.so; link a.so $T/usr/lib/b.so"),
        Case(
            name: "the main package's library comes first",
            commands: "lib $T/lib/libx.so.3 libx.so.3; lib $S/lib/libx.so.3 libx.so.4; link libx.so.3 $T/opt/libx.so",
            needs: [],
            provides: ["so-ver:libx.so.3=1-r0", "so:libx.so.3=3"]
        ),
        Case(
            name: "a library in a folder that a sibling's configuration names",
            commands: "lib $S/opt/l/libx.so.3 libx.so.3; put $S/etc/ld.so.conf.d/l.conf '/opt/l\\n'; link libx.so.3 $T/usr/lib/libx.so",
            needs: ["so:libx.so.3"]
        ),
    ]

    /// Programs of Go: `gobin FILE SETTINGS`.
    static let validated = [
        Case(
            name: "CGO and an experiment",
            commands: "gobin $T/opt/x 'build\\tCGO_ENABLED=1\\nbuild\\tGOEXPERIMENT=opensslcrypto\\n'",
            needs: ["openssl-config-fipshardened", "so:libcrypto.so.3"]
        ),
        Case(
            name: "Microsoft's setting",
            commands: "gobin $T/opt/x 'build\\tCGO_ENABLED=1\\nbuild\\tmicrosoft_systemcrypto=1\\n'",
            needs: ["openssl-config-fipshardened", "so:libcrypto.so.3"]
        ),
        Case(name: "without CGO", commands: "gobin $T/opt/x 'build\\tCGO_ENABLED=0\\nbuild\\tGOEXPERIMENT=boringcrypto\\n'"),
        Case(name: "several experiments", commands: "gobin $T/opt/x 'build\\tCGO_ENABLED=1\\nbuild\\tGOEXPERIMENT=boringcrypto,x\\n'"),
        Case(name: "an ordinary program", commands: "gobin $T/opt/x 'build\\tCGO_ENABLED=1\\n'"),
        Case(
            name: "declared as well",
            commands: "gobin $T/opt/x 'build\\tCGO_ENABLED=1\\nbuild\\tGOEXPERIMENT=systemcrypto\\n'",
            declared: ["so:libcrypto.so.3", "a"],
            needs: ["a", "openssl-config-fipshardened", "so:libcrypto.so.3"]
        ),
    ]

    @Test(arguments: libraries + links + validated) func finds(_ item: Case) throws { try item.check() }
}
