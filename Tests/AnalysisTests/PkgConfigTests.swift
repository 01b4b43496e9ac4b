import TestSupport
import Testing

/// Modules of pkg-config (PACKAGE.md §5.6).
@Suite struct PkgConfigTests {
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
        Case(
            name: "in all folders that are searched, and in others",
            commands: """
                n=0; for d in lib lib64 share local/lib local/share; do n=$((n+1)); put $T/usr/$d/pkgconfig/m$n.pc ''; done
                for d in local/lib64 lib/pkgconfig/sub lib/x86_64/pkgconfig; do n=$((n+1)); put $T/usr/$d/m$n.pc ''; done
                put $T/lib/pkgconfig/m9.pc ''
                """,
            provides: ["pc:m1=1-r0", "pc:m2=1-r0", "pc:m3=1-r0", "pc:m4=1-r0", "pc:m5=1-r0"],
            vendored: ["pc:m6=1-r0", "pc:m7=1-r0", "pc:m8=1-r0", "pc:m9=1-r0"]
        ),
        Case(
            name: "a line that is neither variable nor field",
            commands: "put $T/usr/lib/pkgconfig/x.pc 'Name: x\\n\\nDescription: one \\\\\\n two\\nthree\\nRequires: a\\n'",
            warnings: ["line 5 of usr/lib/pkgconfig/x.pc is neither a variable nor a field"]
        ),
        Case(
            name: "the same elsewhere",
            commands: "put $T/opt/x.pc 'three\\n'",
            warnings: ["line 1 of opt/x.pc is neither a variable nor a field"]
        ),
        Case(
            name: "required modules that are no names",
            commands: "put $T/usr/lib/pkgconfig/x.pc 'Requires: a@b =1 ~ c\\n'",
            needs: ["pc:c"],
            provides: ["pc:x=1-r0"]
        ),
        Case(
            name: "variables that grow without end",
            commands: """
                { echo 'v0=aaaaaaaaaaaaaaaa'; for i in $(seq 40); do echo "v$i=\\${v$((i-1))}\\${v$((i-1))}"; done; echo 'Requires: ${v40}y'; } > $H/x
                mkdir -p $T/usr/lib/pkgconfig; cp $H/x $T/usr/lib/pkgconfig/x.pc
                """,
            needs: ["pc:y"],
            provides: ["pc:x=1-r0"]
        ),
    ]

    @Test(arguments: modules) func finds(_ item: Case) throws { try item.check() }
}
