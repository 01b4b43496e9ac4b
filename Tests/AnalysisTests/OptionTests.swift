import Analysis
import TestSupport
import Testing

/// How what is declared and what is found come together (PACKAGE.md §5.10, §7).
@Suite(.enabled(if: Shell.has("cc"), "a C compiler is not on PATH"))
struct OptionTests {
    /// A command that a script needs, a library for others and one for itself, a module that requires others.
    private static let tree = """
        put $T/usr/bin/x '#!/bin/bash'; chmod 755 $T/usr/bin/x; put $T/usr/lib/pkgconfig/m.pc 'Requires: a m v'; put $T/opt/v.pc ''
        lib $T/usr/lib/libx.so.3 libx.so.3; lib $T/opt/libv.so.1 libv.so.1
        lib $T/usr/lib/y.so liby.so.1 -Wl,--no-as-needed $T/usr/lib/libx.so.3 $T/opt/libv.so.1
        """
    private static let ownUse = ["pc:v=1-r0", "so-ver:libv.so.1=1-r0", "so:libv.so.1=1"]
    private static let libraries = ["so-ver:libx.so.3=1-r0", "so-ver:liby.so.1=1-r0", "so:libx.so.3=3", "so:liby.so.1=1"]

    static let options = [
        Case(
            name: "none",
            commands: tree,
            needs: ["cmd:bash", "pc:a"],
            provides: ["cmd:x=1-r0", "pc:m=1-r0"] + libraries,
            vendored: ownUse
        ),
        Case(
            name: "no-commands",
            commands: tree,
            exclusions: .commands,
            needs: ["pc:a"],
            provides: ["pc:m=1-r0"] + libraries,
            vendored: ownUse
        ),
        Case(
            name: "no-depends",
            commands: tree,
            exclusions: .dependencies,
            provides: ["cmd:x=1-r0", "pc:m=1-r0"] + libraries,
            vendored: ownUse
        ),
        Case(
            name: "no-provides: what the package has itself stays needed, what is its own does not",
            commands: tree,
            exclusions: .provides,
            needs: ["cmd:bash", "pc:a", "pc:m", "so:libx.so.3"],
            vendored: ownUse
        ),
        Case(name: "no-depends and no-provides", commands: tree, exclusions: [.provides, .dependencies], vendored: ownUse),
        Case(
            name: "no-commands and declared commands",
            commands: tree,
            declared: ["cmd:bash", "cmd:other"],
            declaredProvides: ["cmd:mine=2"],
            exclusions: .commands,
            needs: ["cmd:bash", "cmd:other", "pc:a"],
            provides: ["cmd:mine=2", "pc:m=1-r0"] + libraries,
            vendored: ownUse
        ),
        Case(
            name: "declared, whatever the options",
            commands: tree,
            declared: ["z", "so:libq.so.1", "z", "a>1"],
            declaredProvides: ["virtual=3", "pc:m=7"],
            exclusions: [.provides, .dependencies, .commands],
            needs: ["a>1", "so:libq.so.1", "z"],
            provides: ["pc:m=7", "virtual=3"],
            vendored: ownUse
        ),
    ]

    static let selves = [
        Case(
            name: "declared dependencies on what the package offers itself",
            commands: "put $T/usr/bin/x ''; chmod 755 $T/usr/bin/x",
            declared: ["cmd:x", "cmd:x>0", "virtual", "virtual=1"],
            declaredProvides: ["virtual=1"],
            needs: ["cmd:x>0", "virtual=1"],
            provides: ["cmd:x=1-r0", "virtual=1"]
        ),
        Case(
            name: "declared dependencies on what is for the package's own use stay",
            commands: "put $T/opt/v.pc ''",
            declared: ["pc:v"],
            needs: ["pc:v"],
            vendored: ["pc:v=1-r0"]
        ),
        Case(
            name: "provided in another version than needed",
            commands: "put $T/usr/bin/x '#!/usr/bin/env -S A=1 x'",
            declaredProvides: ["cmd:A=2"],
            needs: ["cmd:A=1"],
            provides: ["cmd:A=2"],
            warnings: ["usr/bin/x sets A=1"]
        ),
        Case(
            name: "order is that of bytes",
            commands: "true",
            declared: ["b", "é", "B", "a-b", "a", "a_b", "a=1", "z"],
            needs: ["B", "a", "a-b", "a=1", "a_b", "b", "z", "é"]
        ),
    ]

    @Test(arguments: options + selves) func finds(_ item: Case) throws { try item.check() }
}
