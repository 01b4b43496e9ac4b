import TestSupport
import Testing

/// Commands (PACKAGE.md §5.4).
@Suite(.enabled(if: Shell.has("cc"), "a C compiler is not on PATH"))
struct CommandTests {
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
            provides: ["cmd:x-bin=1-r0", "cmd:x-sbin=1-r0"]
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

    @Test(arguments: commands) func finds(_ item: Case) throws { try item.check() }
}
