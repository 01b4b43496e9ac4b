import APK
import Cryptography
import Files
import PackageLinting
import SystemPackage
import TestSupport
import Testing

/// What packages need from the build environment without saying so.
@Suite(.enabled(if: Shell.has("cc"), "a C compiler is not on PATH"))
struct UndeclaredDependenciesTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        /// Fill the tree `$T`; `$E` is that of the package `extra` of the environment, which needs `base`, whose tree is `$B`.
        let commands: String
        var dependencies: [String] = []
        var found: [String] = []
        var testDescription: String { name }
    }

    static let library = "lib $E/usr/lib/libx.so -Wl,-soname,libx.so; lib $T/usr/lib/liby.so -Wl,--no-as-needed $E/usr/lib/libx.so; "
    static let script = "put $E/usr/bin/tool; put $T/usr/bin/x '#!/usr/bin/env -S A=1 tool -x'; chmod 755 $T/usr/bin/x; "
    static let link = "put $E/usr/share/data; link ../share/data $T/usr/bin/data; "

    static let cases = [
        Case(name: "library", commands: library, found: ["usr/lib/liby.so needs libx.so of extra"]),
        Case(name: "library, depended on", commands: library, dependencies: ["extra>=1"]),
        Case(name: "library, depended on by what it provides", commands: library, dependencies: ["virtual"]),
        Case(name: "library, depended on by name", commands: library, dependencies: ["so:libx.so"]),
        Case(
            name: "library, other package depended on",
            commands: library,
            dependencies: ["base"],
            found: ["usr/lib/liby.so needs libx.so of extra"]
        ),
        Case(name: "library, refused", commands: library, dependencies: ["!extra"], found: ["usr/lib/liby.so needs libx.so of extra"]),
        Case(name: "library of its own", commands: library + "lib $T/usr/lib/me/libx.so"),
        Case(name: "library of nobody", commands: library + "rm -r $E/usr"),
        Case(name: "library of a dependency's dependency", commands: library + "mv $E/usr $B/usr", dependencies: ["extra"]),
        Case(name: "library, reached by a package of the same build", commands: library, dependencies: ["sibling"]),
        Case(name: "script", commands: script, found: ["usr/bin/x needs tool of extra"]),
        Case(name: "script, command depended on", commands: script, dependencies: ["cmd:tool"]),
        Case(name: "script that is none", commands: script + "chmod 644 $T/usr/bin/x"),
        Case(name: "script of the shell", commands: "put $E/bin/sh; put $T/x '#!/bin/sh'; chmod 755 $T/x"),
        Case(name: "link", commands: link, found: ["usr/bin/data needs /usr/share/data of extra"]),
        Case(name: "link, depended on", commands: link, dependencies: ["extra"]),
        Case(
            name: "absolute link to a merged folder",
            commands: "put $B/usr/lib/d; link /lib/d $T/d; link /lib/e $T/e; link ../../x $T/f; mkdir $B/usr/lib/e",
            found: ["d needs /lib/d of base"]
        ),
        Case(name: "link to its own folder", commands: link + "put $T/usr/share/data/x"),
    ]

    @Test(arguments: cases)
    func finds(_ item: Case) throws {
        try withScratch { folder in
            let (extra, base) = (folder.appending("extra"), folder.appending("base"))
            let linted = try Linted("E=\(extra) B=\(base); mkdir $E $B; \(item.commands)", in: folder)
            let none = Identity(Digest(bytes: Array(repeating: 0, count: 20)))
            var first = IndexRecord(identity: none, name: "extra", version: "1-r0")
            (first.dependencies, first.provides) = (["base"], ["virtual=1"])
            let second = IndexRecord(identity: none, name: "base", version: "1-r0")
            var info = PackageInfo(name: "me", version: "1-r0", architecture: "x86_64")
            info.dependencies = item.dependencies
            var sibling = PackageInfo(name: "sibling", version: "1-r0", architecture: "x86_64")
            sibling.dependencies = ["extra"]
            let check = try UndeclaredDependencies(
                environment: [.init(first, tree: extra), .init(second, tree: base)],
                packages: [(info, linted.package.tree), (sibling, LintedTree([]))]
            )
            #expect(check.finding(info, linted.package.tree)?.details ?? [] == item.found)
        }
    }
}
