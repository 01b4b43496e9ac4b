import APK
import Diagnostics
import Files
import ImageConfigurations
import Store
import SystemPackage
import Testing

@testable import Roots

/// Roots out of packages (DESIGN, "Build environments"; APK-FORMAT.md §11).
@Suite struct RootComposerTests {
    let workshop: Workshop

    init() throws {
        workshop = try Workshop()
    }

    private func compose(_ packages: [PackageFile], _ accounts: Accounts = Accounts()) throws -> FilePath {
        try RootComposer(store: workshop.store).root(packages, accounts: accounts)
    }

    /// The lines of a root without what every root has.
    private func lines(_ root: FilePath) throws -> [String] {
        let common = ["dev/", "etc/", "home/", "home/build/", "proc/", "tmp/", "var/", "var/cache/"]
        return try listing(root).filter { !common.contains($0) && !$0.hasPrefix("etc/passwd ") && !$0.hasPrefix("etc/group ") }
    }

    private func baselayout() throws -> PackageFile {
        try workshop.package(
            "baselayout",
            [
                "usr": .directory(), "usr/bin": .directory(), "usr/lib": .directory(), "bin": .link("usr/bin"), "lib": .link("usr/lib"),
                "lib64": .link("/usr/lib"),
            ]
        )
    }

    @Test func filesGoThroughTheLinksThatMergeUsr() throws {
        let tool = try workshop.package(
            "tool",
            [
                "bin": .directory(), "bin/tool": .file("tool", mode: 0o755), "lib": .directory(), "lib/libtool.so": .link("libtool.so.1"),
                "lib64": .directory(), "lib64/libtool.so.1": .file("so", mode: 0o755),
            ]
        )
        #expect(
            try lines(compose([baselayout(), tool])) == [
                "bin -> usr/bin", "lib -> usr/lib", "lib64 -> /usr/lib", "usr/", "usr/bin/", "usr/bin/tool 755 tool", "usr/lib/",
                "usr/lib/libtool.so -> libtool.so.1", "usr/lib/libtool.so.1 755 so",
            ]
        )
    }

    /// Its package has none of the names of its tools, and the shell of most builds is one of them.
    @Test func busyboxHasItsTools() throws {
        let busybox = try workshop.package(
            "busybox",
            [
                "usr": .directory(), "usr/bin": .directory(), "usr/bin/busybox": .file("program", mode: 0o755), "etc": .directory(),
                "etc/busybox-paths.d": .directory(),
                "etc/busybox-paths.d/busybox": .file("/bin/sh\n/bin/busybox\n/usr/bin/ls\n/sbin/ip\n/../x\nno\n/\n//bin/./dd\n/bin/\n"),
            ]
        )
        let other = try workshop.package("other", ["usr": .directory(), "usr/bin": .directory(), "usr/bin/ls": .file("another")])
        #expect(
            try lines(compose([baselayout(), busybox, other])).filter { !$0.hasPrefix("etc/") && !$0.hasPrefix("lib") } == [
                "bin -> usr/bin", "sbin/", "sbin/ip -> /bin/busybox", "usr/", "usr/bin/", "usr/bin/busybox 755 program",
                "usr/bin/dd -> /bin/busybox", "usr/bin/ls 644 another", "usr/bin/sh -> /bin/busybox", "usr/lib/",
            ]
        )
    }

    /// Other packages of busybox have lists of their own names, and lists may be links.
    @Test func toolsAreThoseOfThePackage() throws {
        let busybox = try workshop.package(
            "busybox-full",
            [
                "bin": .directory(), "bin/busybox": .file("program", mode: 0o755), "etc": .directory(), "etc/busybox-paths.d": .directory(),
                "etc/busybox-paths.d/busybox-full": .link("../tools"), "etc/tools": .file("/bin/sh\n"),
            ]
        ) { $0.provides = ["busybox=1"] }
        #expect(try lines(compose([busybox])).contains("bin/sh -> /bin/busybox"))
        let wrong = try workshop.package(
            "busybox",
            [
                "bin": .directory(), "bin/busybox": .file("program", mode: 0o755), "etc": .directory(), "etc/busybox-paths.d": .directory(),
                "etc/busybox-paths.d/busybox": .file("/bin/busybox/x\n"),
            ]
        )
        #expect(
            problem { _ = try compose([wrong]) } == """
                error: /etc/busybox-paths.d/busybox of busybox names the tool /bin/busybox/x, for which there is no place in the environment
                hint: take it out of the list

                """
        )
    }

    @Test func twoPackagesWithOneFileConflict() throws {
        let one = try workshop.package("one", ["a": .file("1")])
        let two = try workshop.package("two", ["a": .file("2")])
        #expect(
            problem { _ = try compose([one, two]) } == """
                error: both one and two bring a
                hint: one of them must list the other under dependencies.replaces

                """
        )
        #expect(try Files.list(workshop.store.path.appending("roots")).filter { !$0.hasPrefix(".") }.isEmpty)
    }

    @Test func aConflictBehindALinkIsFound() throws {
        let one = try workshop.package("one", ["usr": .directory(), "usr/bin": .directory(), "usr/bin/sh": .file("1")])
        let two = try workshop.package("two", ["bin": .directory(), "bin/sh": .file("2")])
        #expect(problem { _ = try compose([baselayout(), one, two]) }.hasPrefix("error: both one and two bring bin/sh\n"))
    }

    @Test func aFileInPlaceOfADirectoryConflicts() throws {
        let one = try workshop.package("one", ["a": .directory(), "a/b": .file("1")])
        let two = try workshop.package("two", ["a": .file("2")])
        #expect(problem { _ = try compose([one, two]) } == "error: two brings the file a, which is a directory of one\n")
        let shown = problem { _ = try compose([two, one]) }
        #expect(shown.hasPrefix("error: both two and one bring a\n"), "\(shown)")
    }

    @Test(arguments: [(nil, nil, "2"), (5, nil, "1"), (5, 7, "2"), (nil, 7, "2")] as [(Int?, Int?, String)])
    func whoeverReplacesWithPriorityWins(_ first: Int?, _ second: Int?, _ winner: String) throws {
        let one = try workshop.package("one", ["a": .file("1")]) { info in
            if let first { (info.replaces, info.replacesPriority) = (["two"], first) }
        }
        let two = try workshop.package("two", ["a": .file("2")]) { info in
            info.replaces = ["one<2"]
            info.replacesPriority = second
        }
        #expect(try lines(compose([one, two])) == ["a 644 \(winner)"])
    }

    @Test func packagesOfOneOriginReplaceOneAnother() throws {
        let one = try workshop.package("one", ["a": .file("1")])
        let two = try workshop.package("two", ["a": .file("2")]) { $0.origin = "one" }
        #expect(try lines(compose([one, two])) == ["a 644 2"])
    }

    @Test func theSeedGivesWayFileByFileAlsoBehindLinks() throws {
        let seed = try workshop.package(
            "seed",
            [
                "usr": .directory(), "usr/bin": .directory(), "usr/bin/sh": .file("seed's"), "usr/bin/ls": .file("seed's"),
                "bin": .link("usr/bin"),
                "lib64": .directory(), "lib64/ld.so": .file("seed's"), "etc": .directory(), "etc/os-release": .link("seed"),
            ]
        ) { $0.provides = ["cuttle:seed"] }
        let shell = try workshop.package(
            "shell",
            [
                "bin": .directory(), "bin/sh": .link("busybox"), "bin/busybox": .file("real"), "etc": .directory(),
                "etc/os-release": .file("real"),
                "lib64": .link("usr/lib"),
            ]
        )
        #expect(
            try lines(compose([shell, seed])) == [
                "bin -> usr/bin", "etc/os-release 644 real", "lib64/", "lib64/ld.so 644 seed's", "usr/", "usr/bin/",
                "usr/bin/busybox 644 real",
                "usr/bin/ls 644 seed's", "usr/bin/sh -> busybox",
            ]
        )
    }

    @Test func accountsAreAppendedAndTheStoreIsLeftAsItIs() throws {
        let base = try workshop.package(
            "base",
            [
                "etc": .directory(), "etc/passwd": .file("root:x:0:0::/:/bin/sh\n"), "etc/group": .file("root:x:0:\n"),
                "a": .file("a", mode: 0o4755),
            ]
        )
        let tree = try PackageTrees(store: workshop.store).tree(base)
        let before = try listing(tree)
        var accounts = Accounts()
        accounts.addBuildAccount()
        let root = try compose([base], accounts)
        let passwd = "root:x:0:0::/:/bin/sh\nbuild:x:1000:1000:Account created by cuttle:/home/build:/bin/sh\n"
        #expect(try Files.read(root.appending("etc/passwd")) == Array(passwd.utf8))
        #expect(try Files.read(root.appending("etc/group")) == Array("root:x:0:\nbuild:x:1000:build\n".utf8))
        #expect(try listing(tree) == before)
        #expect(before == ["a 755 a", "etc/", "etc/group 644 root:x:0:\n", "etc/passwd 644 root:x:0:0::/:/bin/sh\n"])
        // The rest is one file with two names.
        #expect(try FileStatus(root.appending("a")).identity == FileStatus(tree.appending("a")).identity)
        #expect(try FileStatus(root.appending("a")).mode == 0o755)
    }

    @Test func accountsAreMadeWhereThereAreNone() throws {
        let root = try compose([])
        #expect(try Files.read(root.appending("etc/passwd")) == Array("root:x:0:0:root:/root:/bin/sh\n".utf8))
        #expect(try Files.read(root.appending("etc/group")) == Array("root:x:0:\n".utf8))
    }

    @Test func composingNeverChangesATree() throws {
        let packages = [
            try baselayout(),
            try workshop.package("one", ["bin": .directory(), "bin/a": .file("1"), "etc": .directory(), "etc/group": .file("x\n")]),
            try workshop.package("two", ["usr": .directory(), "usr/bin": .directory(), "usr/bin/a": .file("2")]) { $0.replaces = ["one"] },
        ]
        let trees = PackageTrees(store: workshop.store)
        let before = try packages.map { try listing(trees.tree($0)) }
        var accounts = Accounts()
        accounts.addBuildAccount()
        let root = try compose(packages, accounts)
        #expect(try Files.read(root.appending("bin/a")) == Array("2".utf8))
        #expect(try packages.map { try listing(trees.tree($0)) } == before)
    }

    @Test func theSameSetIsComposedOnce() throws {
        let one = try workshop.package("one", ["a": .file("1")])
        let root = try compose([one])
        #expect(try compose([one]) == root)
        var accounts = Accounts()
        accounts.addBuildAccount()
        #expect(try compose([one], accounts) != root)
        #expect(try compose([]) != root)
    }
}
