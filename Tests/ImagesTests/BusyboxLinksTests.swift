import APK
import Archives
import Diagnostics
import Testing

@testable import Images

/// The names of busybox's tools (IMAGE.md §9.10).
@Suite(.timeLimit(.minutes(30))) struct BusyboxLinksTests {
    let workshop: Workshop

    init() throws {
        workshop = try Workshop()
    }

    private func busybox(_ version: String, name: String = "busybox", _ more: [(String, Content)] = [], provides: [String] = []) throws
        -> PackageFile
    {
        try workshop.package(
            name,
            list: [
                ("bin", .ownedDirectory(user: 0, group: 0, mode: 0o755, time: 3)),
                ("bin/busybox", .owned("b", user: 0, group: 0, mode: 0o755, time: 9)),
            ] + more
        ) { ($0.version, $0.provides) = (version, provides) }
    }

    @Test(arguments: ImageRules.allCases) func linksTakeTheTimeOfTheProgram(_ rules: ImageRules) throws {
        let list = "/bin/busybox\n/bin/sh\n\n/new/tool\n/bin/own\n/bin/sh\n"
        let package = try busybox(
            "1.37.0-r0",
            [
                ("bin/own", .file("x")), ("etc", .directory()), ("etc/busybox-paths.d", .directory()),
                ("etc/busybox-paths.d/busybox", .file(list)),
            ]
        )
        #expect(
            try workshop.lines([package], rules, only: ["bin", "bin/sh", "bin/own", "new", "new/tool"]) == [
                "d755 0:0 9 bin", "-644 0:0 1000 bin/own", "l777 0:0 9 bin/sh -> /bin/busybox", "d755 0:0 9 new",
                "l777 0:0 9 new/tool -> /bin/busybox",
            ]
        )
    }

    @Test(arguments: [
        ("1.32.1-r5", 427, ["/bin/bash"], ["/bin/base32"]), ("1.33.0-r0", 428, ["/bin/base32"], ["/usr/bin/ascii"]),
        ("1.34.0-r0", 429, ["/usr/bin/ascii"], ["/bin/bash", "/usr/bin/tree"]), ("1.34.1-r0", 430, ["/bin/bash"], ["/usr/bin/tree"]),
        ("1.35.0", 430, ["/bin/bash"], ["/usr/bin/tree"]), ("1.36.0-r3", 433, ["/usr/bin/tree", "/root/linuxrc"], ["/linuxrc"]),
        ("1.37.0-r0", 433, ["/usr/bin/tree"], []), ("v1.36.1", 433, [], []),
    ])
    func oldPackagesHaveTheListOfTheirRelease(_ version: String, _ count: Int, _ present: [String], _ absent: [String]) throws {
        let paths = try #require(BusyboxApplets.paths(for: version, rules: .apko))
        #expect(paths.count == count)
        #expect(Set(paths).isSuperset(of: present))
        #expect(Set(paths).isDisjoint(with: absent + ["/bin/busybox"]))
        #expect(paths == paths.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
        #expect(BusyboxApplets.paths(for: version, rules: .cuttle)?.contains("/linuxrc") == true)
    }

    @Test(arguments: ["1.36.0_git-r0", "3-r0", "1.36-r0", "1.36.0.1", "1.36.0-", "1.36.0-r0-x", ""])
    func otherVersionsHaveNone(_ version: String) throws {
        #expect(BusyboxApplets.paths(for: version, rules: .apko) == nil)
    }

    @Test func aVersionThatIsNoneIsAnErrorToApko() throws {
        let package = try busybox("3-r0")
        #expect(
            problem { _ = try workshop.assembled([package]) }
                == "error: busybox lists no paths of its tools, and its version 3-r0 is none of busybox's releases\n"
        )
        #expect(try workshop.lines([package], .cuttle, only: ["bin/sh"]) == [])
    }

    /// The one of the name, wherever it is; else the last that provides something of the kind.
    @Test(arguments: [
        (["aaa", "busybox"], "busybox"), (["busybox", "zzz"], "busybox"), (["aaa", "busybox", "zzz"], "busybox"), (["aaa", "zzz"], "zzz"),
        (["zzz", "aaa", "none"], "aaa"),
    ])
    func whoseToolsTheyAre(_ names: [String], _ chosen: String) throws {
        let packages = try names.enumerated().map { position, name in
            let list = "etc/busybox-paths.d/\(name)"
            let more: [(String, Content)] = [
                ("etc", .directory()), ("etc/busybox-paths.d", .directory()), (list, .file("/bin/tool-of-\(name)\n")),
            ]
            let provides = name == "none" || name == "busybox" ? [] : ["cmd:busybox=1"]
            if position == 0 { return try busybox("1.37.0-r0", name: name, more, provides: provides) }
            return try workshop.package(name, list: more) { ($0.version, $0.provides) = ("1.37.0-r0", provides) }
        }
        for rules in ImageRules.allCases {
            let links = try workshop.lines(packages, rules, only: Set(names.map { "bin/tool-of-\($0)" }))
            #expect(links == ["l777 0:0 9 bin/tool-of-\(chosen) -> /bin/busybox"])
        }
    }

    @Test func aPackageThatProvidesItCounts() throws {
        let other = try busybox("1.36.0-r0", name: "tools", provides: ["my-busybox-like=1"])
        #expect(
            try workshop.lines([other], only: ["bin/sh", "root/linuxrc"]) == [
                "l777 0:0 9 bin/sh -> /bin/busybox", "l777 0:0 9 root/linuxrc -> /bin/busybox",
            ]
        )
        let nobody = try busybox("1.36.0-r0", name: "tools")
        #expect(
            problem { _ = try workshop.assembled([nobody]) }
                == "error: the image has /bin/busybox, but no package is called busybox or provides it\n"
        )
        #expect(try workshop.lines([nobody], .cuttle, only: ["bin/sh"]) == [])
    }
}
