import APK
import Analysis
import Files
import JSON
import SystemPackage
import TestSupport
import Testing

/// What is said of where dependencies come from: golden texts.
@Suite(.enabled(if: Shell.has("cc"), "a C compiler is not on PATH"))
struct ExplanationTests {
    private static let tree = """
        for n in a b c d e; do lib $T/opt/$n.so $n.so -Wl,--no-as-needed $H/libz.so.1; done
        put $T/usr/bin/me '#!/bin/bash'; put $T/usr/bin/no '#!/bin/a@b'; chmod 755 $T/usr/bin/me
        lib $S/usr/lib/libx.so.3 libx.so.3; link libx.so.3 $T/usr/lib/libx.so; put $T/usr/lib/pkgconfig/m.pc 'Requires: m a.so other'
        """

    /// The library that all of them are linked with.
    private static let library = "lib $H/libz.so.1 libz.so.1; "

    @Test func aStagedTreeIsExplained() throws {
        try withScratch { folder in
            let staged = try Staged(Self.library + Self.tree, in: folder)
            var subject = try staged.subject()
            subject.declaredDependencies = ["declared", "so:libz.so.1"]
            subject.declaredProvides = ["virtual=3"]
            subject.exclusions = .commands
            let explanation = try DependencyAnalysis(subject, siblings: [staged.tree, staged.sibling]).explanation
            #expect(
                explanation.text == """
                    me 1-r0
                      needs
                        declared
                          the recipe declares it
                        pc:a.so
                          usr/lib/pkgconfig/m.pc requires it
                        pc:other
                          usr/lib/pkgconfig/m.pc requires it
                        so:libx.so.3
                          usr/lib/libx.so leads to it, in a package of the same build
                        so:libz.so.1
                          the recipe declares it
                          opt/a.so is linked with it
                          opt/b.so is linked with it
                          opt/c.so is linked with it
                          and 2 more files
                      offers
                        pc:m=1-r0
                          usr/lib/pkgconfig/m.pc is this module
                        virtual=3
                          the recipe declares it
                      has for its own use
                    \(["a", "b", "c", "d", "e"].map { """
                            so-ver:\($0).so=1-r0
                              opt/\($0).so is this library, in no folder of the linker
                        """ }.joined(separator: "\n"))
                    \(["a", "b", "c", "d", "e"].map { """
                            so:\($0).so=0
                              opt/\($0).so is this library, in no folder of the linker
                        """ }.joined(separator: "\n"))
                      leaves out
                        cmd:bash: the recipe says no-commands
                          usr/bin/me is a script that it runs
                        pc:m: the package offers it itself
                          usr/lib/pkgconfig/m.pc requires it
                        cmd:me=1-r0: the recipe says no-commands
                          usr/bin/me is executable, in a folder of commands
                        cmd:a@b: no dependency can have that name
                          usr/bin/no is a script that it runs

                    """
            )
        }
    }

    @Test func anEmptyTreeIsExplained() throws {
        try withScratch { folder in
            let staged = try Staged("true", in: folder)
            let explanation = try DependencyAnalysis(staged.subject(), siblings: []).explanation
            #expect(explanation.text == "me 1-r0\n  needs nothing, offers nothing\n")
            #expect(explanation.json.text() == #"{"name":"me","version":"1-r0","entries":[]}"#)
        }
    }

    @Test func programsGetRulesAndPaths() throws {
        try withScratch { folder in
            let staged = try Staged("put $T/usr/bin/x '#!/bin/bash'; chmod 755 $T/usr/bin/x", in: folder)
            var subject = try staged.subject()
            subject.exclusions = .dependencies
            subject.declaredDependencies = ["a"]
            #expect(
                try DependencyAnalysis(subject, siblings: []).explanation.json.text() == """
                    {"name":"me","version":"1-r0","entries":[\
                    {"relation":"dependency","text":"a","declared":true,"reasons":[]},\
                    {"relation":"dependency","text":"cmd:bash","omitted":"no-depends","reasons":[{"rule":"shebang","path":"usr/bin/x"}]},\
                    {"relation":"provide","text":"cmd:x=1-r0","reasons":[{"rule":"command","path":"usr/bin/x"}]}]}
                    """
            )
        }
    }

    @Test func namesCannotMoveTheCursor() throws {
        try withScratch { folder in
            let staged = try Staged("put \"$T/usr/bin/$(printf 'x\\033[2J')\" '#!/bin/a\\033b'", in: folder)
            let text = try DependencyAnalysis(staged.subject(), siblings: []).explanation.text
            #expect(text.contains("usr/bin/x\u{FFFD}[2J is a script that it runs"))
            #expect(!text.contains("\u{1B}"))
        }
    }

    @Test func apackageIsExplainedWithAndWithoutItsSiblings() throws {
        try withScratch { folder in
            let staged = try Staged(Self.library + Self.tree, in: folder)
            var info = PackageInfo(name: "me", version: "1-r0", architecture: "x86_64")
            info.origin = "sibling"
            info.dependencies = ["cmd:bash", "declared", "so:libx.so.3"]
            info.provides = ["cmd:me=1-r0", "pc:m=1-r0"]
            let package = try Packed.package(info, staged.tree, in: folder)
            var other = PackageInfo(name: "sibling", version: "1-r0", architecture: "x86_64")
            other.origin = "sibling"
            let sibling = try Packed.package(other, staged.sibling, in: folder)
            let alone = try #require(try Explanation.explain([package], workingIn: folder).first)
            let text = alone.text
            #expect(text.contains("    so:libx.so.3\n      usr/lib/libx.so leads to it, outside of this package\n"))
            #expect(text.contains("    declared\n      the recipe declares it\n"))
            #expect(text.contains("    cmd:bash\n      usr/bin/me is a script that it runs\n"))
            #expect(text.contains("    cmd:me=1-r0\n      usr/bin/me is executable, in a folder of commands\n"))
            #expect(text.contains("    pc:m: the package offers it itself\n"))
            #expect(text.contains("    so:libz.so.1: the package does not say why; an option of its recipe, or another dependency"))
            let both = try Explanation.explain([sibling, package], workingIn: folder)
            #expect(both.map(\.name) == ["sibling", "me"])
            #expect(both[1].text.contains("usr/lib/libx.so leads to it, in a package of the same build\n"))
            // Nothing that was unpacked is left.
            #expect(try Files.list(folder) == ["host", "me-1-r0.apk", "sibling", "sibling-1-r0.apk", "tree"])
        }
    }

    @Test func thePackageAndItsTreeShowTheSame() throws {
        try withScratch { folder in
            let commands =
                "\(Self.library)\(Self.tree); put $T/usr/bin/secret '#!/opt/p'; chmod 111 $T/usr/bin/secret; ln $T/usr/bin/me $T/usr/bin/you"
            let staged = try Staged(commands, in: folder)
            let fromTree = try DependencyAnalysis(staged.subject(), siblings: [staged.tree])
            let package = try Packed.package(PackageInfo(name: "me", version: "1-r0", architecture: "x86_64"), staged.tree, in: folder)
            let unpacked = try UnpackedPackages([package], workingIn: folder)
            let tree = try #require(unpacked.trees.first)
            let fromPackage = try DependencyAnalysis(AnalysisSubject(tree, name: "me", version: "1-r0"), siblings: [tree.root])
            #expect(fromPackage.explanation == fromTree.explanation)
            #expect(fromPackage.provides.contains("cmd:you=1-r0"))
            #expect(fromPackage.dependencies.contains("cmd:p"))
        }
    }
}
